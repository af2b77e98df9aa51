package io.engram.inference.train;

import io.engram.tensor.kernel.Kernels;
import io.engram.tensor.layer.Parameter;
import io.engram.tensor.layer.RmsNorm;
import java.util.Arrays;

/**
 * Causal grouped-query attention over each document: projections, norms of queries and keys, rotation, softmax, output
 * projection. Scores are never kept: the backward pass computes them again, block by block (Dao et al. 2022).
 */
final class Attention {
    /** Query rows of a block of scores. */
    private static final int BLOCK = 64;

    private final Kernels kernels = Kernels.best();
    private final int width;
    private final int heads;
    private final int kvHeads;
    private final int headDim;
    private final int queryWidth;
    private final int keyWidth;
    private final Parameter qkv;
    private final Parameter output;
    private final RmsNorm queryNorm;
    private final RmsNorm keyNorm;
    private final Rotation rotation;
    private final Scratch scratch;
    /** Kept between passes: projections before norm, after norm and rotation, values, result of the heads. */
    private float[] rawQueries = new float[0];
    private float[] rawKeys = new float[0];
    private float[] queries = new float[0];
    private float[] keys = new float[0];
    private float[] values = new float[0];
    private float[] mixed = new float[0];

    /** Arrays that all layers of a network use in turn. */
    static final class Scratch {
        private float[] scores = new float[0];
        private float[] slopes = new float[0];
        private float[] dMixed = new float[0];
        private float[] dQueries = new float[0];
        private float[] dKeys = new float[0];
        private float[] dValues = new float[0];
    }

    Attention(MoeWeights weights, int layer, Rotation rotation, Scratch scratch) {
        MoeShape shape = weights.shape();
        String block = "blk." + layer + ".";
        this.width = shape.width();
        this.heads = shape.heads();
        this.kvHeads = shape.kvHeads();
        this.headDim = shape.headDim();
        this.queryWidth = shape.queryWidth();
        this.keyWidth = shape.keyWidth();
        this.qkv = weights.get(block + "attn_qkv.weight");
        this.output = weights.get(block + "attn_output.weight");
        this.queryNorm = new RmsNorm(weights.get(block + "attn_q_norm.weight"), shape.epsilon());
        this.keyNorm = new RmsNorm(weights.get(block + "attn_k_norm.weight"), shape.epsilon());
        this.rotation = rotation;
        this.scratch = scratch;
    }

    /** Adds the result for the normed input {@code x[T][D]} to {@code y[T][D]}. */
    void forward(float[] x, Batch batch, float[] y) {
        int tokens = batch.tokens();
        rawQueries = Buffers.zeros(rawQueries, tokens * queryWidth);
        rawKeys = Buffers.zeros(rawKeys, tokens * keyWidth);
        values = Buffers.zeros(values, tokens * keyWidth);
        mixed = Buffers.zeros(mixed, tokens * queryWidth);
        queries = Buffers.atLeast(queries, tokens * queryWidth);
        keys = Buffers.atLeast(keys, tokens * keyWidth);
        project(x, tokens, 0, queryWidth, rawQueries);
        project(x, tokens, queryWidth, keyWidth, rawKeys);
        project(x, tokens, queryWidth + keyWidth, keyWidth, values);
        queryNorm.forward(rawQueries, tokens * heads, queries);
        keyNorm.forward(rawKeys, tokens * kvHeads, keys);
        rotation.forward(queries, heads, batch);
        rotation.forward(keys, kvHeads, batch);
        eachBlock(batch, this::attend);
        kernels.gemmNT(tokens, width, queryWidth, mixed, 0, queryWidth, output.value(), 0, queryWidth, y, 0, width);
    }

    private void project(float[] x, int tokens, int row, int rows, float[] to) {
        kernels.gemmNT(tokens, rows, width, x, 0, width, qkv.value(), row * width, width, to, 0, rows);
    }

    private interface BlockTask {
        /** Query rows {@code from .. from + rows - 1} of the document that starts at {@code start}, of one head. */
        void run(int start, int from, int rows, int head);
    }

    private void eachBlock(Batch batch, BlockTask task) {
        int[] starts = batch.starts();
        for (int d = 0; d < batch.documents(); d++) {
            int length = starts[d + 1] - starts[d];
            for (int head = 0; head < heads; head++) {
                for (int from = 0; from < length; from += BLOCK) {
                    task.run(starts[d], from, Math.min(BLOCK, length - from), head);
                }
            }
        }
    }

    private void attend(int start, int from, int rows, int head) {
        int columns = from + rows;
        probabilities(start, from, rows, head);
        kernels.gemmNN(rows, headDim, columns, scratch.scores, 0, columns, values, keyAt(start, head), keyWidth, mixed,
                queryAt(start + from, head), queryWidth);
    }

    /** Fills scores with softmax(q k / sqrt(headDim)), [rows][from + rows], zero to the right of the diagonal. */
    private void probabilities(int start, int from, int rows, int head) {
        int columns = from + rows;
        scratch.scores = Buffers.zeros(scratch.scores, rows * columns);
        float[] s = scratch.scores;
        kernels.gemmNT(rows, columns, headDim, queries, queryAt(start + from, head), queryWidth, keys,
                keyAt(start, head), keyWidth, s, 0, columns);
        float scale = scale();
        for (int r = 0; r < rows; r++) {
            int seen = from + r + 1;
            int o = r * columns;
            for (int c = 0; c < seen; c++) {
                s[o + c] *= scale;
            }
            kernels.softmax(s, o, seen);
            Arrays.fill(s, o + seen, o + columns, 0);
        }
    }

    /**
     * Adds the parameters' gradients and writes {@code dx[T][D]} for the input {@code x} of the forward pass and
     * {@code dy[T][D]}.
     */
    void backward(float[] x, Batch batch, float[] dy, float[] dx) {
        int tokens = batch.tokens();
        scratch.dMixed = Buffers.zeros(scratch.dMixed, tokens * queryWidth);
        scratch.dQueries = Buffers.zeros(scratch.dQueries, tokens * queryWidth);
        scratch.dKeys = Buffers.zeros(scratch.dKeys, tokens * keyWidth);
        scratch.dValues = Buffers.zeros(scratch.dValues, tokens * keyWidth);
        kernels.gemmNN(tokens, queryWidth, width, dy, 0, width, output.value(), 0, queryWidth, scratch.dMixed, 0,
                queryWidth);
        kernels.gemmTN(width, queryWidth, tokens, dy, 0, width, mixed, 0, queryWidth, output.gradient(), 0,
                queryWidth);
        eachBlock(batch, this::attendBackward);
        rotation.backward(scratch.dQueries, heads, batch);
        rotation.backward(scratch.dKeys, kvHeads, batch);
        queryNorm.backward(rawQueries, scratch.dQueries, tokens * heads, scratch.dQueries);
        keyNorm.backward(rawKeys, scratch.dKeys, tokens * kvHeads, scratch.dKeys);
        Arrays.fill(dx, 0, tokens * width, 0);
        projectBackward(x, tokens, 0, queryWidth, scratch.dQueries, dx);
        projectBackward(x, tokens, queryWidth, keyWidth, scratch.dKeys, dx);
        projectBackward(x, tokens, queryWidth + keyWidth, keyWidth, scratch.dValues, dx);
    }

    private void projectBackward(float[] x, int tokens, int row, int rows, float[] d, float[] dx) {
        kernels.gemmNN(tokens, width, rows, d, 0, rows, qkv.value(), row * width, width, dx, 0, width);
        kernels.gemmTN(rows, width, tokens, d, 0, rows, x, 0, width, qkv.gradient(), row * width, width);
    }

    /** With P the probabilities and O the result: dS = P (dO V' - rowsum(dO O)) / sqrt(headDim). */
    private void attendBackward(int start, int from, int rows, int head) {
        int columns = from + rows;
        int at = queryAt(start + from, head);
        int keyAt = keyAt(start, head);
        probabilities(start, from, rows, head);
        float[] p = scratch.scores;
        kernels.gemmTN(columns, headDim, rows, p, 0, columns, scratch.dMixed, at, queryWidth, scratch.dValues, keyAt,
                keyWidth);
        scratch.slopes = Buffers.zeros(scratch.slopes, rows * columns);
        float[] d = scratch.slopes;
        kernels.gemmNT(rows, columns, headDim, scratch.dMixed, at, queryWidth, values, keyAt, keyWidth, d, 0, columns);
        float scale = scale();
        for (int r = 0; r < rows; r++) {
            int row = at + r * queryWidth;
            float mean = kernels.dot(scratch.dMixed, row, mixed, row, headDim);
            int o = r * columns;
            for (int c = 0; c < columns; c++) {
                d[o + c] = p[o + c] * (d[o + c] - mean) * scale;
            }
        }
        kernels.gemmNN(rows, headDim, columns, d, 0, columns, keys, keyAt, keyWidth, scratch.dQueries, at, queryWidth);
        kernels.gemmTN(columns, headDim, rows, d, 0, columns, queries, at, queryWidth, scratch.dKeys, keyAt, keyWidth);
    }

    private int queryAt(int token, int head) {
        return token * queryWidth + head * headDim;
    }

    private int keyAt(int token, int head) {
        return token * keyWidth + head / (heads / kvHeads) * headDim;
    }

    private float scale() {
        return (float) (1 / Math.sqrt(headDim));
    }
}
