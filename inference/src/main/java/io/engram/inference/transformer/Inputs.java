package io.engram.inference.transformer;

import io.engram.tensor.DType;
import io.engram.tensor.kernel.Activations;
import io.engram.tensor.kernel.Kernels;
import io.engram.tensor.kernel.PackedMatrix;
import org.jspecify.annotations.Nullable;

/**
 * Rows that several matrices take as inputs, in the forms they take them in. A matrix of a block type takes its inputs as
 * signed bytes with a scale per block, and an F16 matrix takes them in half precision: that is what integer and
 * half-precision dot products work on, and what the models' reference engine computes, so results stay comparable with it
 * whichever kernel runs. Interleaved matrices round for themselves; for the others it is done here. Other types take floats
 * as they are.
 *
 * <p>Loading and preparing belong to the thread that computes the batch. Each form is made at most once per load.
 */
final class Inputs {
    private static final int BLOCK = 32;
    private static final float MAX_HALF = 65_504;

    private final Kernels kernels;
    private final int columns;
    private Activations plain;
    private @Nullable Rounded half;
    private @Nullable Rounded bytes;
    private float[] x = new float[0];
    private int offset;
    private int stride;
    private int rows;

    Inputs(Kernels kernels, int columns) {
        this.kernels = kernels;
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
        if (matrix.interleaved()) {
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
                if (toBytes) {
                    kernels.roundToBytes(x, offset + t * stride, form.values, t * columns, columns);
                } else {
                    roundToHalf(offset + t * stride, form.values, t * columns);
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

    private void roundToHalf(int from, float[] to, int o) {
        for (int i = 0; i < columns; i++) {
            float clamped = Math.clamp(x[from + i], -MAX_HALF, MAX_HALF);
            to[o + i] = Float.float16ToFloat(Float.floatToFloat16(clamped));
        }
    }
}
