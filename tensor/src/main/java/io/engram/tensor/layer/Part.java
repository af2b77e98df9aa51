package io.engram.tensor.layer;

import java.util.List;

/**
 * A piece of a network that can be put together with others: {@link Chain}, {@link Residual}, {@link Convolution}, and the plain
 * layers by {@link #of}. A part holds parameters; what a forward pass computes is kept by a {@link Use}, so that one part may be
 * applied several times in an unrolled model, each time with a use of its own.
 */
public interface Part {
    /** Width of the input. */
    int in();

    /** Width of the output. */
    int out();

    /** All parameters, in a stable order. */
    List<Parameter> parameters();

    /** Working memory for one application; grows to the largest batch it has seen. */
    Use use();

    /** One application of a part to a batch. One thread at a time. */
    interface Use {
        /**
         * The output {@code [B][out]}, in an array that belongs to this use (it may be longer) and is overwritten by its next
         * forward pass.
         *
         * @param x
         *            [B][in]; must stay as it is until {@link #backward} where there is one
         */
        float[] forward(float[] x, int batch);

        /**
         * Adds the gradients of all parameters for the last forward pass and returns the gradient of its input,
         * {@code [B][in]}, in an array that belongs to this use.
         *
         * @param dy
         *            [B][out]; left as it is
         */
        float[] backward(float[] dy);
    }

    /** A linear layer as a part. */
    static Part of(Linear layer) {
        return PlainParts.of(layer);
    }

    /** A layer norm over vectors of {@code width} as a part. */
    static Part of(LayerNorm layer, int width) {
        return PlainParts.of(layer, width);
    }

    /** An activation over vectors of {@code width} as a part. */
    static Part of(Activation activation, int width) {
        return PlainParts.of(activation, width);
    }
}
