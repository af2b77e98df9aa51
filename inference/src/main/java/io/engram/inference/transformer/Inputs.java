package io.engram.inference.transformer;

import io.engram.tensor.DType;
import io.engram.tensor.kernel.Activations;
import io.engram.tensor.kernel.PackedMatrix;
import org.jspecify.annotations.Nullable;

/**
 * Rows that several matrices take as inputs, in the forms they take them in. A matrix of a block type takes its inputs as
 * signed bytes with a scale per block, and an F16 matrix takes them in half precision: that is what integer and
 * half-precision dot products work on, and what the models' reference engine computes, so results stay comparable with it
 * whichever kernel runs. Matrices of 256-element blocks that are interleaved round for themselves; for the others it is done
 * here, with scales in half precision (rounding twice changes nothing). Other types take floats as they are.
 *
 * <p>Loading and preparing belong to the thread that computes the batch. Each form is made at most once per load.
 */
final class Inputs {
    private static final int BLOCK = 32;
    /** Adding and taking away 1.5 * 2^23 rounds a small float to the nearest integer, ties to even. */
    private static final float ROUND = 0x1.8p23f;
    private static final float MAX_HALF = 65_504;

    private final int columns;
    private Activations plain;
    private @Nullable Rounded half;
    private @Nullable Rounded bytes;
    private float[] x = new float[0];
    private int offset;
    private int stride;
    private int rows;

    Inputs(int columns) {
        this.columns = columns;
        this.plain = new Activations(columns, 1);
    }

    /** A rounded copy {@code [rows][columns]}. */
    private static final class Rounded {
        private float[] values = new float[0];
        private Activations activations;
        private boolean ready;

        Rounded(int columns) {
            activations = new Activations(columns, 1);
        }
    }

    /** Refers to {@code rows} inputs, {@code stride} apart; the array must stay as it is until the last product. */
    Inputs load(float[] x, int offset, int stride, int rows) {
        this.x = x;
        this.offset = offset;
        this.stride = stride;
        this.rows = rows;
        plain = sized(plain);
        plain.load(x, offset, stride, rows);
        if (half != null) {
            half.ready = false;
        }
        if (bytes != null) {
            bytes.ready = false;
        }
        return this;
    }

    int rows() {
        return rows;
    }

    /** The array they lie in. */
    float[] values() {
        return x;
    }

    /** Where row {@code t} starts in {@link #values}. */
    int row(int t) {
        return offset + t * stride;
    }

    /** The form that a matrix takes, ready for its products. */
    Activations of(PackedMatrix matrix) {
        Activations form = form(matrix);
        matrix.prepare(form);
        return form;
    }

    private Activations form(PackedMatrix matrix) {
        if (matrix.interleaved() && matrix.type().blockSize() != BLOCK) {
            return plain;
        }
        if (matrix.type() == DType.F16) {
            half = half == null ? new Rounded(columns) : half;
            return copy(half, false);
        }
        if (matrix.type().blockSize() > 1 && columns % BLOCK == 0) {
            bytes = bytes == null ? new Rounded(columns) : bytes;
            return copy(bytes, true);
        }
        return plain;
    }

    private Activations copy(Rounded form, boolean toBytes) {
        if (!form.ready) {
            if (form.values.length < rows * columns) {
                form.values = new float[rows * columns];
            }
            for (int t = 0; t < rows; t++) {
                System.arraycopy(x, offset + t * stride, form.values, t * columns, columns);
            }
            if (toBytes) {
                for (int o = 0; o < rows * columns; o += BLOCK) {
                    block(form.values, o);
                }
            } else {
                for (int i = 0; i < rows * columns; i++) {
                    float clamped = Math.clamp(form.values[i], -MAX_HALF, MAX_HALF);
                    form.values[i] = Float.float16ToFloat(Float.floatToFloat16(clamped));
                }
            }
            form.activations = sized(form.activations);
            form.activations.load(form.values, 0, columns, rows);
            form.ready = true;
        }
        return form.activations;
    }

    private Activations sized(Activations activations) {
        return rows <= activations.capacity()
                ? activations
                : new Activations(columns, Math.max(rows, 2 * activations.capacity()));
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
