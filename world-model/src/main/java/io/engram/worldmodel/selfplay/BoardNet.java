package io.engram.worldmodel.selfplay;

import io.engram.planner.Leaf;
import io.engram.tensor.layer.Activation;
import io.engram.tensor.layer.Chain;
import io.engram.tensor.layer.Linear;
import io.engram.tensor.layer.Losses;
import io.engram.tensor.layer.Parameter;
import io.engram.tensor.layer.Part;
import io.engram.worldmodel.env.BoardGame;
import io.engram.worldmodel.env.BoardJudge;
import io.engram.worldmodel.env.Symmetry;
import io.engram.worldmodel.network.Encoders;
import io.engram.worldmodel.network.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Judges positions: a convolutional trunk, from it the moves' logits and a distribution over lost, drawn and won.
 *
 * <p>Input per cell, {@code [rows][columns][3]}: stone of the player who moves, stone of the other, and 1, which tells cells from what
 * lies beyond the edge.
 */
final class BoardNet implements BoardJudge {
    private static final int PLANES = 3;
    private static final int VALUE_WIDTH = 32;
    static final Support OUTCOMES = Support.at(-1, 0, 1);

    final int actions;
    final int cells;
    private final int[] bits;
    private final Part trunk;
    private final Part moves;
    private final Part value;
    private final Part.Use trunkUse;
    private final Part.Use movesUse;
    private final Part.Use valueUse;
    private float[] x = new float[0];
    private float[] dFeatures = new float[0];
    private float[] dLogits = new float[0];
    private float[] dValue = new float[0];

    /** Mean losses of the last {@link #learn}. */
    double policyLoss;
    double valueLoss;

    BoardNet(BoardGame game, int channels, int blocks, RandomGenerator random) {
        actions = game.actionCount();
        cells = game.rows() * game.columns();
        bits = new int[cells];
        for (int i = 0; i < cells; i++)
            bits[i] = game.bit(i / game.columns(), i % game.columns());
        int features = cells * channels;
        trunk = Encoders.grid("trunk", game.rows(), game.columns(), PLANES, channels, blocks, random);
        moves = Part.of(new Linear("moves", features, actions, 0.1f, random));
        value = new Chain(Part.of(new Linear("value.1", features, VALUE_WIDTH, random)),
                Part.of(Activation.SILU, VALUE_WIDTH),
                Part.of(new Linear("value.2", VALUE_WIDTH, OUTCOMES.size(), 0.1f, random)));
        trunkUse = trunk.use();
        movesUse = moves.use();
        valueUse = value.use();
    }

    List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(trunk.parameters());
        all.addAll(moves.parameters());
        all.addAll(value.parameters());
        return all;
    }

    /** Makes room for a batch of positions. */
    void room(int count) {
        if (x.length < count * cells * PLANES)
            x = new float[count * cells * PLANES];
    }

    /** Writes a position, turned by a symmetry, as entry {@code b} of the batch. */
    void write(int b, long mine, long theirs, Symmetry turn) {
        int at = b * cells * PLANES;
        for (int cell = 0; cell < cells; cell++) {
            int to = at + turn.cell(cell) * PLANES;
            x[to] = mine >>> bits[cell] & 1;
            x[to + 1] = theirs >>> bits[cell] & 1;
            x[to + 2] = 1;
        }
    }

    private void plain(int b, long mine, long theirs) {
        int to = b * cells * PLANES;
        for (int cell = 0; cell < cells; cell++, to += PLANES) {
            x[to] = mine >>> bits[cell] & 1;
            x[to + 1] = theirs >>> bits[cell] & 1;
            x[to + 2] = 1;
        }
    }

    @Override
    public void judge(long[] mine, long[] theirs, Leaf[] out, int count) {
        room(count);
        for (int b = 0; b < count; b++)
            plain(b, mine[b], theirs[b]);
        float[] features = trunkUse.forward(x, count);
        float[] logits = movesUse.forward(features, count);
        float[] outcomes = valueUse.forward(features, count);
        for (int b = 0; b < count; b++) {
            float most = Float.NEGATIVE_INFINITY;
            for (int a = 0; a < actions; a++)
                if (out[b].legal[a])
                    most = Math.max(most, logits[b * actions + a]);
            for (int a = 0; a < actions; a++)
                out[b].prior[a] = out[b].legal[a] ? (float) Math.exp(logits[b * actions + a] - most) : 0;
            out[b].value = OUTCOMES.mean(outcomes, b * OUTCOMES.size());
        }
    }

    /**
     * Loss on the batch that {@link #write} wrote, and its gradient added to the parameters'.
     *
     * @param policy [B][actions] what moves should look like
     * @param outcome [B][3] how the game should end
     * @param weights [B]
     */
    double learn(float[] policy, float[] outcome, float[] weights, int batch) {
        if (dLogits.length < batch * actions) {
            dLogits = new float[batch * actions];
            dValue = new float[batch * OUTCOMES.size()];
        }
        float[] features = trunkUse.forward(x, batch);
        policyLoss = Losses.softmaxCrossEntropy(movesUse.forward(features, batch), policy, weights, batch, actions,
                dLogits);
        valueLoss = Losses.softmaxCrossEntropy(valueUse.forward(features, batch), outcome, weights, batch,
                OUTCOMES.size(), dValue);
        float[] one = movesUse.backward(dLogits);
        float[] two = valueUse.backward(dValue);
        int n = batch * trunk.out();
        if (dFeatures.length < n)
            dFeatures = new float[n];
        for (int i = 0; i < n; i++)
            dFeatures[i] = one[i] + two[i];
        trunkUse.backward(dFeatures);
        return policyLoss + valueLoss;
    }

    /** The legal move that looks best without search. */
    int favourite(BoardGame game, long mine, long theirs) {
        Leaf leaf = new Leaf(actions);
        for (int a = 0; a < actions; a++)
            leaf.legal[a] = game.isLegal(mine, theirs, a);
        judge(new long[]{mine}, new long[]{theirs}, new Leaf[]{leaf}, 1);
        int best = -1;
        for (int a = 0; a < actions; a++)
            if (leaf.legal[a] && (best < 0 || leaf.prior[a] > leaf.prior[best]))
                best = a;
        if (best < 0)
            throw new IllegalArgumentException(
                    "position: expected one with a legal move, received " + Arrays.toString(leaf.legal));
        return best;
    }
}
