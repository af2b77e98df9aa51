package io.engram.worldmodel.grid;

import java.util.Arrays;

/**
 * What each action does, learned by counting: a factored, local, action-wise model.
 *
 * <p>Every lived step is counted under its whole patch key. Two coarser views of the same counts are kept up to date:
 * <ul>
 * <li><b>context</b>: the features that were found to matter for <em>any</em> action. A step is predicted by the most
 * frequent outcome of its context, and a context in which an action was never tried is <em>unknown</em>: the model is
 * optimistic about it in proportion to how often this action has broken its own regularity so far (R-max with a learned
 * probability of surprise instead of a constant).</li>
 * <li><b>parents</b>: the features that matter for <em>this</em> action, found greedily; they predict contexts that were
 * never tried.</li>
 * </ul>
 *
 * <p>A feature matters when knowing it removes prediction errors of some action, or when some action was seen to change
 * it. Nothing is known at the start, so at first only the action itself is a context.
 */
final class GridRules {
    /** What {@link #predict} says; a buffer, so that the search makes no garbage. */
    static final class Prediction {
        Outcomes.Outcome outcome = NOTHING;
        /** Number of the outcome in {@link GridRules#outcomes}, -1 when nothing is known. */
        int number;
        double reward;
        /** Probability that something else than {@link #outcome} happens because this was never tried. */
        double surprise;
        /** How often the action was tried in this context. */
        int tries;
        /** True when a feature that matters for this action is not known in this patch, so that the prediction is a guess. */
        boolean blind;
    }

    static final Outcomes.Outcome NOTHING = new Outcomes.Outcome(Motion.STAY, 0, 0, 0, false);
    /** A parent must remove at least this many errors, plus half an error for every context it adds. */
    private static final double PARENT_GAIN = 2;
    private static final int MAX_PARENTS = 4;
    /** With fewer rewards of its own, a context takes its mean reward from the coarser view. */
    private static final int OWN_REWARDS = 5;
    /** After this many tries a context is no longer taken to hold a surprise. */
    private static final int SETTLED = 3;
    /** Pseudo-counts of the action's usual motions behind those of its context. */
    private static final double MOTION_PRIOR = 2;

    final int actions;
    final Outcomes outcomes = new Outcomes();
    private final LongMap[] full;
    private final LongMap[] context;
    private final LongMap[] parentTable;
    private final int[] parents;
    /** {@code [action][motion]}: counts as of the last refresh; they outlive {@link #clearCounts} to guide a second reading. */
    private final double[][] motions;
    private final double[] priorSurprise;
    private final double[] coarseSurprise;
    private int relevant;
    private long relevantMask;
    private long version;
    private int learned;
    private int learnedAtRefresh;

    GridRules(int actions) {
        this.actions = actions;
        full = maps(actions);
        context = maps(actions);
        parentTable = maps(actions);
        parents = new int[actions];
        motions = new double[actions][Motion.COUNT];
        priorSurprise = new double[actions];
        coarseSurprise = new double[actions];
        Arrays.fill(priorSurprise, 0.5);
        Arrays.fill(coarseSurprise, 0.5);
    }

    private static LongMap[] maps(int count) {
        LongMap[] maps = new LongMap[count];
        Arrays.setAll(maps, i -> new LongMap());
        return maps;
    }

    /** Grows whenever a prediction may have changed. */
    long version() {
        return version;
    }

    /** Bit set of the features that matter for any action. */
    int relevant() {
        return relevant;
    }

    int parents(int action) {
        return parents[action];
    }

    LongMap contexts(int action) {
        return context[action];
    }

    LongMap counts(int action) {
        return full[action];
    }

    int learned() {
        return learned;
    }

    /** True when a feature that matters is not known in this patch. */
    boolean lacksKnowledge(long key) {
        return lacks(relevant, key);
    }

    private static boolean lacks(int features, long key) {
        for (int f = 1; f < Patch.FEATURES; f++)
            if ((features >> f & 1) != 0 && Patch.kind(key, f) == CellKinds.UNKNOWN)
                return true;
        return false;
    }

    /** How often an action was tried in exactly this patch. */
    int tries(int action, long key) {
        Tally tally = full[action].get(key);
        return tally == null ? 0 : tally.total;
    }

    void predict(int action, long key, Prediction out) {
        Tally tally = context[action].get(key & relevantMask);
        Tally coarse = parentTable[action].get(key & Patch.mask(parents[action]));
        out.blind = lacks(parents[action], key);
        if (tally != null) {
            fill(tally, out);
            if (tally.count[tally.mode] < OWN_REWARDS && coarse != null && coarse.outcome[coarse.mode] == out.number)
                out.reward = coarse.rewards[coarse.mode] / coarse.count[coarse.mode];
            out.tries = tally.total;
            out.surprise = tally.total >= SETTLED ? 0 : 0.1 * coarseSurprise[action] / (tally.total * tally.total);
            return;
        }
        out.tries = 0;
        if (coarse == null) {
            out.outcome = NOTHING;
            out.number = -1;
            out.reward = 0;
            out.surprise = priorSurprise[action];
        } else {
            fill(coarse, out);
            out.surprise = coarseSurprise[action];
        }
    }

    private void fill(Tally tally, Prediction out) {
        int mode = tally.mode;
        out.number = tally.outcome[mode];
        out.outcome = outcomes.get(out.number);
        out.reward = tally.rewards[mode] / tally.count[mode];
    }

    /**
     * Prior probability of each motion for an action in a patch, from the features that matter for this action. The finer
     * context is left out on purpose: it would let one misread step confirm itself for ever.
     *
     * @param out one entry per motion
     */
    void motionPrior(int action, long key, double[] out) {
        double sum = 0;
        for (int m = 0; m < out.length; m++) {
            out[m] = motions[action][m] + MOTION_PRIOR / Motion.COUNT;
            sum += out[m];
        }
        for (int m = 0; m < out.length; m++)
            out[m] *= MOTION_PRIOR / sum;
        sum = MOTION_PRIOR + addMotions(parentTable[action].get(key & Patch.mask(parents[action])), out);
        for (int m = 0; m < out.length; m++)
            out[m] /= sum;
    }

    private double addMotions(@org.jspecify.annotations.Nullable Tally tally, double[] out) {
        if (tally == null)
            return 0;
        for (int i = 0; i < tally.size; i++)
            out[outcomes.get(tally.outcome[i]).motion()] += tally.count[i];
        return tally.total;
    }

    void learn(int action, long key, Outcomes.Outcome outcome, double reward) {
        int number = outcomes.number(outcome);
        Tally tally = context[action].at(key & relevantMask);
        boolean fresh = tally.total == 0;
        int before = tally.mode;
        full[action].at(key).add(number, 1, reward);
        tally.add(number, 1, reward);
        parentTable[action].at(key & Patch.mask(parents[action])).add(number, 1, reward);
        learned++;
        if (fresh)
            judgeSurprise(action);
        if (tally.total <= SETTLED || tally.mode != before)
            version++;
    }

    /** True when enough was learned since the last refresh to look for structure again. */
    boolean wantsRefresh() {
        return learned > learnedAtRefresh + Math.max(10, Math.min(learnedAtRefresh / 4, 2000));
    }

    /** Looks again for the features that matter; returns true when the set of them changed. */
    boolean refresh() {
        learnedAtRefresh = learned;
        int found = 0;
        for (int a = 0; a < actions; a++) {
            parents[a] = findParents(full[a]);
            found |= parents[a] | changedBy(full[a]);
            regroup(full[a], Patch.mask(parents[a]), parentTable[a]);
            Arrays.fill(motions[a], 0);
            double[] counted = motions[a];
            full[a].forEach((key, tally) -> addMotions(tally, counted));
        }
        boolean changed = found != relevant;
        relevant = found;
        relevantMask = Patch.mask(found);
        for (int a = 0; a < actions; a++) {
            if (changed)
                regroup(full[a], relevantMask, context[a]);
            judgeSurprise(a);
        }
        version++;
        return changed;
    }

    /** Forgets all counts; what matters is kept until the next refresh, so that relearning starts from it. */
    void clearCounts() {
        for (int a = 0; a < actions; a++) {
            full[a].clear();
            context[a].clear();
            parentTable[a].clear();
        }
        learned = 0;
        learnedAtRefresh = 0;
        version++;
    }

    /** Forgets everything. */
    void restart() {
        clearCounts();
        outcomes.clear();
        relevant = 0;
        relevantMask = 0;
        Arrays.fill(parents, 0);
    }

    /** Counts an outcome under its patch without looking for structure; {@link #refresh} must follow. */
    void restore(int action, long key, int number, int times, double rewardSum) {
        full[action].at(key).add(number, times, rewardSum);
        context[action].at(key & relevantMask).add(number, times, rewardSum);
        learned += times;
    }

    private static void regroup(LongMap from, long mask, LongMap into) {
        into.clear();
        from.forEach((key, tally) -> into.at(key & mask).addAll(tally));
    }

    private int changedBy(LongMap table) {
        int[] features = {0};
        table.forEach((key, tally) -> {
            for (int i = 0; i < tally.size; i++)
                features[0] |= outcomes.get(tally.outcome[i]).changed();
        });
        return features[0];
    }

    private int findParents(LongMap table) {
        int chosen = 0;
        Score score = score(table, 0);
        for (int size = 0; size < MAX_PARENTS && score.errors > 0; size++) {
            int best = -1;
            double bestGain = 0;
            Score bestScore = score;
            for (int f = 0; f < Patch.FEATURES; f++) {
                if ((chosen >> f & 1) != 0)
                    continue;
                Score with = score(table, chosen | 1 << f);
                double gain = score.errors - with.errors - PARENT_GAIN - 0.5 * (with.groups - score.groups);
                if (gain > bestGain) {
                    best = f;
                    bestGain = gain;
                    bestScore = with;
                }
            }
            if (best < 0)
                break;
            chosen |= 1 << best;
            score = bestScore;
        }
        return chosen;
    }

    private record Score(int errors, int groups) {
    }

    private static Score score(LongMap table, int features) {
        LongMap groups = new LongMap();
        regroup(table, Patch.mask(features), groups);
        int[] errors = {0};
        groups.forEach((key, tally) -> errors[0] += tally.misses());
        return new Score(errors[0], groups.size());
    }

    /**
     * How likely a first try surprises. Where the parents know the case: how often one context of several under the same
     * parent values deviated from the others. Where they do not: how often a context deviated from what the action
     * usually does.
     */
    private void judgeSurprise(int action) {
        long mask = Patch.mask(parents[action]);
        Tally usual = new Tally();
        context[action].forEach((key, tally) -> usual.add(tally.outcome[tally.mode], 1, 0));
        LongMap groups = new LongMap();
        context[action].forEach((key, tally) -> groups.at(key & mask).add(tally.outcome[tally.mode], 1, 0));
        int[] shared = {0, 0};
        groups.forEach((key, tally) -> {
            if (tally.total < 2)
                return;
            shared[0] += tally.misses();
            shared[1] += tally.total;
        });
        priorSurprise[action] = usual.size == 0 ? 0.5 : (usual.misses() + 1.0) / (usual.total + 2.0);
        coarseSurprise[action] = (shared[0] + 0.5) / (shared[1] + 2.0);
    }
}
