package io.engram.inference.train;

import io.engram.tensor.layer.Parameter;
import java.util.Arrays;

/** One SwiGLU network for all tokens: a dense block's feed-forward part, or the shared expert of a mixture. */
final class DenseFeedForward implements FeedForward {
    private final SwiGlu network;
    private final int width;
    private final int inner;
    private float[] gate = new float[0];
    private float[] up = new float[0];
    private float[] dyCopy = new float[0];
    private float[] ones = new float[0];
    private float[] unused = new float[0];

    DenseFeedForward(Parameter gate, Parameter up, Parameter down, int width, int inner) {
        this.network = new SwiGlu(gate, up, down, width, inner);
        this.width = width;
        this.inner = inner;
    }

    @Override
    public void forward(float[] x, int tokens, float[] y) {
        gate = Buffers.zeros(gate, tokens * inner);
        up = Buffers.zeros(up, tokens * inner);
        network.forward(0, x, tokens, gate, up, 0, y);
    }

    @Override
    public void backward(float[] x, int tokens, float[] dy, float[] dx) {
        dyCopy = Buffers.atLeast(dyCopy, tokens * width);
        System.arraycopy(dy, 0, dyCopy, 0, tokens * width);
        ones = Buffers.atLeast(ones, tokens);
        Arrays.fill(ones, 0, tokens, 1);
        unused = Buffers.atLeast(unused, tokens);
        network.backward(0, x, tokens, gate, up, 0, dyCopy, ones, 0, unused, dx);
    }
}
