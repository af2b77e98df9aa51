package io.engram.memory.change;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * Reads what {@link ByteSink} wrote, bounded by one structure. A field that the structure ends before has the default its
 * reader names: older writers did not know it. Anything else that does not fit is a {@link ChangeFormatException}.
 */
@SuppressWarnings("EnumOrdinal") // stored enums are documented as append-only
final class ByteSource {
    private final ByteBuffer bytes;

    ByteSource(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    boolean more() {
        return bytes.hasRemaining();
    }

    private void need(long count, String what) {
        if (count < 0 || count > bytes.remaining()) {
            throw new ChangeFormatException(
                    what + " at byte " + bytes.position() + " needs " + count + " bytes, " + bytes.remaining()
                            + " left");
        }
    }

    int fixed8(int missing) {
        return more() ? bytes.get() & 0xff : missing;
    }

    long varint(long missing) {
        return more() ? varint() : missing;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            need(1, "number");
            byte next = bytes.get();
            value |= shift < 64 ? (next & 0x7fL) << shift : 0;
            if (next >= 0) {
                return value;
            }
        }
        throw new ChangeFormatException("number at byte " + bytes.position() + " is longer than ten bytes");
    }

    /** A count of things that take at least a byte each, so never more than the bytes left. */
    int count(int missing) {
        if (!more()) {
            return missing;
        }
        long count = varint();
        need(count, "list");
        return (int) count;
    }

    int intValue(int missing) {
        long value = varint(missing);
        if ((int) value != value) {
            throw new ChangeFormatException("number " + value + " at byte " + bytes.position() + " is no int");
        }
        return (int) value;
    }

    private long fixed64() {
        need(8, "fixed number");
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value |= (bytes.get() & 0xffL) << (8 * i);
        }
        return value;
    }

    long fixed64(long missing) {
        return more() ? fixed64() : missing;
    }

    double real(double missing) {
        return more() ? Double.longBitsToDouble(fixed64()) : missing;
    }

    boolean bool(boolean missing) {
        return more() ? bytes.get() != 0 : missing;
    }

    String text(String missing) {
        if (!more()) {
            return missing;
        }
        long length = varint();
        need(length, "text");
        ByteBuffer utf8 = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException e) {
            throw new ChangeFormatException("text before byte " + bytes.position() + " is not UTF-8");
        }
    }

    Instant instant(Instant missing) {
        if (!more()) {
            return missing;
        }
        long zigzag = varint();
        long nanos = varint();
        try {
            return Instant.ofEpochSecond((zigzag >>> 1) ^ -(zigzag & 1), nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw new ChangeFormatException("time before byte " + bytes.position() + " is out of range");
        }
    }

    float[] float16s() {
        int count = count(0);
        need(2L * count, "vector");
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            int low = bytes.get() & 0xff;
            values[i] = Float.float16ToFloat((short) (low | (bytes.get() << 8)));
        }
        return values;
    }

    byte[] raw() {
        byte[] raw = new byte[count(0)];
        bytes.get(raw);
        return raw;
    }

    java.util.List<Long> fixed64s() {
        int count = count(0);
        need(8L * count, "numbers");
        java.util.List<Long> values = new java.util.ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(fixed64());
        }
        return values;
    }

    ByteSource struct() {
        long length = varint();
        need(length, "structure");
        ByteBuffer body = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        return new ByteSource(body);
    }

    <T extends Enum<T>> T constant(T[] constants, T missing) {
        int ordinal = intValue(missing.ordinal());
        if (ordinal < 0 || ordinal >= constants.length) {
            throw new ChangeFormatException(missing.getDeclaringClass().getSimpleName() + " at byte " + bytes.position()
                    + " must be below " + constants.length + ", was " + ordinal);
        }
        return constants[ordinal];
    }
}
