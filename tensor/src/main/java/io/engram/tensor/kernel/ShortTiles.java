package io.engram.tensor.kernel;

import static io.engram.tensor.kernel.InterleavedLayout.R;
import static io.engram.tensor.kernel.VectorElements.F;

import io.engram.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Interleaved weights times a batch of rounded inputs, in 16-bit whole numbers.
 *
 * <p>A tile of two row groups by up to 256 inputs is unpacked once to shorts, pair by pair of inputs, and used for all
 * tokens, six at a time: two weight vectors times six broadcast pairs keep twelve sums in registers. At the end of a block
 * each sum is folded to float with the product of row scale and input scale. Minima (Q4_K) are a product of the tile's
 * minima with the negated input sums, in float, by {@link VectorPanels}.
 */
final class ShortTiles {
    /** Rows of a tile. */
    static final int ROWS = 2 * R;
    private static final int DEPTH = 256;

    private ShortTiles() {
    }

    static void matMat(DType type, MemorySegment w, long groupBytes, int cols, int row0, int row1, RoundedBatch x,
            int[] tokens, int from, int count, float[] y, int yo, int yStride) {
        TileUnpacking tile = new TileUnpacking(type, w);
        float[] sums = new float[count * ROWS];
        int[] pairsAt = new int[count];
        int[] scalesAt = new int[count];
        for (int i = 0; i < count; i++) {
            pairsAt[i] = tokens[from + i] * (cols / 2);
            scalesAt[i] = tokens[from + i] * (cols / 32);
        }
        for (int r = row0 / R * R; r < row1; r += ROWS) {
            Arrays.fill(sums, 0);
            boolean both = r + R < row1;
            for (int k = 0; k < cols; k += DEPTH) {
                int depth = Math.min(DEPTH, cols - k);
                tile.unpack(r / R * groupBytes, both ? groupBytes : 0, k, depth);
                multiply(tile, depth, x, pairsAt, scalesAt, k, sums);
                if (tile.hasMinima()) {
                    VectorPanels.multiply(tile.minima, depth / 32, x.negatedSums, scalesAt, k / 32, sums);
                }
            }
            int first = Math.max(r, row0);
            int last = Math.min(r + ROWS, row1);
            for (int i = 0; i < count; i++) {
                System.arraycopy(sums, i * ROWS + first - r, y, yo + i * yStride + first, last - first);
            }
        }
    }

    private static void multiply(TileUnpacking tile, int depth, RoundedBatch x, int[] pairsAt, int[] scalesAt, int k,
            float[] sums) {
        int count = pairsAt.length;
        int i = 0;
        for (; i + 6 <= count; i += 6) {
            six(tile.weights, tile.scales, tile.steps, depth / 2, x.pairs, pairsAt, k / 2, x.scales, scalesAt, k / 32,
                    i, sums);
        }
        for (; i + 2 <= count; i += 2) {
            two(tile.weights, tile.scales, tile.steps, depth / 2, x.pairs, pairsAt, k / 2, x.scales, scalesAt, k / 32,
                    i, sums);
        }
        if (i < count) {
            one(tile.weights, tile.scales, tile.steps, depth / 2, x.pairs, pairsAt, k / 2, x.scales, scalesAt, k / 32,
                    i, sums);
        }
    }

    /** Tokens i to i + 5 of the list; written out because a vector that leaves a method may be boxed. */
    private static void six(short[] w, float[] rowScales, int steps, int end, int[] pairs, int[] pairsAt, int pairFrom,
            float[] scales, int[] scalesAt, int scaleFrom, int i, float[] sums) {
        int x0 = pairsAt[i] + pairFrom;
        int x1 = pairsAt[i + 1] + pairFrom;
        int x2 = pairsAt[i + 2] + pairFrom;
        int x3 = pairsAt[i + 3] + pairFrom;
        int x4 = pairsAt[i + 4] + pairFrom;
        int x5 = pairsAt[i + 5] + pairFrom;
        int p = 0;
        for (int j = 0, b = 0; j < end; b += ROWS) {
            ShortVector a0 = ShortVector.zero(InterleavedRows.S);
            ShortVector b0 = ShortVector.zero(InterleavedRows.S);
            ShortVector a1 = ShortVector.zero(InterleavedRows.S);
            ShortVector b1 = ShortVector.zero(InterleavedRows.S);
            ShortVector a2 = ShortVector.zero(InterleavedRows.S);
            ShortVector b2 = ShortVector.zero(InterleavedRows.S);
            ShortVector a3 = ShortVector.zero(InterleavedRows.S);
            ShortVector b3 = ShortVector.zero(InterleavedRows.S);
            ShortVector a4 = ShortVector.zero(InterleavedRows.S);
            ShortVector b4 = ShortVector.zero(InterleavedRows.S);
            ShortVector a5 = ShortVector.zero(InterleavedRows.S);
            ShortVector b5 = ShortVector.zero(InterleavedRows.S);
            int scaleAt = scaleFrom + j / 16;
            for (int e = j + steps; j < e; j++, p += 2 * ROWS) {
                ShortVector u = ShortVector.fromArray(InterleavedRows.S, w, p);
                ShortVector v = ShortVector.fromArray(InterleavedRows.S, w, p + ROWS);
                ShortVector y0 = IntVector.broadcast(InterleavedRows.I, pairs[x0 + j]).reinterpretAsShorts();
                a0 = a0.add(u.mul(y0));
                b0 = b0.add(v.mul(y0));
                ShortVector y1 = IntVector.broadcast(InterleavedRows.I, pairs[x1 + j]).reinterpretAsShorts();
                a1 = a1.add(u.mul(y1));
                b1 = b1.add(v.mul(y1));
                ShortVector y2 = IntVector.broadcast(InterleavedRows.I, pairs[x2 + j]).reinterpretAsShorts();
                a2 = a2.add(u.mul(y2));
                b2 = b2.add(v.mul(y2));
                ShortVector y3 = IntVector.broadcast(InterleavedRows.I, pairs[x3 + j]).reinterpretAsShorts();
                a3 = a3.add(u.mul(y3));
                b3 = b3.add(v.mul(y3));
                ShortVector y4 = IntVector.broadcast(InterleavedRows.I, pairs[x4 + j]).reinterpretAsShorts();
                a4 = a4.add(u.mul(y4));
                b4 = b4.add(v.mul(y4));
                ShortVector y5 = IntVector.broadcast(InterleavedRows.I, pairs[x5 + j]).reinterpretAsShorts();
                a5 = a5.add(u.mul(y5));
                b5 = b5.add(v.mul(y5));
            }
            FloatVector first = FloatVector.fromArray(F, rowScales, b);
            FloatVector second = FloatVector.fromArray(F, rowScales, b + R);
            FloatVector s0 = FloatVector.broadcast(F, scales[scalesAt[i] + scaleAt]);
            IntVector a0i = a0.reinterpretAsInts();
            ((FloatVector) a0i.lanewise(VectorOperators.ASHR, 16)
                    .add(a0i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .convert(VectorOperators.I2F, 0)).fma(first.mul(s0), FloatVector.fromArray(F, sums, i * ROWS))
                    .intoArray(sums, i * ROWS);
            IntVector b0i = b0.reinterpretAsInts();
            ((FloatVector) b0i.lanewise(VectorOperators.ASHR, 16)
                    .add(b0i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .convert(VectorOperators.I2F, 0)).fma(second.mul(s0), FloatVector.fromArray(F, sums, i * ROWS + R))
                    .intoArray(sums, i * ROWS + R);
            FloatVector s1 = FloatVector.broadcast(F, scales[scalesAt[i + 1] + scaleAt]);
            IntVector a1i = a1.reinterpretAsInts();
            ((FloatVector) a1i.lanewise(VectorOperators.ASHR, 16)
                    .add(a1i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .convert(VectorOperators.I2F, 0)).fma(first.mul(s1), FloatVector.fromArray(F, sums, (i + 1) * ROWS))
                    .intoArray(sums, (i + 1) * ROWS);
            IntVector b1i = b1.reinterpretAsInts();
            ((FloatVector) b1i.lanewise(VectorOperators.ASHR, 16)
                    .add(b1i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .convert(VectorOperators.I2F, 0))
                    .fma(second.mul(s1), FloatVector.fromArray(F, sums, (i + 1) * ROWS + R))
                    .intoArray(sums, (i + 1) * ROWS + R);
            FloatVector s2 = FloatVector.broadcast(F, scales[scalesAt[i + 2] + scaleAt]);
            IntVector a2i = a2.reinterpretAsInts();
            ((FloatVector) a2i.lanewise(VectorOperators.ASHR, 16)
                    .add(a2i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .convert(VectorOperators.I2F, 0)).fma(first.mul(s2), FloatVector.fromArray(F, sums, (i + 2) * ROWS))
                    .intoArray(sums, (i + 2) * ROWS);
            IntVector b2i = b2.reinterpretAsInts();
            ((FloatVector) b2i.lanewise(VectorOperators.ASHR, 16)
                    .add(b2i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .convert(VectorOperators.I2F, 0))
                    .fma(second.mul(s2), FloatVector.fromArray(F, sums, (i + 2) * ROWS + R))
                    .intoArray(sums, (i + 2) * ROWS + R);
            FloatVector s3 = FloatVector.broadcast(F, scales[scalesAt[i + 3] + scaleAt]);
            IntVector a3i = a3.reinterpretAsInts();
            ((FloatVector) a3i.lanewise(VectorOperators.ASHR, 16)
                    .add(a3i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .convert(VectorOperators.I2F, 0)).fma(first.mul(s3), FloatVector.fromArray(F, sums, (i + 3) * ROWS))
                    .intoArray(sums, (i + 3) * ROWS);
            IntVector b3i = b3.reinterpretAsInts();
            ((FloatVector) b3i.lanewise(VectorOperators.ASHR, 16)
                    .add(b3i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .convert(VectorOperators.I2F, 0))
                    .fma(second.mul(s3), FloatVector.fromArray(F, sums, (i + 3) * ROWS + R))
                    .intoArray(sums, (i + 3) * ROWS + R);
            FloatVector s4 = FloatVector.broadcast(F, scales[scalesAt[i + 4] + scaleAt]);
            IntVector a4i = a4.reinterpretAsInts();
            ((FloatVector) a4i.lanewise(VectorOperators.ASHR, 16)
                    .add(a4i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .convert(VectorOperators.I2F, 0)).fma(first.mul(s4), FloatVector.fromArray(F, sums, (i + 4) * ROWS))
                    .intoArray(sums, (i + 4) * ROWS);
            IntVector b4i = b4.reinterpretAsInts();
            ((FloatVector) b4i.lanewise(VectorOperators.ASHR, 16)
                    .add(b4i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .convert(VectorOperators.I2F, 0))
                    .fma(second.mul(s4), FloatVector.fromArray(F, sums, (i + 4) * ROWS + R))
                    .intoArray(sums, (i + 4) * ROWS + R);
            FloatVector s5 = FloatVector.broadcast(F, scales[scalesAt[i + 5] + scaleAt]);
            IntVector a5i = a5.reinterpretAsInts();
            ((FloatVector) a5i.lanewise(VectorOperators.ASHR, 16)
                    .add(a5i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .convert(VectorOperators.I2F, 0)).fma(first.mul(s5), FloatVector.fromArray(F, sums, (i + 5) * ROWS))
                    .intoArray(sums, (i + 5) * ROWS);
            IntVector b5i = b5.reinterpretAsInts();
            ((FloatVector) b5i.lanewise(VectorOperators.ASHR, 16)
                    .add(b5i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .convert(VectorOperators.I2F, 0))
                    .fma(second.mul(s5), FloatVector.fromArray(F, sums, (i + 5) * ROWS + R))
                    .intoArray(sums, (i + 5) * ROWS + R);
        }
    }

    /** Tokens i and i + 1. */
    private static void two(short[] w, float[] rowScales, int steps, int end, int[] pairs, int[] pairsAt, int pairFrom,
            float[] scales, int[] scalesAt, int scaleFrom, int i, float[] sums) {
        int x0 = pairsAt[i] + pairFrom;
        int x1 = pairsAt[i + 1] + pairFrom;
        int p = 0;
        for (int j = 0, b = 0; j < end; b += ROWS) {
            ShortVector a0 = ShortVector.zero(InterleavedRows.S);
            ShortVector b0 = ShortVector.zero(InterleavedRows.S);
            ShortVector a1 = ShortVector.zero(InterleavedRows.S);
            ShortVector b1 = ShortVector.zero(InterleavedRows.S);
            int scaleAt = scaleFrom + j / 16;
            for (int e = j + steps; j < e; j++, p += 2 * ROWS) {
                ShortVector u = ShortVector.fromArray(InterleavedRows.S, w, p);
                ShortVector v = ShortVector.fromArray(InterleavedRows.S, w, p + ROWS);
                ShortVector y0 = IntVector.broadcast(InterleavedRows.I, pairs[x0 + j]).reinterpretAsShorts();
                a0 = a0.add(u.mul(y0));
                b0 = b0.add(v.mul(y0));
                ShortVector y1 = IntVector.broadcast(InterleavedRows.I, pairs[x1 + j]).reinterpretAsShorts();
                a1 = a1.add(u.mul(y1));
                b1 = b1.add(v.mul(y1));
            }
            FloatVector first = FloatVector.fromArray(F, rowScales, b);
            FloatVector second = FloatVector.fromArray(F, rowScales, b + R);
            FloatVector s0 = FloatVector.broadcast(F, scales[scalesAt[i] + scaleAt]);
            IntVector a0i = a0.reinterpretAsInts();
            ((FloatVector) a0i.lanewise(VectorOperators.ASHR, 16)
                    .add(a0i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .convert(VectorOperators.I2F, 0)).fma(first.mul(s0), FloatVector.fromArray(F, sums, i * ROWS))
                    .intoArray(sums, i * ROWS);
            IntVector b0i = b0.reinterpretAsInts();
            ((FloatVector) b0i.lanewise(VectorOperators.ASHR, 16)
                    .add(b0i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .convert(VectorOperators.I2F, 0)).fma(second.mul(s0), FloatVector.fromArray(F, sums, i * ROWS + R))
                    .intoArray(sums, i * ROWS + R);
            FloatVector s1 = FloatVector.broadcast(F, scales[scalesAt[i + 1] + scaleAt]);
            IntVector a1i = a1.reinterpretAsInts();
            ((FloatVector) a1i.lanewise(VectorOperators.ASHR, 16)
                    .add(a1i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .convert(VectorOperators.I2F, 0)).fma(first.mul(s1), FloatVector.fromArray(F, sums, (i + 1) * ROWS))
                    .intoArray(sums, (i + 1) * ROWS);
            IntVector b1i = b1.reinterpretAsInts();
            ((FloatVector) b1i.lanewise(VectorOperators.ASHR, 16)
                    .add(b1i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .convert(VectorOperators.I2F, 0))
                    .fma(second.mul(s1), FloatVector.fromArray(F, sums, (i + 1) * ROWS + R))
                    .intoArray(sums, (i + 1) * ROWS + R);
        }
    }

    /** Token i. */
    private static void one(short[] w, float[] rowScales, int steps, int end, int[] pairs, int[] pairsAt, int pairFrom,
            float[] scales, int[] scalesAt, int scaleFrom, int i, float[] sums) {
        int x0 = pairsAt[i] + pairFrom;
        int p = 0;
        for (int j = 0, b = 0; j < end; b += ROWS) {
            ShortVector a0 = ShortVector.zero(InterleavedRows.S);
            ShortVector b0 = ShortVector.zero(InterleavedRows.S);
            int scaleAt = scaleFrom + j / 16;
            for (int e = j + steps; j < e; j++, p += 2 * ROWS) {
                ShortVector u = ShortVector.fromArray(InterleavedRows.S, w, p);
                ShortVector v = ShortVector.fromArray(InterleavedRows.S, w, p + ROWS);
                ShortVector y0 = IntVector.broadcast(InterleavedRows.I, pairs[x0 + j]).reinterpretAsShorts();
                a0 = a0.add(u.mul(y0));
                b0 = b0.add(v.mul(y0));
            }
            FloatVector first = FloatVector.fromArray(F, rowScales, b);
            FloatVector second = FloatVector.fromArray(F, rowScales, b + R);
            FloatVector s0 = FloatVector.broadcast(F, scales[scalesAt[i] + scaleAt]);
            IntVector a0i = a0.reinterpretAsInts();
            ((FloatVector) a0i.lanewise(VectorOperators.ASHR, 16)
                    .add(a0i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .convert(VectorOperators.I2F, 0)).fma(first.mul(s0), FloatVector.fromArray(F, sums, i * ROWS))
                    .intoArray(sums, i * ROWS);
            IntVector b0i = b0.reinterpretAsInts();
            ((FloatVector) b0i.lanewise(VectorOperators.ASHR, 16)
                    .add(b0i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .convert(VectorOperators.I2F, 0)).fma(second.mul(s0), FloatVector.fromArray(F, sums, i * ROWS + R))
                    .intoArray(sums, i * ROWS + R);
        }
    }

}
