package io.engram.planner;

import java.util.List;
import java.util.function.Consumer;

/**
 * How to search; immutable. Start from {@link #defaults()} or {@link #uct()} and change what matters:
 * {@code PlannerOptions.defaults().withMacros(skills, false)}.
 */
public final class PlannerOptions {
    private SelectionRule rule = SelectionRule.PUCT;
    private double exploration = 1.25;
    private double explorationBase = 19652;
    private double temperature;
    private double noiseFraction;
    private double noiseConcentration = 0.3;
    private ValueBounds values = ValueBounds.UNKNOWN;
    private List<MacroAction> macros = List.of();
    private boolean macrosInside;
    private int maxDepth = 512;
    private double trustFloor;
    private double trustedBackups;
    private double failureBound = 1;
    private int consideredActions = 16;
    private double gumbelScale = 1;
    private double wideningFactor;
    private double wideningPower = 0.5;
    private boolean transpositions;
    private boolean treeReuse;
    private boolean earlyStop = true;
    private int batch = 1;

    private PlannerOptions() {
    }

    /** PUCT with MuZero's constants, greedy and without noise. */
    public static PlannerOptions defaults() {
        return new PlannerOptions();
    }

    /** UCT with c = sqrt(2) for returns scaled to 0..1. */
    public static PlannerOptions uct() {
        return defaults().withRule(SelectionRule.UCT).withExploration(Math.sqrt(2));
    }

    /** Selection rule; PUCT unless set. See {@link #withGumbel} for the constants of GUMBEL. */
    public PlannerOptions withRule(SelectionRule value) {
        return with(o -> o.rule = value);
    }

    /** c1 of PUCT (1.25 unless set) or c of UCT: the higher, the broader the search. */
    public PlannerOptions withExploration(double value) {
        requireRange("exploration", value, 0, 1e6);
        return with(o -> o.exploration = value);
    }

    /** c2 of PUCT: visits after which exploration starts to grow; 19652 unless set. */
    public PlannerOptions withExplorationBase(double value) {
        requireRange("explorationBase", value, 1, 1e12);
        return with(o -> o.explorationBase = value);
    }

    /** 0 plays the best action; T above 0 draws by visits to the power of 1/T. 0 unless set. */
    public PlannerOptions withTemperature(double value) {
        requireRange("temperature", value, 0, 1e6);
        return with(o -> o.temperature = value);
    }

    /**
     * Dirichlet noise at the root, for trying things out while learning.
     *
     * @param fraction epsilon, the share of noise in the root prior (MuZero: 0.25); 0 is none
     * @param concentration alpha of the Dirichlet distribution (about 10 / number of actions)
     */
    public PlannerOptions withRootNoise(double fraction, double concentration) {
        requireRange("noise fraction", fraction, 0, 1);
        requireRange("noise concentration", concentration, 1e-3, 1e3);
        return with(o -> {
            o.noiseFraction = fraction;
            o.noiseConcentration = concentration;
        });
    }

    /** Known bounds of returns; unless set, values are scaled by what the search has seen. */
    public PlannerOptions withValues(ValueBounds value) {
        return with(o -> o.values = value);
    }

    /**
     * Skills as single edges.
     *
     * @param inside whether every node has them, or only the root
     */
    public PlannerOptions withMacros(List<MacroAction> value, boolean inside) {
        List<MacroAction> copy = List.copyOf(value);
        return with(o -> {
            o.macros = copy;
            o.macrosInside = inside;
        });
    }

    /** Edges below the root after which a leaf's estimate is taken as it is; 512 unless set. */
    public PlannerOptions withMaxDepth(int value) {
        requireRange("maxDepth", value, 1, 1 << 16);
        return with(o -> o.maxDepth = value);
    }

    /** Do not look behind a state where the product of {@link Transition#trust} is below this; 0 (unless set) looks everywhere. */
    public PlannerOptions withTrustFloor(double value) {
        requireRange("trustFloor", value, 0, 1);
        return with(o -> o.trustFloor = value);
    }

    /**
     * Uncertainty-aware backups: what a simulation brings home counts by the trust of the leaf that it ended in, to this power, so
     * that returns which the model hardly believes itself move the means little (as uncertainty-weighted playouts in KataGo). 0
     * (unless set) lets all count alike; without effect where all {@link Transition#trust} is 1.
     */
    public PlannerOptions withTrustedBackups(double power) {
        requireRange("trustedBackups", power, 0, 100);
        return with(o -> o.trustedBackups = power);
    }

    /**
     * Cuts every way whose estimated probability of breaking a hard constraint ({@link Transition#failure}, carried up the tree)
     * is above the bound; the plan says what was cut. 1 (unless set) cuts nothing.
     */
    public PlannerOptions withFailureBound(double value) {
        requireRange("failureBound", value, 0, 1);
        return with(o -> o.failureBound = value);
    }

    /**
     * For {@link SelectionRule#GUMBEL}.
     *
     * @param considered m, actions that enter sequential halving; 16 unless set
     * @param scale of the Gumbel noise; 1 (unless set) draws without replacement from the prior, 0 takes the best, for play
     *            without exploring
     */
    public PlannerOptions withGumbel(int considered, double scale) {
        requireRange("considered actions", considered, 1, 1 << 20);
        requireRange("gumbel scale", scale, 0, 100);
        return with(o -> {
            o.rule = SelectionRule.GUMBEL;
            o.consideredActions = considered;
            o.gumbelScale = scale;
        });
    }

    /**
     * Progressive widening for many or sampled actions: a node with N visits looks at its ceil(factor * N^power) most promising
     * actions only. Factor 0 (unless set) looks at all.
     */
    public PlannerOptions withWidening(double factor, double power) {
        requireRange("widening factor", factor, 0, 1e6);
        requireRange("widening power", power, 0, 1);
        return with(o -> {
            o.wideningFactor = factor;
            o.wideningPower = power;
        });
    }

    /** Lets ways that meet in the same state share one node; takes effect in {@linkplain World#exact() exact} worlds with keys. */
    public PlannerOptions withTranspositions(boolean value) {
        return with(o -> o.transpositions = value);
    }

    /**
     * Lets the next plan begin with what this one knows about the state that was reached ({@link Planner#advance}); takes
     * effect in {@linkplain World#exact() exact} worlds with keys, and where the keys agree.
     */
    public PlannerOptions withTreeReuse(boolean value) {
        return with(o -> o.treeReuse = value);
    }

    /**
     * Whether a greedy search (temperature 0, no noise) may end when the simulations left cannot change the choice, or when there
     * is only one way to go on. On unless set; switch it off where visits or values are learning targets.
     */
    public PlannerOptions withEarlyStop(boolean value) {
        return with(o -> o.earlyStop = value);
    }

    /**
     * Leaves that are gathered and judged together ({@link World#evaluateBatch}). Ways in flight count as visits, so that a batch
     * spreads out (WU-UCT, Liu et al. 2020). 1 unless set; more is faster for learned worlds and slightly less informed.
     */
    public PlannerOptions withBatch(int value) {
        requireRange("batch", value, 1, 4096);
        return with(o -> o.batch = value);
    }

    public SelectionRule rule() {
        return rule;
    }

    public double exploration() {
        return exploration;
    }

    public double explorationBase() {
        return explorationBase;
    }

    public double temperature() {
        return temperature;
    }

    public double noiseFraction() {
        return noiseFraction;
    }

    public double noiseConcentration() {
        return noiseConcentration;
    }

    public ValueBounds values() {
        return values;
    }

    public List<MacroAction> macros() {
        return macros;
    }

    public boolean macrosInside() {
        return macrosInside;
    }

    public int maxDepth() {
        return maxDepth;
    }

    public double trustFloor() {
        return trustFloor;
    }

    public double trustedBackups() {
        return trustedBackups;
    }

    public double failureBound() {
        return failureBound;
    }

    public int consideredActions() {
        return consideredActions;
    }

    public double gumbelScale() {
        return gumbelScale;
    }

    public double wideningFactor() {
        return wideningFactor;
    }

    public double wideningPower() {
        return wideningPower;
    }

    public boolean transpositions() {
        return transpositions;
    }

    public boolean treeReuse() {
        return treeReuse;
    }

    public boolean earlyStop() {
        return earlyStop;
    }

    public int batch() {
        return batch;
    }

    private PlannerOptions with(Consumer<PlannerOptions> change) {
        PlannerOptions copy = new PlannerOptions();
        copy.rule = rule;
        copy.exploration = exploration;
        copy.explorationBase = explorationBase;
        copy.temperature = temperature;
        copy.noiseFraction = noiseFraction;
        copy.noiseConcentration = noiseConcentration;
        copy.values = values;
        copy.macros = macros;
        copy.macrosInside = macrosInside;
        copy.maxDepth = maxDepth;
        copy.trustFloor = trustFloor;
        copy.trustedBackups = trustedBackups;
        copy.failureBound = failureBound;
        copy.consideredActions = consideredActions;
        copy.gumbelScale = gumbelScale;
        copy.wideningFactor = wideningFactor;
        copy.wideningPower = wideningPower;
        copy.transpositions = transpositions;
        copy.treeReuse = treeReuse;
        copy.earlyStop = earlyStop;
        copy.batch = batch;
        change.accept(copy);
        return copy;
    }

    private static void requireRange(String name, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(name + " must be from " + low + " to " + high + " but is " + value);
        }
    }
}
