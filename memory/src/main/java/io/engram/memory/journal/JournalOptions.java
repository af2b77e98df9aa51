package io.engram.memory.journal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/**
 * How a journal is opened. Start from {@link #of} and change what matters.
 *
 * @param agentId
 *            whose journal it is; written into every segment and checked on open; 1 to 200 bytes of UTF-8
 * @param epoch
 *            the owner's term, not negative: a journal that has seen a higher one refuses to open for writing, so that an
 *            owner which was replaced cannot write any more
 * @param readOnly
 *            for tools: takes no lock, repairs nothing, appends nothing
 * @param segmentBytes
 *            a segment that has grown past this size is followed by a new one; 4 KiB to 1 GiB
 * @param batchBytes
 *            payload bytes that one commit takes at most (one record may be larger); bounds the wait for an fsync
 * @param queueRecords
 *            appends that may wait for the commit thread before {@code append} blocks
 * @param retryAfter
 *            how long appends fail at once after a disk error before the next one tries the disk again
 */
public record JournalOptions(String agentId, long epoch, boolean readOnly, int segmentBytes, int batchBytes,
        int queueRecords, Duration retryAfter) {

    static final int MAX_AGENT_ID_BYTES = 200;

    public JournalOptions {
        Objects.requireNonNull(agentId, "agentId");
        Objects.requireNonNull(retryAfter, "retryAfter");
        int idBytes = agentId.getBytes(StandardCharsets.UTF_8).length;
        require(idBytes >= 1 && idBytes <= MAX_AGENT_ID_BYTES, "agentId must have 1 to 200 bytes of UTF-8", idBytes);
        require(epoch >= 0, "epoch must not be negative", epoch);
        require(segmentBytes >= 4096 && segmentBytes <= 1 << 30, "segmentBytes must be 4 KiB to 1 GiB", segmentBytes);
        require(batchBytes >= 1 && batchBytes <= 1 << 28, "batchBytes must be 1 to 256 MiB", batchBytes);
        require(queueRecords >= 1 && queueRecords <= 1 << 20, "queueRecords must be 1 to 1048576", queueRecords);
        require(!retryAfter.isNegative(), "retryAfter must not be negative, in ms", retryAfter.toMillis());
    }

    /** 64 MiB segments, 4 MiB batches, 1024 waiting appends, a second between attempts on a failed disk; epoch 0. */
    public static JournalOptions of(String agentId) {
        return new JournalOptions(agentId, 0, false, 64 << 20, 4 << 20, 1024, Duration.ofSeconds(1));
    }

    public JournalOptions withEpoch(long newEpoch) {
        return new JournalOptions(agentId, newEpoch, readOnly, segmentBytes, batchBytes, queueRecords, retryAfter);
    }

    public JournalOptions forReading() {
        return new JournalOptions(agentId, epoch, true, segmentBytes, batchBytes, queueRecords, retryAfter);
    }

    public JournalOptions withSegmentBytes(int bytes) {
        return new JournalOptions(agentId, epoch, readOnly, bytes, batchBytes, queueRecords, retryAfter);
    }

    public JournalOptions withBatchBytes(int bytes) {
        return new JournalOptions(agentId, epoch, readOnly, segmentBytes, bytes, queueRecords, retryAfter);
    }

    public JournalOptions withQueueRecords(int records) {
        return new JournalOptions(agentId, epoch, readOnly, segmentBytes, batchBytes, records, retryAfter);
    }

    public JournalOptions withRetryAfter(Duration wait) {
        return new JournalOptions(agentId, epoch, readOnly, segmentBytes, batchBytes, queueRecords, wait);
    }

    private static void require(boolean holds, String rule, long received) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", got " + received);
        }
    }
}
