package io.engram.memory.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads one section as {@link SnapshotOutput} wrote it. Bytes are given out only after their chunk's checksum was found right;
 * anything that does not fit is a {@link SnapshotFormatException}. Not thread-safe.
 */
public final class SnapshotInput {

    /** Gives the next whole chunk, little-endian; empty at the end of the section. */
    interface Source {
        ByteBuffer next() throws IOException;
    }

    private final String section;
    private final Source source;
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    SnapshotInput(String section, Source source) {
        this.section = section;
        this.source = source;
    }

    public int getByte() {
        return need(1).get();
    }

    public boolean getBoolean() {
        int value = getByte();
        if (value != 0 && value != 1) {
            throw bad("expected 0 or 1, found " + value);
        }
        return value == 1;
    }

    public int getInt() {
        return need(4).getInt();
    }

    /** A count of things: an int that is not negative and, as a guard against absurd sizes, not above {@code most}. */
    public int getCount(int most) {
        int count = getInt();
        if (count < 0 || count > most) {
            throw bad("expected a count of at most " + most + ", found " + count);
        }
        return count;
    }

    public long getLong() {
        return need(8).getLong();
    }

    public float getFloat() {
        return need(4).getFloat();
    }

    public double getDouble() {
        return need(8).getDouble();
    }

    public String getText() {
        int length = getCount(1 << 28);
        byte[] utf8 = new byte[0];
        for (int at = 0; at < length;) {
            int some = Math.min(length - at, need(1).remaining());
            if (utf8.length < at + some) {
                utf8 = java.util.Arrays.copyOf(utf8, at + some); // grows by what is really there
            }
            buffer.get(utf8, at, some);
            at += some;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw new SnapshotFormatException("section " + section + ": expected UTF-8 text", e);
        }
    }

    /** Fills a part of the array. */
    public void getBytes(byte[] into, int from, int count) {
        for (int at = from, end = from + count; at < end;) {
            int some = Math.min(end - at, need(1).remaining());
            buffer.get(into, at, some);
            at += some;
        }
    }

    /** Fills a part of the array. */
    public void getShorts(short[] into, int from, int count) {
        for (int at = from, end = from + count; at < end;) {
            int some = Math.min(end - at, need(2).remaining() / 2);
            buffer.asShortBuffer().get(into, at, some);
            buffer.position(buffer.position() + 2 * some);
            at += some;
        }
    }

    /** Fills a part of the array. */
    public void getInts(int[] into, int from, int count) {
        for (int at = from, end = from + count; at < end;) {
            int some = Math.min(end - at, need(4).remaining() / 4);
            buffer.asIntBuffer().get(into, at, some);
            buffer.position(buffer.position() + 4 * some);
            at += some;
        }
    }

    /** Fills a part of the array. */
    public void getFloats(float[] into, int from, int count) {
        for (int at = from, end = from + count; at < end;) {
            int some = Math.min(end - at, need(4).remaining() / 4);
            buffer.asFloatBuffer().get(into, at, some);
            buffer.position(buffer.position() + 4 * some);
            at += some;
        }
    }

    /** Fills a part of the array. */
    public void getLongs(long[] into, int from, int count) {
        for (int at = from, end = from + count; at < end;) {
            int some = Math.min(end - at, need(8).remaining() / 8);
            buffer.asLongBuffer().get(into, at, some);
            buffer.position(buffer.position() + 8 * some);
            at += some;
        }
    }

    /** A complaint about the content, to be thrown by the part. */
    public SnapshotFormatException bad(String what) {
        return new SnapshotFormatException("section " + section + ": " + what);
    }

    /** Whether everything was read. */
    boolean atEnd() {
        return !buffer.hasRemaining() && !load().hasRemaining();
    }

    private ByteBuffer need(int bytes) {
        if (!buffer.hasRemaining()) {
            buffer = load();
        }
        if (buffer.remaining() < bytes) {
            throw bad("expected " + bytes + " more bytes, found " + buffer.remaining());
        }
        return buffer;
    }

    private ByteBuffer load() {
        try {
            return source.next();
        } catch (IOException e) {
            throw new SnapshotFormatException("section " + section + " cannot be read: " + e, e);
        }
    }
}
