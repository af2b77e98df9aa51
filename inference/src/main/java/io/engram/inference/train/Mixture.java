package io.engram.inference.train;

import io.engram.tensor.kernel.Kernels;
import io.engram.tensor.layer.Parameter;
import java.util.Optional;

/**
 * A mixture of experts: the router chooses K of X experts for each token; an expert then works on all its tokens at once.
 */
final class Mixture implements FeedForward {
    private final Kernels kernels = Kernels.best();
    private final int width;
    private final int inner;
    private final int experts;
    private final Router router;
    private final SwiGlu stack;
    private final Optional<DenseFeedForward> shared;
    private final Scratch scratch;
    /** [T * K][F], rows in the router's order by expert. */
    private float[] gate = new float[0];
    private float[] up = new float[0];

    /** Arrays that all layers of a network use in turn: rows of one expert. */
    static final class Scratch {
        private float[] in = new float[0];
        private float[] out = new float[0];
        private float[] dOut = new float[0];
        private float[] dIn = new float[0];
    }

    Mixture(MoeWeights weights, int layer, Scratch scratch) {
        MoeShape shape = weights.shape();
        String block = "blk." + layer + ".";
        this.width = shape.width();
        this.inner = shape.expertWidth();
        this.experts = shape.experts();
        this.router = new Router(weights.get(block + "ffn_gate_inp.weight"), weights.biases(layer), shape);
        this.stack = new SwiGlu(weights.get(block + "ffn_gate_exps.weight"), weights.get(block + "ffn_up_exps.weight"),
                weights.get(block + "ffn_down_exps.weight"), width, inner);
        this.shared = shape.sharedWidth() == 0
                ? Optional.empty()
                : Optional.of(new DenseFeedForward(weights.get(block + "ffn_gate_shexp.weight"),
                        weights.get(block + "ffn_up_shexp.weight"), weights.get(block + "ffn_down_shexp.weight"), width,
                        shape.sharedWidth()));
        this.scratch = scratch;
    }

    Router router() {
        return router;
    }

    @Override
    public void forward(float[] x, int tokens, float[] y) {
        shared.ifPresent(s -> s.forward(x, tokens, y));
        router.forward(x, tokens);
        gate = Buffers.zeros(gate, router.rows() * inner);
        up = Buffers.zeros(up, router.rows() * inner);
        for (int e = 0; e < experts; e++) {
            int from = router.start(e);
            int rows = router.start(e + 1) - from;
            if (rows == 0) {
                continue;
            }
            gather(x, from, rows);
            scratch.out = Buffers.zeros(scratch.out, rows * width);
            stack.forward(e, scratch.in, rows, gate, up, from * inner, scratch.out);
            for (int r = 0; r < rows; r++) {
                kernels.axpy(router.weights()[from + r], scratch.out, r * width, y, router.token(from + r) * width,
                        width);
            }
        }
    }

    @Override
    public void backward(float[] x, int tokens, float[] dy, float[] dx) {
        shared.ifPresent(s -> s.backward(x, tokens, dy, dx));
        for (int e = 0; e < experts; e++) {
            int from = router.start(e);
            int rows = router.start(e + 1) - from;
            if (rows == 0) {
                continue;
            }
            gather(x, from, rows);
            scratch.dOut = Buffers.atLeast(scratch.dOut, rows * width);
            for (int r = 0; r < rows; r++) {
                System.arraycopy(dy, router.token(from + r) * width, scratch.dOut, r * width, width);
            }
            scratch.dIn = Buffers.zeros(scratch.dIn, rows * width);
            stack.backward(e, scratch.in, rows, gate, up, from * inner, scratch.dOut, router.weights(), from,
                    router.dWeights(), scratch.dIn);
            for (int r = 0; r < rows; r++) {
                kernels.axpy(1, scratch.dIn, r * width, dx, router.token(from + r) * width, width);
            }
        }
        router.backward(x, tokens, dx);
    }

    private void gather(float[] x, int from, int rows) {
        scratch.in = Buffers.atLeast(scratch.in, rows * width);
        for (int r = 0; r < rows; r++) {
            System.arraycopy(x, router.token(from + r) * width, scratch.in, r * width, width);
        }
    }
}
