package io.engram.tensor;

import static io.engram.tensor.Layouts.F32;
import static io.engram.tensor.Layouts.I16;
import static io.engram.tensor.Layouts.half;

import java.lang.foreign.MemorySegment;

/** Decoders of the unquantised types; a block is one number. */
final class PlainBlocks {
    private PlainBlocks() {
    }

    static void f32(MemorySegment data, long position, int count, float[] out, int off) {
        for (int i = 0; i < count; i++) {
            out[off + i] = data.get(F32, position + 4L * i);
        }
    }

    static void f16(MemorySegment data, long position, int count, float[] out, int off) {
        for (int i = 0; i < count; i++) {
            out[off + i] = half(data, position + 2L * i);
        }
    }

    static void bf16(MemorySegment data, long position, int count, float[] out, int off) {
        for (int i = 0; i < count; i++) {
            out[off + i] = Float.intBitsToFloat(data.get(I16, position + 2L * i) << 16);
        }
    }
}
