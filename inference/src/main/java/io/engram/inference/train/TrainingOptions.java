package io.engram.inference.train;

import java.util.stream.IntStream;

/**
 * How to train.
 *
 * @param steps
 *            optimiser steps of the whole run
 * @param shardTokens
 *            tokens of a shard in a step, about: whole documents are added until it is reached
 * @param shards
 *            parts of a batch that run side by side, one thread each; a run's result depends on it
 * @param learningRate
 *            after the warm-up
 * @param warmUp
 *            steps over which the rate rises from 0
 * @param decayFraction
 *            last part of the run over which it falls to 0 in a straight line, in (0, 1]
 * @param weightDecay
 *            of AdamW, for matrices
 * @param clip
 *            longest gradient; longer ones are scaled down to it
 * @param balanceRate
 *            what a router's selection bias moves in a step towards equal load (gamma of DeepSeek-V3); it falls with the
 *            learning rate
 * @param muon
 *            whether the matrices of the blocks are trained with Muon instead of AdamW
 * @param seed
 *            of the initial weights
 * @param loraRank
 *            0 to train every weight; else only thin factors of this rank beside the dense matrices of the blocks (LoRA, Hu
 *            et al. 2021), which AdamW trains
 * @param preference
 *            0 for likelihood; else beta of DPO (Rafailov et al. 2023), and documents come in twos, the better one first
 * @param cutFrom
 *            step from which on the rate falls faster, in a further straight line to 0 at {@code cutTo}
 * @param cutTo
 *            step at which the run ends; 0 to end with {@code steps}
 */
public record TrainingOptions(int steps, int shardTokens, int shards, float learningRate, int warmUp,
        float decayFraction, float weightDecay, float clip, float balanceRate, boolean muon, long seed,
        int loraRank, float preference, int cutFrom, int cutTo) {
    /** Checks the ranges. */
    public TrainingOptions {
        check("steps", steps >= 1, "an integer >= 1", steps);
        check("shardTokens", shardTokens >= 1, "an integer >= 1", shardTokens);
        check("shards", shards >= 1, "an integer >= 1", shards);
        check("learningRate", learningRate > 0 && Float.isFinite(learningRate), "a positive number", learningRate);
        check("warmUp", warmUp >= 0, "an integer >= 0", warmUp);
        check("decayFraction", decayFraction > 0 && decayFraction <= 1, "a number in (0, 1]", decayFraction);
        check("weightDecay", weightDecay >= 0 && Float.isFinite(weightDecay), "a number >= 0", weightDecay);
        check("clip", clip > 0, "a positive number", clip);
        check("balanceRate", balanceRate >= 0 && Float.isFinite(balanceRate), "a number >= 0", balanceRate);
        check("loraRank", loraRank >= 0, "an integer >= 0", loraRank);
        check("preference", preference >= 0 && Float.isFinite(preference), "a number >= 0", preference);
        check("cutFrom", cutFrom >= 0, "an integer >= 0", cutFrom);
        check("cutTo", cutTo == 0 ? cutFrom == 0 : cutTo > cutFrom && cutTo <= steps,
                "0 as cutFrom, or an integer above it and at most " + steps, cutTo);
    }

    /** Trains every weight by likelihood. */
    public TrainingOptions(int steps, int shardTokens, int shards, float learningRate, int warmUp, float decayFraction,
            float weightDecay, float clip, float balanceRate, boolean muon, long seed) {
        this(steps, shardTokens, shards, learningRate, warmUp, decayFraction, weightDecay, clip, balanceRate, muon,
                seed, 0, 0, 0, 0);
    }

    /** The same, training factors of this rank only. */
    public TrainingOptions lora(int rank) {
        return new TrainingOptions(steps, shardTokens, shards, learningRate, warmUp, decayFraction, weightDecay, clip,
                balanceRate, muon, seed, rank, preference, cutFrom, cutTo);
    }

    /** The same, from pairs of documents. */
    public TrainingOptions preferring(float beta) {
        return new TrainingOptions(steps, shardTokens, shards, learningRate, warmUp, decayFraction, weightDecay, clip,
                balanceRate, muon, seed, loraRank, beta, cutFrom, cutTo);
    }

    /** The same, over another number of steps, without a cut. */
    public TrainingOptions over(int otherSteps) {
        return new TrainingOptions(otherSteps, shardTokens, shards, learningRate, warmUp, decayFraction, weightDecay,
                clip, balanceRate, muon, seed, loraRank, preference, 0, 0);
    }

    /** The same, but from one step on the rate falls faster, to nothing at another step, where the run ends. */
    public TrainingOptions cut(int from, int to) {
        return new TrainingOptions(steps, shardTokens, shards, learningRate, warmUp, decayFraction, weightDecay, clip,
                balanceRate, muon, seed, loraRank, preference, from, to);
    }

    /** The step with which the run ends. */
    public int end() {
        return cutTo == 0 ? steps : cutTo;
    }

    /** Whether a run by another schedule would have done the same up to a step. */
    boolean same(TrainingOptions other, int upTo) {
        return IntStream.range(0, upTo).allMatch(step -> rateShare(step) == other.rateShare(step));
    }

    /** The share of the full learning rate at a step from 0 on. */
    float rateShare(int step) {
        float rise = warmUp == 0 ? 1 : Math.min(1, (step + 1f) / warmUp);
        float cut = cutTo == 0 || step < cutFrom ? 1 : Math.max(0, (cutTo - step) / (float) (cutTo - cutFrom));
        return rise * fall(step) * cut;
    }

    /** What the decay leaves of the rate: 1 until it begins, then falling. */
    private float fall(int step) {
        return Math.clamp((steps - step) / (decayFraction * steps), 0f, 1f);
    }

    private static void check(String name, boolean good, String rule, Number value) {
        if (!good) {
            throw new IllegalArgumentException(name + ": expected " + rule + ", received " + value);
        }
    }
}
