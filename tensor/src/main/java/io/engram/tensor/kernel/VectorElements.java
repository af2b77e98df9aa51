package io.engram.tensor.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Element-by-element kernels and reductions over float arrays. Loops end with one masked step.
 *
 * <p>Sums over lanes and the exponential are made of operations that IEEE 754 rounds exactly, in a fixed order. The library's
 * own routines for the two give other last bits in compiled code than in interpreted code, so that a run would depend on when
 * the compiler came round.
 */
final class VectorElements {
    static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    static final int LANES = F.length();
    /** Bytes for as many lanes, where there is such a vector. */
    private static final VectorSpecies<Byte> B = LANES >= 16 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;
    private static final VectorShuffle<Float> SWAP_PAIRS = VectorShuffle.fromOp(F, i -> i ^ 1);

    private static final VectorShuffle<Float> BY_8 = VectorShuffle.iota(F, 8, 1, true);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.iota(F, 4, 1, true);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.iota(F, 2, 1, true);
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.iota(F, 1, 1, true);
    /** 1.5 * 2^23: adding it leaves the nearest integer in the low bits of the sum. */
    private static final float ROUNDER = 12_582_912f;
    private static final float LOG2_E = 1.442695f;
    private static final float LN2_HIGH = 0.6933594f;
    private static final float LN2_LOW = -0.00021219444f;
    /** Least argument whose exponential is a normal float. */
    private static final float EXP_LEAST = -87.33654f;
    /** Largest argument whose exponential has an exponent of its own before scaling. */
    private static final float EXP_MOST = 88.37626f;

    private VectorElements() {
    }

    /** The sum of all lanes, by halving: the same order in compiled and interpreted code. */
    static float sumLanes(FloatVector v) {
        FloatVector s = v;
        if (LANES >= 16) {
            s = s.add(s.rearrange(BY_8));
        }
        if (LANES >= 8) {
            s = s.add(s.rearrange(BY_4));
        }
        if (LANES >= 4) {
            s = s.add(s.rearrange(BY_2));
        }
        return s.add(s.rearrange(BY_1)).lane(0);
    }

    /**
     * e^x within 2e-7 of its value: x = n ln 2 + r with |r| <= ln 2 / 2, a polynomial of degree 7 for e^r, and n put into the
     * exponent. Zero where the result would be denormal, infinity above 88.37; NaN stays NaN.
     */
    private static FloatVector exp(FloatVector x) {
        FloatVector bounded = x.max(EXP_LEAST).min(EXP_MOST);
        FloatVector shifted = bounded.mul(LOG2_E).add(ROUNDER);
        FloatVector n = shifted.sub(ROUNDER);
        FloatVector r = n.mul(-LN2_LOW).add(n.mul(-LN2_HIGH).add(bounded));
        FloatVector p = r.mul(0.00019875691f).add(0.0013981999f);
        p = p.mul(r).add(0.008333452f);
        p = p.mul(r).add(0.041665796f);
        p = p.mul(r).add(0.16666666f);
        p = p.mul(r).add(0.5f);
        p = p.mul(r.mul(r)).add(r).add(1);
        FloatVector power = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(0x3f80_0000)
                .reinterpretAsFloats();
        return p.mul(power).blend(0, x.compare(VectorOperators.LT, EXP_LEAST)).blend(Float.POSITIVE_INFINITY,
                x.compare(VectorOperators.GT, EXP_MOST));
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
        return sumLanes(s0.add(s1).add(s2.add(s3)));
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

    static void fromBytes(float scale, byte[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        if (B.length() == LANES) {
            for (int end = n - LANES; i <= end; i += LANES) {
                ((FloatVector) ByteVector.fromArray(B, x, xo + i).convertShape(VectorOperators.B2F, F, 0)).mul(scale)
                        .intoArray(y, yo + i);
            }
        }
        for (; i < n; i++) {
            y[yo + i] = scale * x[xo + i];
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
            FloatVector e = exp(FloatVector.fromArray(F, x, xo + i).sub(max));
            e.intoArray(x, xo + i);
            sum = sum.add(e);
        }
        float total = sumLanes(sum);
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

    static void sigmoid(float[] x, int xo, float[] y, int yo, int n) {
        FloatVector one = FloatVector.broadcast(F, 1);
        int i = 0;
        for (int end = n - LANES; i <= end; i += LANES) {
            one.div(exp(FloatVector.fromArray(F, x, xo + i).neg()).add(1)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = (float) (1 / (1 + Math.exp(-x[xo + i])));
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

    static void swigluBackward(float[] gate, int go, float[] up, int uo, float[] dOut, int oo, float[] dGate, int dgo,
            float[] dUp, int duo, int n) {
        FloatVector one = FloatVector.broadcast(F, 1);
        int i = 0;
        for (int end = n - LANES; i <= end; i += LANES) {
            FloatVector x = FloatVector.fromArray(F, gate, go + i);
            FloatVector d = FloatVector.fromArray(F, dOut, oo + i);
            FloatVector s = one.div(exp(x.neg()).add(1));
            FloatVector u = FloatVector.fromArray(F, up, uo + i);
            FloatVector slope = s.mul(x.mul(s.neg().add(1)).add(1));
            d.mul(x.mul(s)).intoArray(dUp, duo + i);
            d.mul(u).mul(slope).intoArray(dGate, dgo + i);
        }
        for (; i < n; i++) {
            float x = gate[go + i];
            float d = dOut[oo + i];
            float s = (float) (1 / (1 + Math.exp(-x)));
            dUp[duo + i] = d * x * s;
            dGate[dgo + i] = d * up[uo + i] * s * (1 + x * (1 - s));
        }
    }

    private static FloatVector silu(FloatVector x) {
        FloatVector y = x.div(exp(x.neg()).add(1));
        return y.blend(0, x.compare(VectorOperators.EQ, Float.NEGATIVE_INFINITY));
    }

    private static float silu(float x) {
        return x == Float.NEGATIVE_INFINITY ? 0 : (float) (x / (1 + Math.exp(-x)));
    }
}
