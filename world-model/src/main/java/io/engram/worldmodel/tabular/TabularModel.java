package io.engram.worldmodel.tabular;

import io.engram.planner.PlannerOptions;
import io.engram.planner.World;
import io.engram.worldmodel.Accuracy;
import io.engram.worldmodel.Differences;
import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.OpenLoopMeter;
import io.engram.worldmodel.Reset;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.Surprise;
import io.engram.worldmodel.TrainingBudget;
import io.engram.worldmodel.TrainingListener;
import io.engram.worldmodel.TrainingReport;
import io.engram.worldmodel.WorldModel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A world model that counts: states are observations, seen as they are. See the package description.
 *
 * <p>Not thread-safe.
 */
public final class TabularModel implements WorldModel {
    private final TabularOptions options;
    private final List<String> names;
    private final Counts counts;
    private final SweepSolver solver;
    private final CountedWorld world;
    private final Differences differences = new Differences();
    private final OpenLoopMeter meter = new OpenLoopMeter(new CountedDreams());
    private int state;
    private boolean living;
    private double returnSoFar;
    private double weight;
    private double rewardError;

    /**
     * A model that knows nothing yet.
     *
     * @param spec of the environment; only the highest reward and the action names (for people) are used
     * @param actions number of actions
     */
    public TabularModel(EnvSpec spec, int actions, TabularOptions options) {
        this.options = options;
        names = spec.actionNames();
        counts = new Counts(actions, options.maxStates());
        solver = new SweepSolver(counts, options, spec.maxReward());
        world = new CountedWorld(counts, solver, options.gamma(), names);
    }

    @Override
    public String name() {
        return "tabular";
    }

    @Override
    public void begin(Observation first) {
        state = enter(first);
        world.root(state);
        meter.begin();
        living = true;
        returnSoFar = 0;
        weight = 1;
    }

    @Override
    public void begin(Reset start) {
        begin(start.observation());
        if (start.info().get(Step.ACTION_MASK) instanceof BitSet mask)
            legal(state, mask);
    }

    private int enter(Observation seen) {
        int before = counts.states();
        int number = counts.state(seen);
        if (counts.states() > before)
            solver.enter(number);
        return number;
    }

    private void legal(int of, BitSet mask) {
        counts.legal(of, mask);
        solver.changed(of);
    }

    @Override
    public Surprise observe(int action, Step outcome) {
        if (!living)
            throw new IllegalStateException("observe: expected begin() first, received action " + action);
        if (action < 0 || action >= counts.actions)
            throw new IllegalArgumentException(
                    "action: expected 0.." + (counts.actions - 1) + ", received " + action);
        Pair pair = counts.pair(state * counts.actions + action);
        int tried = pair == null ? 0 : pair.total;
        double predicted = pair == null ? 0 : pair.reward(pair.mode);
        double sure = pair == null ? 0 : pair.count[pair.mode] / (tried + 1.0);
        meter.predict(action);
        double error = meter.compare(outcome, 1 - sure);
        differences.see(counts.observations.get(state), outcome.observation());
        int next = enter(outcome.observation());
        outcome.actionMask().ifPresent(mask -> legal(next, mask));
        learn(action, next, outcome);
        state = next;
        world.root(state);
        living = !outcome.done();
        double missed = outcome.reward() - predicted;
        rewardError += 0.005 * (Math.abs(missed) - rewardError);
        return new Surprise(error, missed, 1.0 / (1 + tried));
    }

    private void learn(int action, int next, Step outcome) {
        counts.add(state, action, next, outcome.terminated(), outcome.reward());
        returnSoFar += weight * outcome.reward();
        weight *= options.gamma();
        solver.saw(outcome.reward(), returnSoFar);
        solver.changed(state);
    }

    @Override
    public World world() {
        return world;
    }

    /** One step is enough: the values behind it are exact for what was counted, and sampling chance below them adds noise. */
    @Override
    public PlannerOptions planning() {
        return PlannerOptions.defaults().withMaxDepth(1);
    }

    @Override
    public Accuracy accuracy() {
        return meter.accuracy();
    }

    @Override
    public TrainingReport train(TrainingBudget budget, TrainingListener listener) {
        long start = System.nanoTime();
        Map<String, Double> losses = Map.of("reward", rewardError);
        if (budget.updates() > 0 && counts.states() > 0)
            solver.solveAll();
        listener.progress(Math.min(1, budget.updates()), losses);
        return new TrainingReport(Math.min(1, budget.updates()), Duration.ofNanos(System.nanoTime() - start), losses,
                accuracy().openLoopError());
    }

    @Override
    public void exploration(double scale) {
        if (!(scale >= 0 && scale <= 1))
            throw new IllegalArgumentException("exploration: expected 0..1, received " + scale);
        solver.exploration(scale);
    }

    @Override
    public String situation() {
        return name(state);
    }

    private String name(int of) {
        return switch (counts.observations.get(of)) {
            case Observation.StateObservation(int number) -> "state: " + number;
            case Observation.TextObservation(String text) -> text;
            case Observation other -> "state: #" + Integer.toHexString(other.hashCode());
        };
    }

    /** Best by the values so far; among equals a random one. */
    @Override
    public int policy(RandomGenerator random) {
        int best = -1;
        int ties = 0;
        for (int a = 0; a < counts.actions; a++) {
            if (!counts.isLegal(state, a))
                continue;
            double lead = best < 0 ? 1 : solver.q(state, a) - solver.q(state, best);
            if (lead > 1e-9)
                ties = 0;
            if (lead > -1e-9 && random.nextInt(++ties) == 0)
                best = a;
        }
        return Math.max(0, best);
    }

    @Override
    public List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        for (int s = 0; s < counts.states(); s++)
            for (int a = 0; a < counts.actions; a++) {
                Pair pair = counts.pair(s * counts.actions + a);
                if (pair == null)
                    continue;
                int to = pair.next[pair.mode];
                String effect = (to < 0 ? name(~to) + ", ends" : name(to))
                        + (pair.reward(pair.mode) == 0
                                ? ""
                                : String.format(Locale.ROOT, ", reward %.2f", pair.reward(pair.mode)));
                rules.add(new Rule(name(s), a, effect, pair.count[pair.mode], pair.total));
            }
        rules.sort(Comparator.comparingInt(Rule::support).reversed());
        return rules;
    }

    /** Number of states told apart so far. */
    public int states() {
        return counts.states();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        TabularCodec.write(counts, out);
    }

    @Override
    public void load(DataInput in) throws IOException {
        TabularCodec.Saved saved = TabularCodec.read(counts.actions, options.maxStates(), in);
        counts.clear();
        for (Observation observation : saved.observations())
            enter(observation);
        saved.into(counts);
        solver.solveAll();
        living = false;
    }

    /** Open-loop predictions by the most frequent outcome; what was never tried is predicted to change nothing. */
    private final class CountedDreams implements OpenLoopMeter.Dreams {
        private final int[] at = new int[OpenLoopMeter.STEPS];
        private final boolean[] ended = new boolean[OpenLoopMeter.STEPS];

        @Override
        public void start(int dream) {
            at[dream] = state;
            ended[dream] = false;
        }

        @Override
        public void carry(boolean[] running, int action) {
            for (int i = 0; i < at.length; i++) {
                Pair pair = running[i] && !ended[i] ? counts.pair(at[i] * counts.actions + action) : null;
                if (pair == null)
                    continue;
                int to = pair.next[pair.mode];
                ended[i] = to < 0;
                at[i] = to < 0 ? ~to : to;
            }
        }

        @Override
        public double error(int dream, Step seen) {
            if (ended[dream] != seen.terminated())
                return 1;
            return differences.of(counts.observations.get(at[dream]), seen.observation());
        }
    }
}
