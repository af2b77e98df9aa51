package io.engram.inference.transformer;

import io.engram.tensor.DType;

/**
 * Inputs as a matrix of a given type sees them. A matrix of a block type takes its inputs as signed bytes with one scale per
 * 32 elements, and an F16 matrix takes them in half precision: that is what integer and half-precision dot products work
 * on, and what the models' reference engine computes, so results stay comparable with it whichever kernel runs. Other types
 * take floats as they are.
 */
final class Activations {
    private static final int BLOCK = 32;
    /** Adding and taking away 1.5 * 2^23 rounds a small float to the nearest integer, ties to even. */
    private static final float ROUND = 0x1.8p23f;
    private static final float MAX_HALF = 65_504;

    private Activations() {
    }

    /** Whether a matrix of this type and width rounds its inputs. */
    static boolean rounded(DType type, int columns) {
        return type == DType.F16 || (type.blockSize() > 1 && columns % BLOCK == 0);
    }

    /** 0 for types that take floats, 1 for half precision, 2 for signed bytes. */
    static int kind(DType type) {
        return type == DType.F16 ? 1 : type.blockSize() > 1 ? 2 : 0;
    }

    /** Rounds {@code n} inputs, whole rows, in place; does nothing for types that take floats. */
    static void round(DType type, float[] x, int offset, int n) {
        if (type == DType.F16) {
            for (int i = offset; i < offset + n; i++) {
                x[i] = Float.float16ToFloat(Float.floatToFloat16(Math.clamp(x[i], -MAX_HALF, MAX_HALF)));
            }
        } else if (type.blockSize() > 1) {
            for (int o = offset; o < offset + n; o += BLOCK) {
                block(x, o);
            }
        }
    }

    private static void block(float[] x, int o) {
        float max = 0;
        for (int i = 0; i < BLOCK; i++) {
            max = Math.max(max, Math.abs(x[o + i]));
        }
        float step = max / 127;
        float stored = Float.float16ToFloat(Float.floatToFloat16(Math.min(step, MAX_HALF)));
        float inverse = step == 0 ? 0 : 1 / step;
        for (int i = 0; i < BLOCK; i++) {
            x[o + i] = ((x[o + i] * inverse + ROUND) - ROUND) * stored;
        }
    }
}
