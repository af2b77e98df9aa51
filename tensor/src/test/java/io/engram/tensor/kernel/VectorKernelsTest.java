package io.engram.tensor.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.engram.tensor.DType;
import io.engram.tensor.Matrix;
import io.engram.tensor.quant.Quantizer;
import io.engram.tensor.testing.Samples;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vector version against the scalar one, over sizes around the vector widths, offsets and extreme numbers. */
class VectorKernelsTest {
    private static final Kernels FAST = VectorKernels.INSTANCE;
    private static final Kernels ORACLE = Kernels.scalar();
    private static final float MARK = 12345.678f;
    private final SplittableRandom random = new SplittableRandom(11);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 100, 255, 1000, 4099})
    void elementwise_anySizeAndOffset_agreesWithOracle(int n) {
        for (int off : new int[]{0, 1, 5}) {
            float[] a = Samples.normal(random, n + off + 3);
            float[] b = Samples.normal(random, n + 2 * off + 3);
            assertThat(FAST.dot(a, off, b, 2 * off, n)).isCloseTo(ORACLE.dot(a, off, b, 2 * off, n),
                    within(1e-6f * (n + 8)));
            same(a.length, n, off, (k, y) -> k.axpy(0.7f, b, off, y, off, n));
            same(a.length, n, off, (k, y) -> k.rmsNorm(a, off, b, off, 1e-5f, y, off, n));
            same(a.length, n, off, (k, y) -> k.softmax(y, off, n));
            same(a.length, n, off, (k, y) -> k.silu(a, off, y, off, n));
            same(a.length, n, off, (k, y) -> k.sigmoid(a, off, y, off, n));
            same(a.length, n, off, (k, y) -> k.swiglu(a, off, b, off, y, off, n));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rope_partialAndOddSizes_agreesWithOracle(boolean splitHalf) {
        for (int ropeDim : new int[]{0, 2, 6, 16, 34, 64, 128}) {
            int headDim = ropeDim + 2 * (ropeDim % 3);
            float[] cos = Samples.normal(random, ropeDim / 2);
            float[] sin = Samples.normal(random, ropeDim / 2);
            same(3 * headDim + 5, 3 * headDim, 1, (k, y) -> k.rope(y, 1, 3, headDim, ropeDim, splitHalf, cos, sin));
        }
    }

    @ParameterizedTest
    @EnumSource
    void matVec_everyType_agreesWithOracle(DType type) {
        int unit = type.blockSize();
        int[] widths = unit == 1
                ? new int[]{0, 1, 15, 16, 17, 32, 47, 100, 300}
                : new int[]{0, unit, 3 * unit, 5 * unit};
        for (int cols : widths) {
            for (int rows : new int[]{0, 1, 2, 3, 5, 16, 33}) {
                Matrix w = Samples.matrix(random, type, rows, cols);
                float[] x = Samples.normal(random, cols + 2);
                int from = rows / 4;
                float[] expected = filled(rows + 3);
                float[] actual = filled(rows + 3);
                ORACLE.matVec(w, from, rows, x, 2, expected, 3);
                FAST.matVec(w, from, rows, x, 2, actual, 3);
                close(actual, expected, scale(w, x, 2, cols));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void matMat_everyType_agreesWithOracle(DType type) {
        int cols = type.blockSize() == 1 ? 301 : type.blockSize() == 32 ? 288 : 512;
        for (int tokens : new int[]{0, 1, 3, 4, 8, 13, 17}) {
            for (int rows : new int[]{1, 31, 32, 45}) {
                Matrix w = Samples.matrix(random, type, rows, cols);
                float[] x = Samples.normal(random, 1 + tokens * (cols + 3));
                int from = rows / 3;
                float[] expected = filled(2 + tokens * (rows + 1));
                float[] actual = filled(2 + tokens * (rows + 1));
                ORACLE.matMat(w, from, rows, x, 1, cols + 3, tokens, expected, 2, rows + 1);
                FAST.matMat(w, from, rows, x, 1, cols + 3, tokens, actual, 2, rows + 1);
                close(actual, expected, tokens == 0 ? 1 : scale(w, x, 1, cols));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void matVec_rangeCutAnywhere_givesTheSameBits(DType type) {
        Matrix w = Samples.matrix(random, type, 21, 512);
        float[] x = Samples.normal(random, 512);
        float[] whole = new float[21];
        float[] cut = new float[21];
        FAST.matVec(w, 0, 21, x, 0, whole, 0);
        FAST.matVec(w, 0, 1, x, 0, cut, 0);
        FAST.matVec(w, 1, 8, x, 0, cut, 0);
        FAST.matVec(w, 8, 21, x, 0, cut, 0);
        assertThat(cut).isEqualTo(whole);
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16"})
    void matVec_weightsWithInfinityNanAndDenormals_agreesWithOracle(DType type) {
        float tiny = type == DType.F16 ? 0x1.4p-23f : 0x1p-130f;
        float[] rows = new float[5 * 40];
        for (int r = 0; r < 5; r++) {
            float special = new float[]{Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, tiny, 65504}[r];
            rows[r * 40 + 3] = special;
            rows[r * 40 + 39] = r < 3 ? 0 : special;
        }
        Matrix w = Quantizer.matrix(type, 5, 40, rows);
        float[] x = new float[40];
        Arrays.fill(x, 2);
        float[] expected = new float[5];
        float[] actual = new float[5];
        ORACLE.matVec(w, 0, 5, x, 0, expected, 0);
        FAST.matVec(w, 0, 5, x, 0, actual, 0);
        assertThat(actual).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -0f, 3e38f,
            88f,
            -104f, -1e30f})
    void elementwise_extremeNumber_agreesWithOracle(float special) {
        for (int n : new int[]{1, 16, 19}) {
            for (int at : new int[]{0, n - 1}) {
                float[] a = Samples.normal(random, n);
                a[at] = special;
                sameFrom(a, (k, y) -> k.softmax(y, 0, n));
                sameFrom(a, (k, y) -> k.silu(y, 0, y, 0, n));
                sameFrom(a, (k, y) -> k.sigmoid(y, 0, y, 0, n));
                sameFrom(a, (k, y) -> k.swiglu(y, 0, y, 0, y, 0, n));
                sameFrom(a, (k, y) -> k.axpy(2, a, 0, y, 0, n));
            }
        }
    }

    @Test
    void roundToBytes_agreesWithOracle_andAgainChangesNothing() {
        for (int n : new int[]{0, 32, 96}) {
            float[] x = Samples.normal(random, 100);
            float[] expected = new float[101];
            float[] actual = new float[101];
            ORACLE.roundToBytes(x, 1, expected, 2, n);
            FAST.roundToBytes(x, 1, actual, 2, n);
            assertThat(actual).isEqualTo(expected);
            FAST.roundToBytes(actual, 2, actual, 2, n);
            assertThat(actual).isEqualTo(expected);
        }
        assertThatThrownBy(() -> FAST.roundToBytes(new float[64], 0, new float[64], 0, 33))
                .hasMessageContaining("multiple of 32, received 33");
    }

    @Test
    void softmax_onlyNegativeInfinities_isNan() {
        float[] x = new float[20];
        Arrays.fill(x, Float.NEGATIVE_INFINITY);
        FAST.softmax(x, 0, 20);
        for (float v : x) {
            assertThat(v).isNaN();
        }
    }

    @Test
    void swigluBackward_agreesWithOracle() {
        for (int n : new int[]{0, 1, 15, 16, 33, 100}) {
            float[] gate = Samples.normal(random, 200);
            float[] up = Samples.normal(random, 200);
            float[] d = Samples.normal(random, 200);
            same(300, n, 5, (f, y) -> f.swigluBackward(gate, 2, up, 3, d, 4, y, 5, new float[n], 0, n));
            same(300, n, 7, (f, y) -> f.swigluBackward(gate, 2, up, 3, d, 4, new float[n], 0, y, 7, n));
        }
    }

    @Test
    void gemm_allForms_agreeWithOracle() {
        for (int m : new int[]{0, 1, 3, 4, 9}) {
            for (int n : new int[]{1, 15, 32, 37, 70}) {
                for (int k : new int[]{0, 1, 5, 33}) {
                    float[] a = Samples.normal(random, 3000);
                    float[] b = Samples.normal(random, 3000);
                    same(1000, 1000, 0, (f, y) -> f.gemmNT(m, n, k, a, 1, k + 2, b, 2, k + 1, y, 1, n + 3));
                    same(1000, 1000, 0, (f, y) -> f.gemmNN(m, n, k, a, 1, k + 2, b, 2, n + 1, y, 1, n + 3));
                    same(1000, 1000, 0, (f, y) -> f.gemmTN(m, n, k, a, 1, m + 2, b, 2, n + 1, y, 1, n + 3));
                }
            }
        }
    }

    @Test
    void gemm_largeEnoughToPack_agreesWithOracle() {
        for (int m : new int[]{16, 21}) {
            for (int n : new int[]{16, 45, 64}) {
                for (int k : new int[]{16, 129, 300}) {
                    float[] a = Samples.normal(random, 8000);
                    float[] b = Samples.normal(random, 22000);
                    packed(k, (f, y) -> f.gemmNT(m, n, k, a, 1, k + 2, b, 2, k + 1, y, 1, n + 3));
                    packed(k, (f, y) -> f.gemmNN(m, n, k, a, 1, k + 2, b, 2, n + 1, y, 1, n + 3));
                    packed(k, (f, y) -> f.gemmTN(m, n, k, a, 1, m + 2, b, 2, n + 1, y, 1, n + 3));
                }
            }
        }
    }

    /** As {@link #sameFrom}, with a tolerance that grows with the number of terms. */
    private void packed(int terms, Call call) {
        float[] expected = Samples.normal(random, 2000);
        float[] actual = expected.clone();
        call.on(ORACLE, expected);
        call.on(FAST, actual);
        close(actual, expected, terms);
    }

    private interface Call {
        void on(Kernels kernels, float[] y);
    }

    /** Runs both on equal random arrays; nothing outside [off, off + n) may change. */
    private void same(int length, int n, int off, Call call) {
        float[] start = Samples.normal(random, length);
        float[] actual = sameFrom(start, call);
        for (int i = 0; i < length; i++) {
            if (i < off || i >= off + n) {
                assertThat(actual[i]).as("untouched %d", i).isEqualTo(start[i]);
            }
        }
    }

    private static float[] sameFrom(float[] start, Call call) {
        float[] expected = start.clone();
        float[] actual = start.clone();
        call.on(ORACLE, expected);
        call.on(FAST, actual);
        close(actual, expected, 4);
        return actual;
    }

    private static void close(float[] actual, float[] expected, float magnitude) {
        for (int i = 0; i < expected.length; i++) {
            float e = expected[i];
            if (Float.isFinite(e)) {
                assertThat(actual[i]).as("element %d", i).isCloseTo(e, within(2e-6f * (Math.abs(e) + magnitude)));
            } else {
                assertThat(Float.compare(actual[i], e)).as("element %d is %s, not %s", i, actual[i], e).isZero();
            }
        }
    }

    /** The largest sum of magnitudes over the rows: rounding errors grow with it. */
    private static float scale(Matrix w, float[] x, int xo, int cols) {
        float[] row = new float[cols];
        double most = 0;
        for (int r = 0; r < w.rows(); r++) {
            w.dequantizeRow(r, row, 0);
            double sum = 0;
            for (int c = 0; c < cols; c++) {
                sum += Math.abs(row[c] * x[xo + c]);
            }
            most = Math.max(most, sum);
        }
        return (float) most;
    }

    private static float[] filled(int n) {
        float[] y = new float[n];
        Arrays.fill(y, MARK);
        return y;
    }
}
