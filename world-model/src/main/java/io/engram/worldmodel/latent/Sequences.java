package io.engram.worldmodel.latent;

/**
 * B lived sequences of K steps with everything they should have predicted. Entries beyond a sequence's end have weight 0 and hold
 * whatever was there.
 */
final class Sequences {
    final int batch;
    final int steps;
    /** [K + 1][B][window] */
    final float[][] seen;
    /** [K][B] */
    final int[][] action;
    /** [K][B][reward bins] */
    final float[][] reward;
    /** [K][B] 1 where it went on. */
    final float[][] goesOn;
    /** [K][B][latent] where the representation of what was seen next points. */
    final float[][] next;
    /** [K + 1][B][actions] */
    final float[][] policy;
    /** [K + 1][B][value bins] */
    final float[][] value;
    /** [K + 1][B] 1 where this state was lived and is not behind an end. */
    final float[][] alive;
    /** [K + 1][B] 1 where this state was lived, even as the last one. */
    final float[][] lived;

    Sequences(int batch, int steps, int window, LatentNet net) {
        this.batch = batch;
        this.steps = steps;
        seen = new float[steps + 1][batch * window];
        action = new int[steps][batch];
        reward = new float[steps][batch * net.rewards.size()];
        goesOn = new float[steps][batch];
        next = new float[steps][batch * net.width];
        policy = new float[steps + 1][batch * net.actions];
        value = new float[steps + 1][batch * net.values.size()];
        alive = new float[steps + 1][batch];
        lived = new float[steps + 1][batch];
    }
}
