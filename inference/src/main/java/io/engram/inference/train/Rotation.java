package io.engram.inference.train;

import io.engram.tensor.kernel.Kernels;

/** Rotary positions (Su et al. 2021) over split halves of each head, and the inverse for gradients. */
final class Rotation {
    private final Kernels kernels = Kernels.best();
    private final int headDim;
    /** [context][headDim / 2]. */
    private final float[][] cos;
    private final float[][] sin;
    private final float[][] minusSin;

    Rotation(int context, int headDim, float base) {
        this.headDim = headDim;
        int pairs = headDim / 2;
        cos = new float[context][pairs];
        sin = new float[context][pairs];
        minusSin = new float[context][pairs];
        for (int p = 0; p < context; p++) {
            for (int j = 0; j < pairs; j++) {
                double angle = p * Math.pow(base, -2.0 * j / headDim);
                cos[p][j] = (float) Math.cos(angle);
                sin[p][j] = (float) Math.sin(angle);
                minusSin[p][j] = -sin[p][j];
            }
        }
    }

    /** Turns {@code x[T][heads * headDim]} in place; a token's position is its place behind all that it follows. */
    void forward(float[] x, int heads, Batch batch) {
        turn(x, heads, batch, sin);
    }

    /** Turns back: the gradient of {@link #forward}. */
    void backward(float[] dx, int heads, Batch batch) {
        turn(dx, heads, batch, minusSin);
    }

    private void turn(float[] x, int heads, Batch batch, float[][] sines) {
        for (Batch.Segment s : batch.segments()) {
            for (int i = 0; i < s.length(); i++) {
                int p = s.trunkLength() + i;
                kernels.rope(x, (s.start() + i) * heads * headDim, heads, headDim, headDim, true, cos[p], sines[p]);
            }
        }
    }
}
