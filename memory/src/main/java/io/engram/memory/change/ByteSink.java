package io.engram.memory.change;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** A growing byte array with the primitives of the change format. Not thread-safe. */
final class ByteSink {
    private byte[] bytes = new byte[256];
    private int size;

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
        }
    }

    void fixed8(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    /** Unsigned LEB128: seven bits a byte, lowest first; a negative value takes ten bytes. */
    void varint(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void fixed64(long value) {
        ensure(8);
        for (int i = 0; i < 8; i++) {
            bytes[size++] = (byte) (value >>> (8 * i));
        }
    }

    void real(double value) {
        fixed64(Double.doubleToRawLongBits(value));
    }

    void bool(boolean value) {
        fixed8(value ? 1 : 0);
    }

    void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        varint(utf8.length);
        raw(utf8, utf8.length);
    }

    /** Seconds zigzag, then nanoseconds, so that {@link Instant#MIN} and {@link Instant#MAX} fit. */
    void instant(Instant value) {
        long seconds = value.getEpochSecond();
        varint((seconds << 1) ^ (seconds >> 63));
        varint(value.getNano());
    }

    void float16s(float[] values) {
        varint(values.length);
        ensure(2 * values.length);
        for (float value : values) {
            short half = Float.floatToFloat16(value);
            bytes[size++] = (byte) half;
            bytes[size++] = (byte) (half >>> 8);
        }
    }

    void raw(byte[] source, int length) {
        ensure(length);
        System.arraycopy(source, 0, bytes, size, length);
        size += length;
    }

    /** A structure: its length, then its bytes, so that a reader can skip fields it does not know. */
    void struct(ByteSink body) {
        varint(body.size);
        raw(body.bytes, body.size);
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }
}
