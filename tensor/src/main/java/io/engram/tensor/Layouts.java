package io.engram.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Little-endian, unaligned access to stored numbers. */
final class Layouts {
    static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Layouts() {
    }

    /** The unsigned byte at {@code position}. */
    static int u8(MemorySegment data, long position) {
        return data.get(ValueLayout.JAVA_BYTE, position) & 0xff;
    }

    /** The signed byte at {@code position}. */
    static int i8(MemorySegment data, long position) {
        return data.get(ValueLayout.JAVA_BYTE, position);
    }

    /** The half-precision number at {@code position}. */
    static float half(MemorySegment data, long position) {
        return Float.float16ToFloat(data.get(I16, position));
    }

    /** {@code count} bits of {@code word} from bit {@code from} on. */
    static int bits(int word, int from, int count) {
        return (word >>> from) & ((1 << count) - 1);
    }
}
