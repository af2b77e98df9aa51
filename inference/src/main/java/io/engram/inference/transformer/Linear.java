package io.engram.inference.transformer;

import io.engram.tensor.kernel.Activations;
import io.engram.tensor.kernel.PackedMatrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code y = W x + b}.
 *
 * @param weight
 *            {@code [out][in]}
 * @param bias
 *            {@code [out]}, or null for none
 */
@SuppressWarnings("ArrayRecordComponent") // the bias is shared, never compared
record Linear(PackedMatrix weight, float @Nullable [] bias) {
    /** Least rows of a chunk, a multiple of every row group. */
    private static final int GRAIN = 64;
    /**
     * Weights of a matrix that a chunk reads in one go. Where lines take 250 ns from core to core, chunks of a quarter of this
     * ran the two-thread decode at half the rate, and ones of twice this, which leave too few to share out, at three quarters.
     */
    private static final long CHUNK_BYTES = 144 << 10;

    /**
     * Rows of a chunk of work, so that handing one over is cheap beside it.
     *
     * @param bytes
     *            of a matrix's row; where a row of work reads several matrices, of one of them
     * @param tokens
     *            inputs that it meets
     */
    static int grain(long bytes, int tokens) {
        long rows = CHUNK_BYTES / (bytes * tokens);
        return (int) Math.max(GRAIN, rows / GRAIN * GRAIN);
    }

    /** Bytes of weights in a row. */
    long rowBytes() {
        return weight.type().bytes(weight.cols());
    }

    int in() {
        return weight.cols();
    }

    int out() {
        return weight.rows();
    }

    /** All outputs for all inputs, {@code y[t * out + r]}, spread over the workers. */
    void apply(Compute compute, Inputs x, float[] y) {
        Activations in = x.of(weight);
        int rows = x.rows();
        int[] all = compute.all(rows);
        compute.rows(out(), grain(rowBytes(), rows), rows, y, 0, out(),
                (from, to, out, oo, oStride) -> range(from, to, in, all, 0, rows, out, oo, oStride));
        AdapterPass adapters = compute.adapters();
        if (adapters != null) {
            adapters.add(this, x, y);
        }
    }

    /** The outputs of several matrices for a single input, behind one another in {@code y}; without adapters. */
    static void together(Compute compute, Inputs x, List<Linear> parts, float[] y) {
        List<Activations> in = parts.stream().map(p -> x.of(p.weight)).toList();
        int total = parts.stream().mapToInt(Linear::out).sum();
        int[] all = compute.all(1);
        compute.rows(total, grain(parts.getFirst().rowBytes(), 1), 1, y, 0, total, (from, to, out, oo, oStride) -> {
            int start = 0;
            for (int i = 0; i < parts.size(); i++) {
                Linear part = parts.get(i);
                int first = Math.max(from, start);
                int last = Math.min(to, start + part.out());
                if (first < last) {
                    part.range(first - start, last - start, in.get(i), all, 0, 1, out, oo + start, oStride);
                }
                start += part.out();
            }
        });
    }

    /**
     * Outputs {@code from .. to - 1} for inputs {@code tokens[first .. first + count)} on the calling thread: input i of the
     * list gives {@code y[yo + i * yStride + r]}.
     *
     * @param in
     *            what {@link Inputs#of} gave for this matrix
     */
    void range(int from, int to, Activations in, int[] tokens, int first, int count, float[] y, int yo, int yStride) {
        if (count == 1) {
            weight.matVec(from, to, in, tokens[first], y, yo);
        } else {
            weight.matMat(from, to, in, tokens, first, count, y, yo, yStride);
        }
        if (bias != null) {
            for (int t = 0; t < count; t++) {
                for (int r = from; r < to; r++) {
                    y[yo + t * yStride + r] += bias[r];
                }
            }
        }
    }
}
