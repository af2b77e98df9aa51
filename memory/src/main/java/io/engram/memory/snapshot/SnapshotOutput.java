package io.engram.memory.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes one section: little-endian values, gathered into chunks of up to {@value #CHUNK} bytes with a checksum each. No value
 * lies across two chunks. Not thread-safe.
 */
public final class SnapshotOutput {
    static final int CHUNK = 1 << 20;

    /** Takes full chunks. */
    interface Sink {
        void chunk(ByteBuffer payload) throws IOException;
    }

    private final Sink sink;
    private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);

    SnapshotOutput(Sink sink) {
        this.sink = sink;
    }

    public void putByte(int value) throws IOException {
        room(1).put((byte) value);
    }

    public void putBoolean(boolean value) throws IOException {
        putByte(value ? 1 : 0);
    }

    public void putInt(int value) throws IOException {
        room(4).putInt(value);
    }

    public void putLong(long value) throws IOException {
        room(8).putLong(value);
    }

    public void putFloat(float value) throws IOException {
        room(4).putFloat(value);
    }

    public void putDouble(double value) throws IOException {
        room(8).putDouble(value);
    }

    /** Length in bytes, then UTF-8. Unpaired surrogates become question marks. */
    public void putText(String value) throws IOException {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        putInt(utf8.length);
        putBytes(utf8, 0, utf8.length);
    }

    /** The elements without their count. */
    public void putBytes(byte[] values, int from, int count) throws IOException {
        for (int at = from, end = from + count; at < end;) {
            int some = Math.min(end - at, room(1).remaining());
            buffer.put(values, at, some);
            at += some;
        }
    }

    /** The elements without their count. */
    public void putShorts(short[] values, int from, int count) throws IOException {
        for (int at = from, end = from + count; at < end;) {
            int some = Math.min(end - at, room(2).remaining() / 2);
            buffer.asShortBuffer().put(values, at, some);
            buffer.position(buffer.position() + 2 * some);
            at += some;
        }
    }

    /** The elements without their count. */
    public void putInts(int[] values, int from, int count) throws IOException {
        for (int at = from, end = from + count; at < end;) {
            int some = Math.min(end - at, room(4).remaining() / 4);
            buffer.asIntBuffer().put(values, at, some);
            buffer.position(buffer.position() + 4 * some);
            at += some;
        }
    }

    /** The elements without their count. */
    public void putFloats(float[] values, int from, int count) throws IOException {
        for (int at = from, end = from + count; at < end;) {
            int some = Math.min(end - at, room(4).remaining() / 4);
            buffer.asFloatBuffer().put(values, at, some);
            buffer.position(buffer.position() + 4 * some);
            at += some;
        }
    }

    /** The elements without their count. */
    public void putLongs(long[] values, int from, int count) throws IOException {
        for (int at = from, end = from + count; at < end;) {
            int some = Math.min(end - at, room(8).remaining() / 8);
            buffer.asLongBuffer().put(values, at, some);
            buffer.position(buffer.position() + 8 * some);
            at += some;
        }
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }

    /** Hands on what is gathered. */
    void flush() throws IOException {
        if (buffer.position() > 0) {
            sink.chunk(buffer.flip());
            buffer.clear();
        }
    }
}
