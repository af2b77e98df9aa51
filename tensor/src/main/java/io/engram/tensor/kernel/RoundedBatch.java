package io.engram.tensor.kernel;

import static io.engram.tensor.kernel.VectorElements.F;
import static io.engram.tensor.kernel.VectorElements.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Inputs rounded to whole numbers in [-127, 127] times a scale per block of 32 or 256, held as pairs: one {@code int} has
 * input 2j in its lower and 2j + 1 in its upper half, the form that one broadcast brings to all rows.
 *
 * <p>Beside them, sums of the whole numbers: a weight format with an offset multiplies the offset with a sum instead of
 * every input. Scales of blocks of 32 are in half precision, as other engines and the files have them. An input that is not
 * finite gives a scale that is not.
 */
final class RoundedBatch {
    private static final VectorSpecies<Short> S = VectorSpecies.of(short.class,
            VectorShape.forBitSize(F.vectorBitSize() / 2));
    /** Adding this to a number below 2^22 rounds it to an integer, found in the lower bits of the sum. */
    static final float ROUNDER = 0x1.8p23f;
    /** Inputs under one scale, where it is not 256. */
    static final int BLOCK = 32;
    private static final float MAX_HALF = 65_504;
    private static final VectorSpecies<Integer> PAIRS = VectorSpecies.of(int.class, VectorShape.S_256_BIT);

    /** The pair before within a nibble word of four, and where there is one. */
    private static final VectorShuffle<Integer> BEFORE = VectorShuffle.fromValues(PAIRS, 0, 0, 1, 2, 4, 4, 5, 6);
    private static final IntVector HAS_BEFORE = IntVector.fromArray(PAIRS, new int[]{0, -1, -1, -1, 0, -1, -1, -1}, 0);

    private final int block;
    private final int cols;
    private boolean ready;
    /** [token][cols / 2] */
    final int[] pairs;
    /**
     * [token][cols / 2], in each short the input minus 16 times the one of the pair before among the four pairs of a nibble
     * word, cut to 16 bits: see {@link InterleavedRows}.
     */
    final int[] steps;
    /** [token][cols / 32]; equal within a block of 256. */
    final float[] scales;
    /** [token][cols / 16], each the sums of the lower and of the upper halves of 8 pairs, as two shorts. */
    final int[] halfSums;
    /** [token][cols / 32], minus scale times the sum of 32 inputs. */
    final float[] negatedSums;
    /** [token][cols / 32], the sum of 32 inputs. */
    final int[] sums;

    RoundedBatch(int cols, int capacity, int block) {
        this.block = block;
        this.cols = cols;
        this.pairs = new int[capacity * (cols / 2)];
        this.steps = new int[capacity * (cols / 2)];
        this.scales = new float[capacity * (cols / 32)];
        this.halfSums = new int[capacity * (cols / 16)];
        this.negatedSums = new float[capacity * (cols / 32)];
        this.sums = new int[capacity * (cols / 32)];
    }

    boolean ready() {
        return ready;
    }

    void clear() {
        ready = false;
    }

    void round(float[] x, int xo, int xStride, int tokens) {
        for (int t = 0; t < tokens; t++) {
            for (int k = 0; k < cols; k += block) {
                float step = largest(x, xo + t * xStride + k, block) / 127;
                float inverse = step == 0 ? 0 : 1 / step;
                float scale = block == BLOCK ? half(step) : step;
                for (int i = k; i < k + block; i += 32) {
                    roundPairs(x, xo + t * xStride + i, inverse, (t * cols + i) / 2);
                    sum((t * cols + i) / 32, scale);
                }
            }
        }
        ready = true;
    }

    /** The nearest number in half precision; beyond its range, the number itself. */
    static float half(float x) {
        return x <= MAX_HALF ? Float.float16ToFloat(Float.floatToFloat16(x)) : x;
    }

    /** See {@link Kernels#roundToBytes}; lanes must fit a block. */
    static void roundToBytes(float[] x, int xo, float[] y, int yo, int n) {
        for (int o = 0; o < n; o += BLOCK) {
            float step = largest(x, xo + o, BLOCK) / 127;
            float inverse = step == 0 ? 0 : 1 / step;
            float scale = half(step);
            for (int i = o; i < o + BLOCK; i += LANES) {
                FloatVector.fromArray(F, x, xo + i).mul(inverse).add(ROUNDER).sub(ROUNDER).mul(scale).intoArray(y,
                        yo + i);
            }
        }
    }

    private static float largest(float[] x, int from, int n) {
        FloatVector most = FloatVector.zero(F);
        for (int i = from; i < from + n; i += LANES) {
            most = most.max(FloatVector.fromArray(F, x, i).abs());
        }
        return most.reduceLanes(VectorOperators.MAX);
    }

    private void roundPairs(float[] x, int from, float inverse, int to) {
        for (int i = 0; i < 32; i += LANES) {
            ShortVector q = (ShortVector) FloatVector.fromArray(F, x, from + i).mul(inverse).add(ROUNDER)
                    .reinterpretAsInts().convertShape(VectorOperators.I2S, S, 0);
            q.reinterpretAsInts().intoArray(pairs, to + i / 2);
        }
    }

    /** Whole-number sums of the block of 32 with this index. */
    private void sum(int index, float scale) {
        int total = 0;
        for (int h = 0; h < 2; h++) {
            IntVector pair = IntVector.fromArray(PAIRS, pairs, 16 * index + 8 * h);
            ShortVector before = pair.rearrange(BEFORE).and(HAS_BEFORE).reinterpretAsShorts();
            pair.reinterpretAsShorts().sub(before.lanewise(VectorOperators.LSHL, 4)).reinterpretAsInts()
                    .intoArray(steps, 16 * index + 8 * h);
            int lower = pair.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .reduceLanes(VectorOperators.ADD);
            int upper = pair.lanewise(VectorOperators.ASHR, 16).reduceLanes(VectorOperators.ADD);
            halfSums[2 * index + h] = pair(lower, upper);
            total += lower + upper;
        }
        scales[index] = scale;
        sums[index] = total;
        negatedSums[index] = -scale * total;
    }

    private static int pair(int lower, int upper) {
        return (lower & 0xffff) | (upper << 16);
    }
}
