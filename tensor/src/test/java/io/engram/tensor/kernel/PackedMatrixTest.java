package io.engram.tensor.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.engram.tensor.DType;
import io.engram.tensor.Matrix;
import io.engram.tensor.ShapeException;
import io.engram.tensor.testing.Samples;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packed products against the scalar ones, and every way to the same row against the others. */
class PackedMatrixTest {
    private static final Kernels FAST = VectorKernels.INSTANCE;
    private final Arena arena = Arena.ofConfined();
    private final SplittableRandom random = new SplittableRandom(23);

    @AfterEach
    void closeArena() {
        arena.close();
    }

    /** Inputs that are whole numbers with a fixed largest one survive the rounding, so only the order of sums differs. */
    @ParameterizedTest
    @EnumSource
    void matVec_inputsThatRoundExactly_equalsTheOracle(DType type) {
        for (int rows : new int[]{1, 16, 35, 150}) {
            Matrix w = Samples.matrix(random, type, rows, 512);
            float[] x = wholeNumbers(512);
            Activations a = loaded(x, 512, 1);
            PackedMatrix packed = FAST.pack(w, arena);
            packed.prepare(a);
            float[] actual = new float[rows + 1];
            packed.matVec(0, rows, a, 0, actual, 1);

            float[] expected = new float[rows + 1];
            Kernels.scalar().matVec(w, 0, rows, x, 0, expected, 1);
            for (int r = 0; r <= rows; r++) {
                assertThat(actual[r]).as("row %d of %d", r - 1, rows).isCloseTo(expected[r],
                        within(1e-6f * (magnitude(w, x) + 1e-6f)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void matVec_normalInputs_isWithinTheRoundingError(DType type) {
        Matrix w = Samples.matrix(random, type, 64, 2048);
        float[] x = Samples.normal(random, 2048);
        Activations a = loaded(x, 2048, 1);
        PackedMatrix packed = FAST.pack(w, arena);
        packed.prepare(a);
        float[] actual = new float[64];
        packed.matVec(0, 64, a, 0, actual, 0);
        float[] expected = new float[64];
        Kernels.scalar().matVec(w, 0, 64, x, 0, expected, 0);

        assertThat(relativeRms(actual, expected)).isLessThan(packed.interleaved() ? 0.015 : 1e-5);
    }

    @ParameterizedTest
    @EnumSource
    void matMat_listedTokens_equalsMatVecOfEach(DType type) {
        int cols = type.blockSize() == 256 ? 768 : 352;
        for (int count : new int[]{0, 1, 2, 3, 5, 6, 9, 13}) {
            for (int rows : new int[]{7, 32, 75}) {
                Matrix w = Samples.matrix(random, type, rows, cols);
                float[] x = Samples.normal(random, 16 * cols);
                Activations a = loaded(x, cols, 16);
                int[] tokens = random.ints(count + 1, 0, 16).toArray();
                PackedMatrix packed = FAST.pack(w, arena);
                packed.prepare(a);
                int from = rows / 3;
                float[] actual = new float[3 + count * (rows + 2)];
                packed.matMat(from, rows, a, tokens, 1, count, actual, 3, rows + 2);

                float[] expected = new float[actual.length];
                for (int i = 0; i < count; i++) {
                    packed.matVec(from, rows, a, tokens[1 + i], expected, 3 + i * (rows + 2));
                }
                float bound = 2e-6f * magnitude(w, x);
                for (int i = 0; i < actual.length; i++) {
                    assertThat(actual[i]).as("%d tokens, %d rows, element %d", count, rows, i).isCloseTo(expected[i],
                            within(bound));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void matVec_rangeCutAnywhere_givesTheSameBits(DType type) {
        Matrix w = Samples.matrix(random, type, 181, 512);
        Activations a = loaded(Samples.normal(random, 512), 512, 1);
        PackedMatrix packed = FAST.pack(w, arena);
        packed.prepare(a);
        float[] whole = new float[181];
        float[] cut = new float[181];
        packed.matVec(0, 181, a, 0, whole, 0);
        int[] cuts = {0, 3, 3, 9, 16, 31, 34, 50, 117, 181};
        for (int i = 1; i < cuts.length; i++) {
            packed.matVec(cuts[i - 1], cuts[i], a, 0, cut, 0);
        }
        assertThat(cut).isEqualTo(whole);
    }

    @ParameterizedTest
    @EnumSource(names = {"Q4_0", "Q4_K", "Q6_K", "MXFP4", "Q8_0"})
    void matVec_inputNotFinite_givesNoFiniteNumber(DType type) {
        for (float bad : new float[]{Float.NaN, Float.POSITIVE_INFINITY}) {
            float[] x = Samples.normal(random, 512);
            x[300] = bad;
            Matrix w = Samples.matrix(random, type, 16, 512);
            Activations a = loaded(x, 512, 1);
            PackedMatrix packed = FAST.pack(w, arena);
            packed.prepare(a);
            float[] y = new float[16];
            packed.matVec(0, 16, a, 0, y, 0);
            for (float v : y) {
                assertThat(Float.isFinite(v)).isFalse();
            }
        }
    }

    @Test
    void matVec_largestProducts_doNotOverflow() {
        for (DType type : new DType[]{DType.Q4_0, DType.Q5_0, DType.Q4_K, DType.Q5_K, DType.Q6_K, DType.MXFP4}) {
            byte[] bytes = Samples.resource(type, "blocks");
            for (byte fill : new byte[]{0, -1, 0x77, (byte) 0x88}) {
                byte[] block = Arrays.copyOf(bytes, type.blockBytes());
                int from = switch (type) {
                    case Q4_K, Q5_K -> 16;
                    case Q4_0, Q5_0 -> 2;
                    case MXFP4 -> 1;
                    default -> 0;
                };
                Arrays.fill(block, from, type == DType.Q6_K ? 192 : block.length, fill);
                byte[] rows = new byte[64 * block.length];
                for (int r = 0; r < 64; r++) {
                    System.arraycopy(block, 0, rows, r * block.length, block.length);
                }
                Matrix w = new Matrix(type, 64, type.blockSize(), MemorySegment.ofArray(rows));
                for (float sign : new float[]{1, -1}) {
                    float[] x = new float[type.blockSize()];
                    Arrays.fill(x, 127 * sign);
                    Activations a = loaded(x, x.length, 1);
                    PackedMatrix packed = FAST.pack(w, arena);
                    packed.prepare(a);
                    float[] actual = new float[64];
                    float[] expected = new float[64];
                    packed.matVec(0, 64, a, 0, actual, 0);
                    Kernels.scalar().matVec(w, 0, 64, x, 0, expected, 0);
                    for (int r = 0; r < 64; r++) {
                        assertThat(actual[r]).as("%s filled with %d, row %d", type, fill, r).isCloseTo(expected[r],
                                within(1e-5f * magnitude(w, x)));
                    }
                }
            }
        }
    }

    @Test
    void packRows_inParts_givesTheSameBytes() {
        for (DType type : DType.values()) {
            long bytes = FAST.packedBytes(type, 53, 512);
            if (bytes > 0) {
                Matrix w = Samples.matrix(random, type, 53, 512);
                MemorySegment whole = arena.allocate(bytes);
                MemorySegment parts = arena.allocate(bytes);
                FAST.packRows(w, 0, 53, whole);
                FAST.packRows(w, 32, 53, parts);
                FAST.packRows(w, 0, 32, parts);
                assertThat(whole.mismatch(parts)).as("%s", type).isEqualTo(-1);
                assertThatThrownBy(() -> FAST.packRows(w, 8, 53, parts)).isInstanceOf(ShapeException.class);
                assertThatThrownBy(() -> FAST.attach(type, 53, 512, parts.asSlice(1)))
                        .isInstanceOf(ShapeException.class).hasMessageContaining(Long.toString(bytes));
            }
        }
    }

    @Test
    void matVec_notPrepared_isRefused() {
        Matrix w = Samples.matrix(random, DType.Q4_0, 16, 32);
        PackedMatrix packed = FAST.pack(w, arena);
        Activations a = loaded(new float[32], 32, 1);
        assertThatThrownBy(() -> packed.matVec(0, 16, a, 0, new float[16], 0)).hasMessageContaining("prepare");
    }

    @Test
    void prepare_otherWidth_isRefused() {
        PackedMatrix packed = FAST.pack(Samples.matrix(random, DType.Q4_0, 16, 32), arena);
        assertThatThrownBy(() -> packed.prepare(loaded(new float[64], 64, 1))).isInstanceOf(ShapeException.class)
                .hasMessageContaining("64");
    }

    private static Activations loaded(float[] x, int cols, int tokens) {
        Activations a = new Activations(cols, tokens);
        a.load(x, 0, cols, tokens);
        return a;
    }

    /** In [-127, 127], with 127 in every block of 32. */
    private float[] wholeNumbers(int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = i % 32 == 5 ? 127 : random.nextInt(-127, 128);
        }
        return x;
    }

    private static float magnitude(Matrix w, float[] x) {
        float[] row = new float[w.cols()];
        double most = 0;
        for (int r = 0; r < w.rows(); r++) {
            w.dequantizeRow(r, row, 0);
            double sum = 0;
            for (int c = 0; c < row.length; c++) {
                sum += Math.abs((double) row[c] * x[c]);
            }
            most = Math.max(most, sum);
        }
        return (float) most;
    }

    private static double relativeRms(float[] actual, float[] expected) {
        double error = 0;
        double size = 0;
        for (int i = 0; i < actual.length; i++) {
            error += Math.pow((double) actual[i] - expected[i], 2);
            size += (double) expected[i] * expected[i];
        }
        return Math.sqrt(error / size);
    }
}
