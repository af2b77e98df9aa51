package io.engram.memory.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Walks one segment from front to back, gives out whole records and reports the rest.
 *
 * <p>Where a head cannot be right, the scanner tries every multiple of 8 after it for a whole head with a later sequence
 * number; what was stepped over is damage. If none follows, the rest is the tail: torn in the last segment, damage in others.
 */
final class SegmentScanner implements AutoCloseable {

    /** Receives what is found. */
    interface Sink {
        void record(long sequence, int type, ByteBuffer payload) throws IOException;

        /** Sequences {@code first .. last} were removed by compaction. */
        default void removed(long first, long last) throws IOException {
        }

        void damage(JournalRecovery.Damage damage) throws IOException;
    }

    /**
     * @param end
     *            offset behind the last whole record
     * @param nextSequence
     *            the number after the last one seen
     */
    record Result(long end, long nextSequence) {
    }

    private static final int WINDOW = 1 << 20;

    private final Segment segment;
    private final RecordCodec codec;
    private final FileChannel channel;
    private final long limit;
    /** Bytes [windowStart, windowStart + window.limit()) of the file. */
    private ByteBuffer window;
    private long windowStart;
    /** Offset of the record that was given out last. */
    private long recordAt;

    /** @param limit end of the readable part; the file's size where that is smaller */
    SegmentScanner(Segment segment, SegmentHeader header, long limit) throws IOException {
        this(segment, header, limit, WINDOW);
    }

    /** @param windowBytes how much is read at once; more where a record is longer */
    SegmentScanner(Segment segment, SegmentHeader header, long limit, int windowBytes) throws IOException {
        this.window = buffer(windowBytes);
        this.segment = segment;
        this.codec = new RecordCodec(header.salt());
        this.channel = FileChannel.open(segment.file(), StandardOpenOption.READ);
        this.limit = Math.min(limit, channel.size());
        window.limit(0);
    }

    /**
     * @param bound
     *            the first sequence number of the next segment, {@link Long#MAX_VALUE} where there is none
     * @param sink
     *            sees records and damage in order, the tail excepted
     */
    Result scan(long bound, Sink sink) throws IOException {
        long position = SegmentHeader.BYTES;
        long expected = segment.firstSequence();
        // A payload that fails its checksum is damage only once something whole follows, else part of the tail.
        JournalRecovery.@Nullable Damage pending = null;
        while (position < limit) {
            long start = pending == null ? position : pending.offset();
            if (!headAt(position, expected, bound)) {
                long next = nextHead(position + 8, expected, bound);
                if (next < 0) {
                    return new Result(start, pending == null ? expected : pending.firstSequence());
                }
                long first = pending == null ? expected : pending.firstSequence();
                pending = damage(start, next - start, first, sequenceAt(next) - 1,
                        "expected a record, found no whole record head");
                expected = Math.max(expected, sequenceAt(next));
                position = next;
                continue;
            }
            long sequence = sequenceAt(position);
            int at = load(position, RecordCodec.HEAD);
            int length = window.getInt(at);
            int size = RecordCodec.size(length);
            at = load(position, size);
            if (!codec.payloadIsWhole(window, at)) {
                long first = pending == null ? expected : pending.firstSequence();
                pending = damage(start, position + size - start, first, sequence, "payload fails its checksum");
            } else {
                if (pending != null) {
                    sink.damage(damage(pending.offset(), pending.bytes(), pending.firstSequence(), sequence - 1,
                            pending.reason()));
                    pending = null;
                } else if (sequence > expected) {
                    sink.damage(damage(position, 0, expected, sequence - 1, "records are missing here"));
                }
                sequence = give(sequence, position, at, length, sink);
            }
            expected = sequence + 1;
            position += size;
        }
        return pending == null ? new Result(position, expected) : new Result(pending.offset(), pending.firstSequence());
    }

    /** Where the record is that the sink sees now. */
    long recordAt() {
        return recordAt;
    }

    /** The payload of the user's record at an offset; null where there is no whole one. */
    @Nullable
    ByteBuffer payloadAt(long offset) throws IOException {
        if (!headAt(offset, 0, Long.MAX_VALUE)) {
            return null;
        }
        int length = window.getInt(load(offset, RecordCodec.HEAD));
        int at = load(offset, RecordCodec.size(length));
        return window.getInt(at + 4) >= 0 && codec.payloadIsWhole(window, at)
                ? window.slice(at + RecordCodec.HEAD, length).asReadOnlyBuffer()
                : null;
    }

    /** Hands a whole record on; the last sequence number that it covers. */
    private long give(long sequence, long position, int at, int length, Sink sink) throws IOException {
        int type = window.getInt(at + 4);
        if (type >= 0) {
            recordAt = position;
            sink.record(sequence, type, window.slice(at + RecordCodec.HEAD, length).asReadOnlyBuffer());
            return sequence;
        }
        long last = length == 8 ? Math.max(sequence, window.getLong(at + RecordCodec.HEAD)) : sequence;
        if (type == RecordCodec.REMOVED) {
            sink.removed(sequence, last);
        } else {
            sink.damage(damage(position, 0, sequence, last, "found damaged when the segment was compacted"));
        }
        return last;
    }

    private JournalRecovery.Damage damage(long offset, long bytes, long first, long last, String reason) {
        return new JournalRecovery.Damage(segment.file(), offset, bytes, first, last, reason);
    }

    private long sequenceAt(long position) throws IOException {
        return window.getLong(load(position, RecordCodec.HEAD) + 8);
    }

    private boolean headAt(long position, long expected, long bound) throws IOException {
        if (position + RecordCodec.HEAD > limit) {
            return false;
        }
        int at = load(position, RecordCodec.HEAD);
        if (!codec.headIsWhole(window, at)) {
            return false;
        }
        long sequence = window.getLong(at + 8);
        return sequence >= expected && sequence < bound && position + RecordCodec.size(window.getInt(at)) <= limit;
    }

    private long nextHead(long from, long expected, long bound) throws IOException {
        for (long position = from; position + RecordCodec.HEAD <= limit; position += 8) {
            if (headAt(position, expected, bound)) {
                return position;
            }
        }
        return -1;
    }

    /** Makes {@code bytes} from {@code position} available; their index in the window. */
    private int load(long position, int bytes) throws IOException {
        if (position < windowStart || position + bytes > windowStart + window.limit()) {
            if (window.capacity() < bytes) {
                window = buffer(bytes);
            }
            window.clear().limit((int) Math.min(window.capacity(), limit - position));
            windowStart = position;
            int read = 0;
            while (window.hasRemaining() && read >= 0) {
                read = channel.read(window, windowStart + window.position());
            }
            if (window.position() < bytes) {
                throw new IOException(segment.file() + " ends at " + (windowStart + window.position()) + ", expected "
                        + (position + bytes) + " bytes: it was cut while being read");
            }
            window.flip();
        }
        return (int) (position - windowStart);
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
