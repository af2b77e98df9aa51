package io.engram.inference.transformer;

import java.nio.ByteBuffer;

/** Floats to and from the bytes of stored states, in the buffer's byte order. */
final class StateBytes {
    private StateBytes() {
    }

    static void put(ByteBuffer out, float[] values, int off, int n) {
        out.asFloatBuffer().put(values, off, n);
        out.position(out.position() + n * Float.BYTES);
    }

    static void get(ByteBuffer in, float[] values, int off, int n) {
        in.asFloatBuffer().get(values, off, n);
        in.position(in.position() + n * Float.BYTES);
    }
}
