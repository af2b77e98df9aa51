package io.engram.memory.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.SecureRandom;

/** The segment that is being appended to. One thread. */
final class SegmentWriter {
    private static final SecureRandom SALTS = new SecureRandom();

    private final Segment segment;
    private final JournalFiles.Out out;
    private final RecordCodec codec;
    /** Offset behind the last durable record. */
    private long durable;
    /** Records that the next {@link #commit} writes; little-endian, reused. */
    private ByteBuffer batch = buffer(64 << 10);

    private SegmentWriter(Segment segment, SegmentHeader header, JournalFiles.Out out, long durable) {
        this.segment = segment;
        this.out = out;
        this.codec = new RecordCodec(header.salt());
        this.durable = durable;
    }

    /** Creates the next segment; when this returns, it exists durably. */
    static SegmentWriter create(JournalFiles files, Path directory, JournalOptions options, long firstSequence)
            throws IOException {
        Path file = Segment.file(directory, firstSequence);
        SegmentHeader header = new SegmentHeader(firstSequence, options.epoch(), SALTS.nextLong(),
                System.currentTimeMillis(), options.agentId());
        files.delete(file); // the remains of an attempt that failed; no durable record has this number
        JournalFiles.Out out = files.open(file, true);
        try {
            out.write(header.encode(), 0);
            out.sync();
            files.syncDirectory(directory);
        } catch (IOException e) {
            out.close();
            throw e;
        }
        return new SegmentWriter(new Segment(file, firstSequence, header), header, out, SegmentHeader.BYTES);
    }

    /** Goes on in a segment whose whole part ends at {@code end}; what follows is cut off. */
    static SegmentWriter resume(JournalFiles files, Segment segment, SegmentHeader header, long end)
            throws IOException {
        JournalFiles.Out out = files.open(segment.file(), false);
        try {
            out.truncate(end);
            // Also makes durable what a dying owner had written without a sync: from here on it counts as acknowledged.
            out.sync();
        } catch (IOException e) {
            out.close();
            throw e;
        }
        return new SegmentWriter(segment, header, out, end);
    }

    Segment segment() {
        return segment;
    }

    long durable() {
        return durable;
    }

    void add(long sequence, int type, byte[] payload) {
        int size = RecordCodec.size(payload.length);
        if (batch.remaining() < size) {
            ByteBuffer larger = buffer(Math.max(batch.capacity() * 2, batch.position() + size));
            batch = larger.put(batch.flip());
        }
        codec.encode(batch, sequence, type, ByteBuffer.wrap(payload));
    }

    /** Writes what was added and waits until it is on stable storage. */
    void commit() throws IOException {
        batch.flip();
        int bytes = batch.remaining();
        out.write(batch, durable);
        out.sync();
        durable += bytes;
        batch.clear();
        if (batch.capacity() > 16 << 20) {
            batch = buffer(64 << 10); // one huge record should not hold its buffer for ever
        }
    }

    /** Cuts off whatever a failed commit left behind. */
    void cutBack() throws IOException {
        out.truncate(durable);
        out.sync();
    }

    void close() throws IOException {
        out.close();
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
