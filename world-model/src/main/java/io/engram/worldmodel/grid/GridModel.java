package io.engram.worldmodel.grid;

import io.engram.planner.World;
import io.engram.worldmodel.Accuracy;
import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Space;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.Surprise;
import io.engram.worldmodel.TrainingBudget;
import io.engram.worldmodel.TrainingListener;
import io.engram.worldmodel.TrainingReport;
import io.engram.worldmodel.WorldModel;
import io.engram.worldmodel.replay.Episode;
import io.engram.worldmodel.replay.ReplayBuffer;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A world model for egocentric grids: learns by counting what each action does to the few cells around the observer, and
 * carries a map of what was seen across views. See the package description for what it assumes.
 *
 * <p>Not thread-safe.
 */
public final class GridModel implements WorldModel {
    private final Space.Grid space;
    private final int actions;
    private final CellKinds kinds;
    private final ViewShape shape;
    private final GridRules rules;
    private final StepReader reader;
    private final BeliefMap belief = new BeliefMap();
    private final ImaginedWorld world;
    private final OpenLoop openLoop;
    private final Habit habit;
    private final ReplayBuffer replay;
    private final GridRules.Prediction prediction = new GridRules.Prediction();
    private Episode episode = new Episode(new Observation.TextObservation(""));
    private long view;
    private boolean living;
    private long livedSteps;
    private double recentSurprise;
    private double recentExpected;
    private double recentRewardError;

    /**
     * A model that knows nothing yet.
     *
     * @param spec of the environment; only the reward range and the action names (for people) are used
     * @param space an egocentric grid
     * @param actions number of actions
     */
    public GridModel(EnvSpec spec, Space.Grid space, int actions, GridOptions options) {
        this.space = space;
        this.actions = actions;
        kinds = new CellKinds(space);
        shape = new ViewShape(space, kinds);
        rules = new GridRules(actions);
        reader = new StepReader(shape, rules);
        double optimum = Math.max(spec.maxReward(), 1e-6);
        Imagination imagination = new Imagination(rules, optimum, options.gamma());
        BeliefSolver solver = new BeliefSolver(imagination, actions, Math.max(1, options.solverStates()), optimum,
                options.gamma(),
                spec.minReward() >= 0);
        world = new ImaginedWorld(rules, spec.actionNames(), imagination, solver, optimum);
        openLoop = new OpenLoop(shape, rules);
        habit = new Habit(actions);
        replay = new ReplayBuffer(options.replaySteps());
    }

    @Override
    public String name() {
        return "grid";
    }

    @Override
    public Accuracy accuracy() {
        return rules.learned() == 0 ? Accuracy.NONE : new Accuracy(openLoop.errors(), recentExpected, livedSteps);
    }

    @Override
    public void begin(Observation first) {
        if (rules.wantsRefresh())
            restructure();
        byte[] seen = shape.kinds(first);
        reader.begin(seen, belief);
        world.anchor(belief);
        openLoop.begin();
        view = Habit.name(seen);
        episode = new Episode(first);
        replay.add(episode);
        living = true;
    }

    @Override
    public Surprise observe(int action, Step outcome) {
        if (!living)
            throw new IllegalStateException("observe: expected begin() first, received action " + action);
        if (action < 0 || action >= actions)
            throw new IllegalArgumentException("action: expected 0.." + (actions - 1) + ", received "
                    + action);
        byte[] seen = shape.kinds(outcome.observation());
        long key = belief.key();
        rules.predict(action, key, prediction);
        double novelty = 1.0 / (1 + prediction.tries);
        double expected = prediction.blind ? 1 : prediction.surprise;
        double rewardError = outcome.reward() - prediction.reward;
        boolean endMissed = prediction.outcome.terminal() != outcome.terminated();
        openLoop.predict(action, belief);
        boolean understood = reader.read(action, seen, outcome.reward(), outcome.terminated(), belief);
        double error = Math.max(openLoop.compare(seen, reader.ownCellIsMap()), endMissed ? 1 : 0);
        if (understood)
            rules.learn(action, key, reader.outcome, outcome.reward());
        world.advance(action, belief, reader.fresh > 0 || !understood);
        long next = Habit.name(seen);
        habit.learn(view, action, outcome.reward(), outcome.terminated(), next);
        view = next;
        episode.add(action, outcome);
        livedSteps++;
        if (outcome.done())
            finish();
        recentSurprise += 0.005 * (error - recentSurprise);
        recentExpected += 0.005 * (expected - recentExpected);
        recentRewardError += 0.005 * (Math.abs(rewardError) - recentRewardError);
        return new Surprise(error, rewardError, novelty);
    }

    private void finish() {
        living = false;
        replay.trim();
        long to = view;
        for (int i = episode.length() - 1; i >= 0; i--) {
            long from = Habit.name(shape.kinds(i == 0 ? episode.first() : episode.step(i - 1).observation()));
            habit.learn(from, episode.action(i), episode.step(i).reward(), episode.step(i).terminated(), to);
            to = from;
        }
    }

    /** Looks for the features that matter and, while that still changes, reads all remembered episodes again. */
    private void restructure() {
        for (int round = 0; round < 3; round++) {
            boolean changed = rules.refresh();
            if (!changed && round > 0)
                return;
            if (!reread())
                return;
        }
        rules.refresh();
    }

    /** Reads what was lived once more with the present rules; only while all of it is still remembered. */
    private boolean reread() {
        if (replay.steps() < livedSteps)
            return false;
        rules.clearCounts();
        BeliefMap past = new BeliefMap();
        for (Episode lived : replay.episodes()) {
            reader.begin(shape.kinds(lived.first()), past);
            for (int i = 0; i < lived.length(); i++) {
                Step step = lived.step(i);
                long key = past.key();
                if (reader.read(lived.action(i), shape.kinds(step.observation()), step.reward(), step.terminated(),
                        past))
                    rules.learn(lived.action(i),
                            key, reader.outcome, step.reward());
            }
        }
        return true;
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public TrainingReport train(TrainingBudget budget, TrainingListener listener) {
        long start = System.nanoTime();
        int updates = 0;
        if (budget.updates() > 0 && replay.steps() > 0) {
            restructure();
            updates = 1;
            if (living)
                world.anchor(belief);
        }
        Map<String, Double> losses = new LinkedHashMap<>();
        losses.put("cells", recentSurprise);
        losses.put("reward", recentRewardError);
        listener.progress(updates, losses);
        return new TrainingReport(updates, Duration.ofNanos(System.nanoTime() - start), losses,
                rules.learned() == 0 ? new double[0] : openLoop.errors());
    }

    @Override
    public void exploration(double scale) {
        if (!(scale >= 0 && scale <= 1))
            throw new IllegalArgumentException("exploration: expected 0..1, received " + scale);
        world.exploration(scale);
    }

    @Override
    public String situation() {
        return Patch.describe(belief.key(), rules.relevant(), kinds);
    }

    @Override
    public int policy(RandomGenerator random) {
        return habit.act(view, random);
    }

    @Override
    public List<Rule> rules() {
        List<Rule> out = new ArrayList<>();
        for (int a = 0; a < actions; a++) {
            int action = a;
            rules.contexts(a).forEach((key, tally) -> {
                Outcomes.Outcome outcome = rules.outcomes.get(tally.outcome[tally.mode]);
                double reward = tally.rewards[tally.mode] / tally.count[tally.mode];
                out.add(new Rule(Patch.describe(key, rules.relevant(), kinds), action, effect(outcome, reward),
                        tally.count[tally.mode], tally.total));
            });
        }
        out.sort(Comparator.comparingInt(Rule::support).reversed().thenComparing(Rule::action)
                .thenComparing(Rule::situation));
        return out;
    }

    private String effect(Outcomes.Outcome outcome, double reward) {
        StringBuilder text = new StringBuilder(Motion.name(outcome.motion()));
        for (int f = 0; f < Patch.FEATURES; f++)
            if ((outcome.changed() >> f & 1) != 0)
                text.append(", ").append(Patch.name(f)).append(" becomes ").append(kinds.name(Patch
                        .kind(outcome.kinds(), f)));
        if (reward != 0)
            text.append(String.format(java.util.Locale.ROOT, ", reward %.2f", reward));
        if (outcome.terminal())
            text.append(", ends");
        return text.toString();
    }

    /** Number of imagined states whose values were solved for the present belief. */
    public int solvedStates() {
        return world.solvedStates();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        GridCodec.write(new Parts(space, kinds, rules, reader, habit), out);
    }

    @Override
    public void load(DataInput in) throws IOException {
        GridCodec.read(new Parts(space, kinds, rules, reader, habit), in);
        replay.clear();
        livedSteps = rules.learned();
        living = false;
    }

    /** What a saved model is made of. */
    record Parts(Space.Grid space, CellKinds kinds, GridRules rules, StepReader reader, Habit habit) {
    }
}
