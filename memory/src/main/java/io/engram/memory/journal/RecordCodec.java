package io.engram.memory.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * One record: a head of {@value #HEAD} bytes, the payload, zeros up to a multiple of 8. The head has its own checksum, so that
 * a record with a damaged payload can be stepped over exactly and named. Offsets are in {@code docs/formats/journal.md}.
 *
 * <p>An instance belongs to one segment (its salt) and one thread.
 */
final class RecordCodec {
    static final int HEAD = 24;
    static final int MAX_PAYLOAD = 1 << 28;
    /** Type of the record that stands for a range removed by compaction; its payload is the last removed sequence. */
    static final int REMOVED = -1;
    /** Type of the record that stands for a range that compaction found damaged. */
    static final int LOST = -2;

    private static final int HEAD_CRC_AT = 16;
    private static final int PAYLOAD_CRC_AT = 20;

    private final byte[] salt;
    private final CRC32C crc = new CRC32C();

    RecordCodec(long salt) {
        this.salt = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(salt).array();
    }

    /** Bytes that a payload of this length takes in the file. */
    static int size(int payloadBytes) {
        return (HEAD + payloadBytes + 7) & ~7;
    }

    /** Appends a record to {@code out}, a little-endian buffer with room for {@link #size} bytes. */
    void encode(ByteBuffer out, long sequence, int type, ByteBuffer payload) {
        int at = out.position();
        int length = payload.remaining();
        out.putInt(length).putInt(type).putLong(sequence);
        out.putInt(headCrc(out, at)).putInt(payloadCrc(out, at, payload)).put(payload.duplicate());
        while ((out.position() - at) % 8 != 0) {
            out.put((byte) 0);
        }
    }

    /** Whether the 24 bytes at {@code at} are a whole head with a possible length. */
    boolean headIsWhole(ByteBuffer in, int at) {
        int length = in.getInt(at);
        return length >= 0 && length <= MAX_PAYLOAD && in.getInt(at + HEAD_CRC_AT) == headCrc(in, at);
    }

    boolean payloadIsWhole(ByteBuffer in, int at) {
        return in.getInt(at + PAYLOAD_CRC_AT) == payloadCrc(in, at, in.slice(at + HEAD, in.getInt(at)));
    }

    private int headCrc(ByteBuffer buffer, int at) {
        crc.reset();
        crc.update(salt);
        crc.update(buffer.slice(at, HEAD_CRC_AT));
        return (int) crc.getValue();
    }

    /** Covers the sequence number too, so that a payload belongs to one head. */
    private int payloadCrc(ByteBuffer head, int at, ByteBuffer payload) {
        crc.reset();
        crc.update(salt);
        crc.update(head.slice(at + 8, 8));
        crc.update(payload.duplicate());
        return (int) crc.getValue();
    }
}
