package io.engram.inference.train;

import io.engram.tensor.kernel.Kernels;
import io.engram.tensor.layer.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A matrix that moves only by the product of two thin ones: {@code W = W0 + 2 B A} (LoRA, Hu et al. 2021). B starts at zero,
 * so that the first step begins at W0.
 */
final class ThinUpdate {
    /** alpha / r of the paper. */
    static final int SCALE = 2;
    private static final List<String> DENSE = List.of("attn_qkv.weight", "attn_output.weight", "ffn_gate.weight",
            "ffn_up.weight", "ffn_down.weight", "ffn_gate_shexp.weight", "ffn_up_shexp.weight",
            "ffn_down_shexp.weight");

    private final Kernels kernels = Kernels.best();
    private final Parameter target;
    private final float[] base;
    private final Parameter down;
    private final Parameter up;
    private final int rank;
    private final int rows;
    private final int cols;

    private ThinUpdate(Parameter target, int cols, int rank, SplittableRandom random) {
        this.target = target;
        this.base = target.value().clone();
        this.rank = rank;
        this.cols = cols;
        this.rows = target.size() / cols;
        this.down = new Parameter(target.name() + ".lora_a", rank * cols, true);
        this.up = new Parameter(target.name() + ".lora_b", rows * rank, true);
        double deviation = 1 / Math.sqrt(cols);
        for (int i = 0; i < down.size(); i++) {
            down.value()[i] = (float) (random.nextGaussian() * deviation);
        }
    }

    /** One for every matrix of the blocks that each token meets: attention, dense feed-forward, shared expert. */
    static List<ThinUpdate> of(MoeWeights weights, int rank, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ThinUpdate> updates = new ArrayList<>();
        for (Parameter p : weights.all()) {
            if (p.name().startsWith("blk.") && DENSE.contains(p.name().substring(p.name().indexOf('.', 4) + 1))) {
                int cols = weights.columns(p.name());
                int most = Math.min(cols, p.size() / cols);
                if (rank > most) {
                    throw new IllegalArgumentException(
                            "loraRank: expected at most " + most + " for " + p.name() + ", received " + rank);
                }
                updates.add(new ThinUpdate(p, cols, rank, random));
            }
        }
        return updates;
    }

    Parameter target() {
        return target;
    }

    /** A, [r][in]. */
    Parameter down() {
        return down;
    }

    /** B, [out][r]. */
    Parameter up() {
        return up;
    }

    int rank() {
        return rank;
    }

    /** Numbers that a checkpoint needs beside the target's own, live. */
    List<float[]> state() {
        return List.of(base, down.value(), up.value());
    }

    /** Turns the gradient of the matrix into those of its factors, and clears it. */
    void pull() {
        float[] dw = target.gradient();
        kernels.gemmTN(rank, cols, rows, up.value(), 0, rank, dw, 0, cols, down.gradient(), 0, cols);
        kernels.gemmNT(rows, rank, cols, dw, 0, cols, down.value(), 0, cols, up.gradient(), 0, rank);
        scale(down.gradient());
        scale(up.gradient());
        Arrays.fill(dw, 0);
    }

    /** Sets the matrix to what base and factors say. */
    void push() {
        float[] w = target.value();
        Arrays.fill(w, 0);
        kernels.gemmNN(rows, cols, rank, up.value(), 0, rank, down.value(), 0, cols, w, 0, cols);
        for (int i = 0; i < w.length; i++) {
            w[i] = base[i] + SCALE * w[i];
        }
    }

    private static void scale(float[] x) {
        for (int i = 0; i < x.length; i++) {
            x[i] *= SCALE;
        }
    }
}
