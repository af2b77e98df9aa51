package io.engram.inference.train;

import io.engram.tensor.layer.Parameter;
import io.engram.tensor.layer.RmsNorm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The whole model over one shard of a batch: embedding, blocks, last norm, loss. Keeps the activations of its last forward
 * pass; belongs to one thread at a time.
 */
final class MoeNetwork {
    private final MoeShape shape;
    private final MoeWeights weights;
    private final Parameter embedding;
    private final List<Block> blocks = new ArrayList<>();
    private final RmsNorm lastNorm;
    private final LossHead head;
    private float[] last = new float[0];
    private float[] hidden = new float[0];
    private float[] dx = new float[0];
    private float[] dNormed = new float[0];

    /** Input of the block, normed input and input of the feed-forward part, all [T][D]. */
    private static final class Block {
        private final RmsNorm attentionNorm;
        private final Attention attention;
        private final RmsNorm feedForwardNorm;
        private final FeedForward feedForward;
        private float[] in = new float[0];
        private float[] normed = new float[0];
        private float[] middle = new float[0];
        private float[] middleNormed = new float[0];

        Block(RmsNorm attentionNorm, Attention attention, RmsNorm feedForwardNorm, FeedForward feedForward) {
            this.attentionNorm = attentionNorm;
            this.attention = attention;
            this.feedForwardNorm = feedForwardNorm;
            this.feedForward = feedForward;
        }
    }

    MoeNetwork(MoeWeights weights) {
        this.shape = weights.shape();
        this.weights = weights;
        this.embedding = weights.embedding();
        Rotation rotation = new Rotation(shape.context(), shape.headDim(), shape.ropeBase());
        Attention.Scratch attentionScratch = new Attention.Scratch();
        Mixture.Scratch mixtureScratch = new Mixture.Scratch();
        for (int l = 0; l < shape.layers(); l++) {
            String b = "blk." + l + ".";
            FeedForward feedForward = shape.mixture(l)
                    ? new Mixture(weights, l, mixtureScratch)
                    : new DenseFeedForward(weights.get(b + "ffn_gate.weight"), weights.get(b + "ffn_up.weight"),
                            weights.get(b + "ffn_down.weight"), shape.width(), shape.denseWidth());
            blocks.add(new Block(norm(b + "attn_norm.weight"), new Attention(weights, l, rotation, attentionScratch),
                    norm(b + "ffn_norm.weight"), feedForward));
        }
        this.lastNorm = norm("output_norm.weight");
        this.head = new LossHead(weights.output(), shape.width(), shape.vocabulary());
    }

    private RmsNorm norm(String name) {
        return new RmsNorm(weights.get(name), shape.epsilon());
    }

    MoeWeights weights() {
        return weights;
    }

    /** The loss of a batch, summed over its weights, without gradients. */
    double loss(Batch batch) {
        double[] logs = logProbabilities(batch);
        double loss = 0;
        for (int t = 0; t < batch.tokens(); t++) {
            loss -= batch.weights()[t] * logs[t];
        }
        return loss;
    }

    /** {@code ln p(target)} of every weighted position of a batch, [T]. */
    double[] logProbabilities(Batch batch) {
        forward(batch);
        double[] logs = new double[batch.tokens()];
        head.logProbabilities(hidden, batch, logs);
        return logs;
    }

    /**
     * Adds the gradients of {@code share} times the summed loss.
     *
     * @return the summed loss, in nats
     */
    double lossAndGradients(Batch batch, double share) {
        forward(batch);
        return backward(batch, batch.weights(), share);
    }

    /** Fills the activations of every block, and {@code hidden}. */
    void forward(Batch batch) {
        int tokens = batch.tokens();
        int n = tokens * shape.width();
        Block first = blocks.getFirst();
        first.in = Buffers.atLeast(first.in, n);
        for (int t = 0; t < tokens; t++) {
            int id = batch.inputs()[t];
            if (id < 0 || id >= shape.vocabulary()) {
                throw new IllegalArgumentException(
                        "token: expected an id in [0, " + shape.vocabulary() + "), received " + id);
            }
            System.arraycopy(embedding.value(), id * shape.width(), first.in, t * shape.width(), shape.width());
        }
        last = Buffers.atLeast(last, n);
        for (int l = 0; l < blocks.size(); l++) {
            Block b = blocks.get(l);
            b.normed = Buffers.atLeast(b.normed, n);
            b.middle = Buffers.atLeast(b.middle, n);
            b.middleNormed = Buffers.atLeast(b.middleNormed, n);
            float[] out = last;
            if (l + 1 < blocks.size()) {
                Block following = blocks.get(l + 1);
                following.in = Buffers.atLeast(following.in, n);
                out = following.in;
            }
            b.attentionNorm.forward(b.in, tokens, b.normed);
            System.arraycopy(b.in, 0, b.middle, 0, n);
            b.attention.forward(b.normed, batch, b.middle);
            b.feedForwardNorm.forward(b.middle, tokens, b.middleNormed);
            System.arraycopy(b.middle, 0, out, 0, n);
            b.feedForward.forward(b.middleNormed, tokens, out);
        }
        hidden = Buffers.atLeast(hidden, n);
        lastNorm.forward(last, tokens, hidden);
    }

    /** The backward pass after {@link #forward} of the same batch; adds to all gradients. Returns the weighted loss. */
    double backward(Batch batch, float[] lossWeights, double share) {
        int tokens = batch.tokens();
        int n = tokens * shape.width();
        dx = Buffers.zeros(dx, n);
        dNormed = Buffers.atLeast(dNormed, n);
        double loss = head.lossAndGradient(hidden, batch, lossWeights, share, dx);
        lastNorm.backward(last, dx, tokens, dx);
        for (Block b : blocks.reversed()) {
            Arrays.fill(dNormed, 0, n, 0);
            b.feedForward.backward(b.middleNormed, tokens, dx, dNormed);
            b.feedForwardNorm.backward(b.middle, dNormed, tokens, dNormed);
            add(dNormed, dx, n);
            b.attention.backward(b.normed, batch, dx, dNormed);
            b.attentionNorm.backward(b.in, dNormed, tokens, dNormed);
            add(dNormed, dx, n);
        }
        float[] table = embedding.gradient();
        for (int t = 0; t < tokens; t++) {
            int to = batch.inputs()[t] * shape.width();
            for (int i = 0, from = t * shape.width(); i < shape.width(); i++) {
                table[to + i] += dx[from + i];
            }
        }
        return loss;
    }

    private static void add(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] += x[i];
        }
    }

    /** Adds the experts' tokens of the last forward pass to {@code load[layers][X]}. */
    void addLoad(long[][] load) {
        for (int l = 0; l < blocks.size(); l++) {
            if (blocks.get(l).feedForward instanceof Mixture mixture) {
                mixture.router().addLoad(load[l]);
            }
        }
    }
}
