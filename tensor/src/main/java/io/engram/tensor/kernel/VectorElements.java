package io.engram.tensor.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Element-by-element kernels and reductions over float arrays. Loops end with one masked step. */
final class VectorElements {
    static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    static final int LANES = F.length();
    private static final VectorShuffle<Float> SWAP_PAIRS = VectorShuffle.fromOp(F, i -> i ^ 1);

    private VectorElements() {
    }

    /** Four partial vectors hide the latency of the multiply-add. */
    static float dot(float[] a, int ao, float[] b, int bo, int n) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = FloatVector.zero(F);
        FloatVector s2 = FloatVector.zero(F);
        FloatVector s3 = FloatVector.zero(F);
        int i = 0;
        for (int end = n - 4 * LANES; i <= end; i += 4 * LANES) {
            s0 = FloatVector.fromArray(F, a, ao + i).fma(FloatVector.fromArray(F, b, bo + i), s0);
            s1 = FloatVector.fromArray(F, a, ao + i + LANES).fma(FloatVector.fromArray(F, b, bo + i + LANES), s1);
            s2 = FloatVector.fromArray(F, a, ao + i + 2 * LANES).fma(FloatVector.fromArray(F, b, bo + i + 2 * LANES),
                    s2);
            s3 = FloatVector.fromArray(F, a, ao + i + 3 * LANES).fma(FloatVector.fromArray(F, b, bo + i + 3 * LANES),
                    s3);
        }
        for (int end = n - LANES; i <= end; i += LANES) {
            s0 = FloatVector.fromArray(F, a, ao + i).fma(FloatVector.fromArray(F, b, bo + i), s0);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            s1 = FloatVector.fromArray(F, a, ao + i, m).fma(FloatVector.fromArray(F, b, bo + i, m), s1);
        }
        return s0.add(s1).add(s2.add(s3)).reduceLanes(VectorOperators.ADD);
    }

    static void axpy(float alpha, float[] x, int xo, float[] y, int yo, int n) {
        FloatVector va = FloatVector.broadcast(F, alpha);
        int i = 0;
        for (int end = n - LANES; i <= end; i += LANES) {
            FloatVector.fromArray(F, x, xo + i).fma(va, FloatVector.fromArray(F, y, yo + i)).intoArray(y, yo + i);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector.fromArray(F, x, xo + i, m).fma(va, FloatVector.fromArray(F, y, yo + i, m)).intoArray(y, yo + i,
                    m);
        }
    }

    static void rmsNorm(float[] x, int xo, float[] weight, int wo, float eps, float[] y, int yo, int n) {
        float scale = (float) (1 / Math.sqrt((double) dot(x, xo, x, xo, n) / n + eps));
        FloatVector vs = FloatVector.broadcast(F, scale);
        int i = 0;
        for (int end = n - LANES; i <= end; i += LANES) {
            FloatVector.fromArray(F, x, xo + i).mul(vs).mul(FloatVector.fromArray(F, weight, wo + i)).intoArray(y,
                    yo + i);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector.fromArray(F, x, xo + i, m).mul(vs).mul(FloatVector.fromArray(F, weight, wo + i, m)).intoArray(y,
                    yo + i, m);
        }
    }

    static void softmax(float[] x, int xo, int n) {
        FloatVector top = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (int end = n - LANES; i <= end; i += LANES) {
            top = top.max(FloatVector.fromArray(F, x, xo + i));
        }
        float max = top.reduceLanes(VectorOperators.MAX);
        for (; i < n; i++) {
            max = Math.max(max, x[xo + i]);
        }
        FloatVector sum = FloatVector.zero(F);
        i = 0;
        for (int end = n - LANES; i <= end; i += LANES) {
            FloatVector e = FloatVector.fromArray(F, x, xo + i).sub(max).lanewise(VectorOperators.EXP);
            e.intoArray(x, xo + i);
            sum = sum.add(e);
        }
        float total = sum.reduceLanes(VectorOperators.ADD);
        for (; i < n; i++) {
            x[xo + i] = (float) Math.exp(x[xo + i] - max);
            total += x[xo + i];
        }
        float share = 1 / total;
        i = 0;
        for (int end = n - LANES; i <= end; i += LANES) {
            FloatVector.fromArray(F, x, xo + i).mul(share).intoArray(x, xo + i);
        }
        for (; i < n; i++) {
            x[xo + i] *= share;
        }
    }

    static void ropeSplit(float[] x, int xo, int heads, int headDim, int ropeDim, float[] cos, float[] sin) {
        int pairs = ropeDim / 2;
        for (int h = 0; h < heads; h++) {
            int o = xo + h * headDim;
            int j = 0;
            for (int end = pairs - LANES; j <= end; j += LANES) {
                FloatVector a = FloatVector.fromArray(F, x, o + j);
                FloatVector b = FloatVector.fromArray(F, x, o + pairs + j);
                FloatVector c = FloatVector.fromArray(F, cos, j);
                FloatVector s = FloatVector.fromArray(F, sin, j);
                a.mul(c).sub(b.mul(s)).intoArray(x, o + j);
                b.mul(c).add(a.mul(s)).intoArray(x, o + pairs + j);
            }
            for (; j < pairs; j++) {
                rotate(x, o + j, o + pairs + j, cos[j], sin[j]);
            }
        }
    }

    /** Lanes hold pairs side by side; cosines and sines are doubled once per call, sines with alternating sign. */
    static void ropePairs(float[] x, int xo, int heads, int headDim, int ropeDim, float[] cos, float[] sin) {
        float[] c2 = new float[ropeDim];
        float[] s2 = new float[ropeDim];
        for (int j = 0; j < ropeDim; j++) {
            c2[j] = cos[j / 2];
            s2[j] = (j & 1) == 0 ? -sin[j / 2] : sin[j / 2];
        }
        for (int h = 0; h < heads; h++) {
            int o = xo + h * headDim;
            int j = 0;
            for (int end = ropeDim - LANES; j <= end; j += LANES) {
                FloatVector v = FloatVector.fromArray(F, x, o + j);
                FloatVector swapped = v.rearrange(SWAP_PAIRS);
                v.mul(FloatVector.fromArray(F, c2, j)).add(swapped.mul(FloatVector.fromArray(F, s2, j))).intoArray(x,
                        o + j);
            }
            for (; j < ropeDim; j += 2) {
                rotate(x, o + j, o + j + 1, cos[j / 2], sin[j / 2]);
            }
        }
    }

    private static void rotate(float[] x, int i, int k, float c, float s) {
        float a = x[i];
        float b = x[k];
        x[i] = a * c - b * s;
        x[k] = b * c + a * s;
    }

    static void silu(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = n - LANES; i <= end; i += LANES) {
            silu(FloatVector.fromArray(F, x, xo + i)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = silu(x[xo + i]);
        }
    }

    static void swiglu(float[] gate, int go, float[] up, int uo, float[] out, int oo, int n) {
        int i = 0;
        for (int end = n - LANES; i <= end; i += LANES) {
            silu(FloatVector.fromArray(F, gate, go + i)).mul(FloatVector.fromArray(F, up, uo + i)).intoArray(out,
                    oo + i);
        }
        for (; i < n; i++) {
            out[oo + i] = silu(gate[go + i]) * up[uo + i];
        }
    }

    private static FloatVector silu(FloatVector x) {
        FloatVector y = x.div(x.neg().lanewise(VectorOperators.EXP).add(1));
        return y.blend(0, x.compare(VectorOperators.EQ, Float.NEGATIVE_INFINITY));
    }

    private static float silu(float x) {
        return x == Float.NEGATIVE_INFINITY ? 0 : (float) (x / (1 + Math.exp(-x)));
    }
}
