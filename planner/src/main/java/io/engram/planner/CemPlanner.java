package io.engram.planner;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Plans by the cross-entropy method over sequences of actions (Rubinstein 1999; for planning, Chua et al. 2018): draw
 * sequences from one distribution per step, keep the best, move the distributions towards them, repeat. The next plan
 * starts from the last one moved on by a step (warm start), so that long plans are refined over several decisions.
 *
 * <p>Deterministic for the same world and generator state. One thread at a time.
 */
public final class CemPlanner {
    private static final double LEAST_CHANCE = 0.02;

    private final int horizon;
    private final int sequences;
    private final int rounds;
    private final int elites;
    private final double keep;
    private double[] chances = new double[0];
    private boolean warm;

    /**
     * A planner without a plan.
     *
     * @param horizon actions of a sequence, at least 1
     * @param sequences drawn in each round, at least 2
     * @param rounds at least 1
     * @param eliteShare share of the sequences that is kept, in (0,1)
     * @param keep weight of the old distribution when it moves, in [0,1)
     */
    public CemPlanner(int horizon, int sequences, int rounds, double eliteShare, double keep) {
        require("horizon", horizon, horizon >= 1);
        require("sequences", sequences, sequences >= 2);
        require("rounds", rounds, rounds >= 1);
        require("eliteShare", eliteShare, eliteShare > 0 && eliteShare < 1);
        require("keep", keep, keep >= 0 && keep < 1);
        this.horizon = horizon;
        this.sequences = sequences;
        this.rounds = rounds;
        elites = Math.max(1, (int) Math.round(sequences * eliteShare));
        this.keep = keep;
    }

    private static void require(String name, double value, boolean good) {
        if (!good)
            throw new IllegalArgumentException(name + " is out of range: " + value);
    }

    /**
     * The plan.
     *
     * @param actions the best sequence found; the first is the one to make now
     * @param score what the world expects of it
     * @param chances [actionCount] how the last distribution weighs the first action; a policy to learn from
     * @param tried sequences scored
     */
    @SuppressWarnings("ArrayRecordComponent") // a result that is read, never compared
    public record SequencePlan(int[] actions, double score, double[] chances, int tried) {
    }

    /** Forgets the last plan; to be called when an episode begins. */
    public void forget() {
        warm = false;
    }

    /**
     * Plans from the world's present state.
     *
     * @throws PlannerException when the world gives a score that is not finite; the last plan is forgotten then
     */
    public SequencePlan plan(SequenceWorld world, RandomGenerator random) {
        int n = world.actionCount();
        begin(n);
        int[] actions = new int[sequences * horizon];
        float[] scores = new float[sequences];
        int[] best = new int[horizon];
        double bestScore = Double.NEGATIVE_INFINITY;
        boolean known = warm;
        if (known)
            likeliest(n, best);
        for (int round = 0; round < rounds; round++) {
            draw(n, actions, random);
            if (known)
                System.arraycopy(best, 0, actions, 0, horizon);
            world.score(actions, sequences, horizon, scores);
            check(scores);
            int[] order = byScore(scores);
            if (scores[order[0]] >= bestScore) {
                bestScore = scores[order[0]];
                System.arraycopy(actions, order[0] * horizon, best, 0, horizon);
            }
            known = true;
            move(n, actions, order);
        }
        double[] first = Arrays.copyOf(chances, n);
        shift(n);
        return new SequencePlan(best.clone(), bestScore, first, sequences * rounds);
    }

    private void begin(int n) {
        if (warm && chances.length == n * horizon)
            return;
        chances = new double[n * horizon];
        Arrays.fill(chances, 1.0 / n);
        warm = false;
    }

    private void draw(int n, int[] actions, RandomGenerator random) {
        for (int s = 0; s < sequences; s++)
            for (int t = 0; t < horizon; t++) {
                double left = random.nextDouble();
                int a = 0;
                while (a < n - 1 && (left -= chances[t * n + a]) >= 0)
                    a++;
                actions[s * horizon + t] = a;
            }
    }

    private void check(float[] scores) {
        for (float score : scores)
            if (!Float.isFinite(score)) {
                warm = false;
                throw new PlannerException("SequenceWorld.score must give finite scores but gave " + score);
            }
    }

    private static int[] byScore(float[] scores) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Float.compare(scores[b], scores[a]));
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }

    private void move(int n, int[] actions, int[] order) {
        for (int t = 0; t < horizon; t++) {
            for (int a = 0; a < n; a++)
                chances[t * n + a] *= keep;
            for (int e = 0; e < elites; e++)
                chances[t * n + actions[order[e] * horizon + t]] += (1 - keep) / elites;
        }
    }

    /** The warm start: one step on, no action quite impossible, the last step open. */
    private void shift(int n) {
        System.arraycopy(chances, n, chances, 0, n * (horizon - 1));
        Arrays.fill(chances, n * (horizon - 1), n * horizon, 1.0 / n);
        for (int i = 0; i < chances.length; i++)
            chances[i] = (1 - n * LEAST_CHANCE) * chances[i] + LEAST_CHANCE;
        warm = n * LEAST_CHANCE < 1;
    }

    private void likeliest(int n, int[] into) {
        for (int t = 0; t < horizon; t++)
            for (int a = 1; a < n; a++)
                if (chances[t * n + a] > chances[t * n + into[t]])
                    into[t] = a;
    }
}
