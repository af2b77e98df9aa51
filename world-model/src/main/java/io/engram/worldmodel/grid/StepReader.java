package io.engram.worldmodel.grid;

/**
 * Reads a lived step: which rigid motion explains the new view best, and what changed besides.
 *
 * <p>Each motion is scored by the log-likelihood of the new view against the remembered map (cells that agree speak for
 * it, cells that differ against it, cells unknown on either side say nothing) plus the log prior that the rules have
 * learned for this action and patch. The rest of the disagreement is the effect of the action where it lies in the patch,
 * and unexplained elsewhere.
 */
final class StepReader {
    private static final double AGREE = 0.5;
    private static final double DIFFER = -2;
    /** Neighbouring cells are alike, so more agreeing cells than this are no more evidence. */
    private static final int ENOUGH = 12;
    /** Exponent of the prior; below 1 because what it was counted from was read with it. */
    private static final double PRIOR_WEIGHT = 0.5;
    /** More unexplained cells than this: the belief is lost, nothing is learned from the step. */
    private static final int LOST = 2;

    private final ViewShape shape;
    private final GridRules rules;
    private final double[] prior = new double[Motion.COUNT];
    private int ownCellStays;
    private int ownCellMoves;

    /** The outcome of the step that was read last. */
    Outcomes.Outcome outcome = GridRules.NOTHING;
    /** Cells of that step that neither motion nor effect explains. */
    int unexplained;
    /** Cells of that step that were seen for the first time. */
    int fresh;

    StepReader(ViewShape shape, GridRules rules) {
        this.shape = shape;
        this.rules = rules;
    }

    /** Forgets what was learned about the observer's own cell. */
    void clear() {
        ownCellStays = 0;
        ownCellMoves = 0;
    }

    int[] ownCellCounts() {
        return new int[]{ownCellStays, ownCellMoves};
    }

    void restore(int[] counts) {
        ownCellStays = counts[0];
        ownCellMoves = counts[1];
    }

    /** True when the view shows the ground in the observer's own cell; false when it shows something of the observer. */
    boolean ownCellIsMap() {
        return ownCellMoves > ownCellStays;
    }

    /** Begins an episode: the belief knows the first view and nothing else. */
    void begin(byte[] view, BeliefMap belief) {
        belief.clear(ownCellIsMap() ? 0 : view[shape.self] & 255);
        shape.write(view, belief, ownCellIsMap());
    }

    /**
     * Reads one step and advances the belief over it.
     *
     * @return true when the step was understood and may be learned from
     */
    boolean read(int action, byte[] view, double reward, boolean terminal, BeliefMap belief) {
        int motion = likeliest(action, view, belief);
        int from = belief.pose;
        int to = Motion.move(from, motion);
        boolean ownIsMap = ownCellIsMap();
        int changed = 0;
        long kinds = 0;
        unexplained = 0;
        for (int i = 0; i < shape.cells; i++) {
            if (view[i] == 0 || (i == shape.self && !ownIsMap))
                continue;
            int cell = Motion.cell(to, shape.dx[i], shape.dy[i]);
            if (belief.map[cell] == 0 || belief.map[cell] == view[i])
                continue;
            int feature = feature(from, cell);
            if (feature < 0) {
                unexplained++;
            } else {
                changed |= 1 << feature;
                kinds |= Patch.with(feature, view[i] & 255);
            }
        }
        int self = view[shape.self] & 255;
        if (Motion.shifts(motion))
            judgeOwnCell(self, belief, to);
        if (ownIsMap)
            self = 0;
        else if (self != belief.self) {
            changed |= 1;
            kinds |= self;
        }
        outcome = new Outcomes.Outcome(motion, changed, kinds, (int) Math.signum(reward), terminal);
        boolean understood = unexplained <= LOST;
        if (!understood)
            belief.clear(self);
        else
            belief.pose = to;
        belief.self = self;
        fresh = shape.write(view, belief, ownIsMap);
        return understood;
    }

    private void judgeOwnCell(int self, BeliefMap belief, int to) {
        int ground = belief.kind(Motion.cell(to, 0, 0));
        if (self == belief.self && self != ground)
            ownCellStays++;
        if (self == ground && self != belief.self)
            ownCellMoves++;
    }

    private int likeliest(int action, byte[] view, BeliefMap belief) {
        rules.motionPrior(action, belief.key(), prior);
        int best = Motion.STAY;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int motion = 0; motion < Motion.COUNT; motion++) {
            double score = PRIOR_WEIGHT * Math.log(prior[motion])
                    + agreement(view, belief, Motion.move(belief.pose, motion));
            if (score > bestScore) {
                best = motion;
                bestScore = score;
            }
        }
        return best;
    }

    private double agreement(byte[] view, BeliefMap belief, int pose) {
        int same = 0;
        int different = 0;
        for (int i = 0; i < shape.cells; i++) {
            if (view[i] == 0 || i == shape.self)
                continue;
            byte known = belief.map[Motion.cell(pose, shape.dx[i], shape.dy[i])];
            if (known == view[i])
                same++;
            else if (known != 0)
                different++;
        }
        return AGREE * Math.min(same, ENOUGH) + DIFFER * different;
    }

    private static int feature(int pose, int cell) {
        for (int f = 1; f < Patch.FEATURES; f++)
            if (Motion.cell(pose, Patch.DX[f], Patch.DY[f]) == cell)
                return f;
        return -1;
    }
}
