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
        /** Query rows {@code from .. from + rows - 1} of a segment, of one head. */
        void run(Batch.Segment segment, int from, int rows, int head);
    }

    private void eachBlock(Batch batch, BlockTask task) {
        for (Batch.Segment segment : batch.segments()) {
            for (int head = 0; head < heads; head++) {
                for (int from = 0; from < segment.length(); from += BLOCK) {
                    task.run(segment, from, Math.min(BLOCK, segment.length() - from), head);
                }
            }
        }
    }

    private void attend(Batch.Segment s, int from, int rows, int head) {
        int own = from + rows;
        int trunk = s.trunkLength();
        int columns = trunk + own;
        int at = queryAt(s.start() + from, head);
        probabilities(s, from, rows, head);
        kernels.gemmNN(rows, headDim, own, scratch.scores, trunk, columns, values, keyAt(s.start(), head), keyWidth,
                mixed, at, queryWidth);
        if (trunk > 0) {
            kernels.gemmNN(rows, headDim, trunk, scratch.scores, 0, columns, values, keyAt(s.trunk(), head), keyWidth,
                    mixed, at, queryWidth);
        }
    }

    /**
     * Fills scores with softmax(q k / sqrt(headDim)), [rows][trunk + from + rows]: first the trunk's tokens, then the segment's
     * own; zero to the right of the diagonal.
     */
    private void probabilities(Batch.Segment segment, int from, int rows, int head) {
        int own = from + rows;
        int trunk = segment.trunkLength();
        int columns = trunk + own;
        scratch.scores = Buffers.zeros(scratch.scores, rows * columns);
        float[] s = scratch.scores;
        int at = queryAt(segment.start() + from, head);
        kernels.gemmNT(rows, own, headDim, queries, at, queryWidth, keys, keyAt(segment.start(), head), keyWidth, s,
                trunk, columns);
        if (trunk > 0) {
            kernels.gemmNT(rows, trunk, headDim, queries, at, queryWidth, keys, keyAt(segment.trunk(), head), keyWidth,
                    s,
                    0, columns);
        }
        float scale = scale();
        for (int r = 0; r < rows; r++) {
            int seen = trunk + from + r + 1;
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
    private void attendBackward(Batch.Segment segment, int from, int rows, int head) {
        int own = from + rows;
        int trunk = segment.trunkLength();
        int columns = trunk + own;
        int at = queryAt(segment.start() + from, head);
        probabilities(segment, from, rows, head);
        scratch.slopes = Buffers.zeros(scratch.slopes, rows * columns);
        slopes(own, rows, trunk, columns, at, keyAt(segment.start(), head));
        if (trunk > 0) {
            slopes(trunk, rows, 0, columns, at, keyAt(segment.trunk(), head));
        }
        float[] p = scratch.scores;
        float[] d = scratch.slopes;
        float scale = scale();
        for (int r = 0; r < rows; r++) {
            int row = at + r * queryWidth;
            float mean = kernels.dot(scratch.dMixed, row, mixed, row, headDim);
            int o = r * columns;
            for (int c = 0; c < columns; c++) {
                d[o + c] = p[o + c] * (d[o + c] - mean) * scale;
            }
        }
        hand(own, rows, trunk, columns, at, keyAt(segment.start(), head));
        if (trunk > 0) {
            hand(trunk, rows, 0, columns, at, keyAt(segment.trunk(), head));
        }
    }

    /** For some columns of a block, whose keys begin at {@code keyAt}: the gradients of values, and dO V' into the slopes. */
    private void slopes(int count, int rows, int column, int columns, int at, int keyAt) {
        kernels.gemmTN(count, headDim, rows, scratch.scores, column, columns, scratch.dMixed, at, queryWidth,
                scratch.dValues, keyAt, keyWidth);
        kernels.gemmNT(rows, count, headDim, scratch.dMixed, at, queryWidth, values, keyAt, keyWidth, scratch.slopes,
                column, columns);
    }

    /** Hands the slopes of some columns on to queries and keys. */
    private void hand(int count, int rows, int column, int columns, int at, int keyAt) {
        kernels.gemmNN(rows, headDim, count, scratch.slopes, column, columns, keys, keyAt, keyWidth, scratch.dQueries,
                at,
                queryWidth);
        kernels.gemmTN(count, headDim, rows, scratch.slopes, column, columns, queries, at, queryWidth, scratch.dKeys,
                keyAt, keyWidth);
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
