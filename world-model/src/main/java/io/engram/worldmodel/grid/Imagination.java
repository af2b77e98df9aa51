package io.engram.worldmodel.grid;

/**
 * Steps that are imagined with the learned rules, on a map that stays as it was when the imagination started.
 *
 * <p>A step that was never tried is worth a gamble: with the rules' probability of surprise it ends in something as good
 * as the best reward, otherwise it goes as predicted. So optimism is part of the imagined reward and discount, and any
 * search over this world explores what is unknown.
 */
final class Imagination {
    final byte[] map = new byte[Motion.SIDE * Motion.SIDE];
    private final GridRules rules;
    private final GridRules.Prediction prediction = new GridRules.Prediction();
    private final double optimum;
    private final double gamma;
    /** Factor on the probability of surprise: 1 explores, near 0 exploits what is known. */
    double exploration = 1;
    /** True when nothing is worth anything: then every patch that was lived rarely is a little surprising. */
    boolean curious;

    /** Reward of the last {@link #step}. */
    double reward;
    /** Factor on what follows the last step; 0 when the episode ends. */
    double discount;
    /** Probability that the last step goes as predicted. */
    double trust;

    Imagination(GridRules rules, double optimum, double gamma) {
        this.rules = rules;
        this.optimum = optimum;
        this.gamma = gamma;
    }

    /** Imagines one action from a slot of one storage into a slot of another (or the same). */
    void step(States source, int from, int action, States target, int to) {
        if (!step(source, from, source.key(from, map), action, target, to))
            source.copy(from, target, to);
    }

    /**
     * The same with the patch key known.
     *
     * @return false when the state stays as it is; the target slot is then not written
     */
    boolean step(States source, int from, long key, int action, States target, int to) {
        rules.predict(action, key, prediction);
        Outcomes.Outcome outcome = prediction.outcome;
        boolean room = true;
        boolean moves = outcome.motion() != Motion.STAY || outcome.changed() != 0;
        if (moves) {
            int pose = source.pose[from];
            source.copy(from, target, to);
            if (outcome.changed() != 0)
                room = change(outcome, pose, target, to);
            target.pose[to] = Motion.move(pose, outcome.motion());
            target.rehash(to);
        }
        double surprise = prediction.surprise * exploration;
        if (curious) {
            int tries = rules.tries(action, key);
            surprise = Math.max(surprise, 0.05 / ((1 + tries) * (1 + tries)));
        }
        trust = prediction.blind ? 0 : 1 - prediction.surprise;
        reward = surprise * optimum + (1 - surprise) * prediction.reward;
        discount = outcome.terminal() || !room ? 0 : (1 - surprise) * gamma;
        return moves;
    }

    private boolean change(Outcomes.Outcome outcome, int pose, States target, int to) {
        boolean room = true;
        if ((outcome.changed() & 1) != 0)
            target.self[to] = Patch.kind(outcome.kinds(), Patch.SELF);
        for (int f = 1; f < Patch.FEATURES; f++)
            if ((outcome.changed() >> f & 1) != 0)
                room &= target.put(to, Motion.cell(pose, Patch.DX[f], Patch.DY[f]), Patch.kind(outcome.kinds(), f),
                        map);
        return room;
    }

    /** True when this state's neighbourhood holds something that matters and was never seen. */
    boolean revealing(long key) {
        return rules.lacksKnowledge(key);
    }

    /** What seeing the unknown is taken to be worth. */
    double revealWorth() {
        return 0.25 * optimum * Math.max(exploration, 0.05);
    }
}
