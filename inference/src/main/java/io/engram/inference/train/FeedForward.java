package io.engram.inference.train;

/** The part of a block that works on each token alone. */
interface FeedForward {
    /** Adds the result for the normed input {@code x[T][D]} to {@code y[T][D]}, keeping what the backward pass needs. */
    void forward(float[] x, int tokens, float[] y);

    /** Adds the parameters' gradients, and the input's to {@code dx[T][D]}, from the same x and {@code dy[T][D]}. */
    void backward(float[] x, int tokens, float[] dy, float[] dx);
}
