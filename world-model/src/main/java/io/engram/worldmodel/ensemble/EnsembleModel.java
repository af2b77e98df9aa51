package io.engram.worldmodel.ensemble;

import io.engram.planner.PlannerOptions;
import io.engram.planner.SequenceWorld;
import io.engram.planner.World;
import io.engram.worldmodel.Accuracy;
import io.engram.worldmodel.Differences;
import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Observation.VectorObservation;
import io.engram.worldmodel.OpenLoopMeter;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A world model of small networks for numeric vectors. See the package description.
 *
 * <p>Not thread-safe.
 */
public final class EnsembleModel implements WorldModel {
    private static final double EXPLORES = 0.5;
    /** Updates of the dynamics per step for a model that only runs beside the one in use. */
    private static final int BESIDE = 1;
    /** Updates between two tries to replace the values in charge. */
    private static final int GATE_EVERY = 500;

    private final EnsembleOptions options;
    private final int actions;
    private final StateForm form;
    private final Lived lived;
    private final Dynamics dynamics;
    private final Novelty novelty;
    private final Dreams dreams;
    private final VectorWorld world;
    private final VectorSequences sequences;
    private final Gate gate;
    private final Differences differences = new Differences();
    private final OpenLoopMeter meter;
    private final float[] state;
    private boolean living;
    private boolean learning = true;
    private boolean inUse = true;
    private double exploration = 1;
    private int fitAt;
    private long updates;
    private float lowest;
    private float highest;
    private float firstReward = Float.NaN;
    private boolean tellsApart;
    private double expectedError = 1;
    private double predictedReward;

    /**
     * A model that knows nothing yet.
     *
     * @param spec of the environment; only the action names (for people) are used
     * @param length of the observed vectors
     */
    public EnsembleModel(EnvSpec spec, int length, int actions, EnsembleOptions options, long seed) {
        this.options = options;
        this.actions = actions;
        SplittableRandom random = new SplittableRandom(seed);
        form = new StateForm(length, actions, options.history());
        lived = new Lived(form.width, length, options.replaySteps());
        dynamics = new Dynamics(form, options, random.split());
        novelty = new Novelty(form);
        dreams = new Dreams(dynamics, novelty, options, random.split());
        world = new VectorWorld(dynamics, dreams, spec.actionNames(), options.gamma());
        sequences = new VectorSequences(dynamics, dreams, spec.actionNames(), options.gamma());
        gate = new Gate(dynamics, spec.maxSteps());
        meter = new OpenLoopMeter(new OpenLoop());
        state = new float[form.width];
        fitAt = options.firstSearch();
    }

    @Override
    public String name() {
        return options.history() == 0 ? "ensemble" : "ensemble-history";
    }

    private float[] vector(Observation observation) {
        if (!(observation instanceof VectorObservation(float[] values)) || values.length != form.seen)
            throw new IllegalArgumentException(
                    "observation: expected a vector of " + form.seen + " numbers, received " + observation);
        for (float value : values)
            if (!Float.isFinite(value))
                throw new IllegalArgumentException("observation: expected finite numbers, received " + observation);
        return values;
    }

    @Override
    public void begin(Observation first) {
        float[] seen = vector(first);
        form.see(seen);
        form.start(seen, state);
        world.root(state);
        if (learning)
            gate.began(state);
        meter.begin();
        living = true;
    }

    @Override
    public Surprise observe(int action, Step outcome) {
        if (!living)
            throw new IllegalStateException("observe: expected begin() first, received action " + action);
        if (action < 0 || action >= actions)
            throw new IllegalArgumentException("action: expected 0.." + (actions - 1) + ", received " + action);
        float[] seen = vector(outcome.observation());
        float reward = (float) outcome.reward();
        meter.predict(action);
        double error = meter.compare(outcome, expectedError);
        expectedError += 0.01 * (error - expectedError);
        double rewardError = reward - predictedReward;
        float newness = novelty.of(state, 0);
        differences.see(new VectorObservation(Arrays.copyOf(state, form.seen)), outcome.observation());
        if (learning)
            remember(action, seen, reward, outcome.terminated());
        form.follow(state, 0, action, seen, 0, state, 0);
        world.root(state);
        living = !outcome.done();
        if (learning)
            learn();
        return new Surprise(error, rewardError, newness);
    }

    private void remember(int action, float[] seen, float reward, boolean terminated) {
        form.see(seen);
        lived.add(state, action, seen, reward, terminated);
        novelty.visit(state, 0);
        dynamics.saw(reward);
        dreams.rewardUnit(dynamics.rewardUnit);
        float horizon = (float) (1 / (1 - options.gamma()));
        lowest = Math.min(lowest, reward * horizon);
        highest = Math.max(highest, reward * horizon);
        if (Float.isNaN(firstReward))
            firstReward = reward;
        tellsApart |= terminated || reward != firstReward;
        dynamics.caution = tellsApart ? lowest : Float.NaN;
    }

    private void learn() {
        if (lived.size() < options.firstSearch())
            return;
        if (lived.size() >= fitAt) {
            dynamics.fit(lived, List.of(dreams.values, dreams.steady, dreams.chosen));
            novelty.recount(lived);
            fitAt = lived.size() + Math.max(lived.size() / 2, 100);
        }
        int count = inUse ? options.updatesPerStep() : BESIDE;
        for (int i = 0; i < count; i++)
            update(1);
    }

    private void update(float rate) {
        float slower = rate / (1 + updates / 20_000f);
        dynamics.update(lived, slower);
        if (inUse)
            dreams.update(lived, slower, tellsApart ? 0 : dynamics.rewardUnit, lowest, highest);
        updates++;
        if (updates % GATE_EVERY == 0 && inUse)
            tryOut();
    }

    /** The newest values replace those in charge if they do better, both tried out in the model as it is now. */
    private void tryOut() {
        if (gate.score(dreams.steady) > gate.score(dreams.chosen))
            dreams.chosen.follow(dreams.steady, 1);
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public PlannerOptions planning() {
        PlannerOptions planning = PlannerOptions.defaults().withBatch(8);
        return exploration > EXPLORES ? planning.withTemperature(0.3).withRootNoise(0.15, 0.5) : planning;
    }

    @Override
    public Optional<SequenceWorld> sequences() {
        sequences.root(state);
        return Optional.of(sequences);
    }

    @Override
    public boolean searchable() {
        return updates > 0;
    }

    @Override
    public Accuracy accuracy() {
        return meter.accuracy();
    }

    @Override
    public void learning(boolean on) {
        learning = on;
    }

    @Override
    public void inUse(boolean on) {
        inUse = on;
    }

    @Override
    public TrainingReport train(TrainingBudget budget, TrainingListener listener) {
        long start = System.nanoTime();
        int done = 0;
        boolean able = lived.size() >= options.firstSearch();
        while (able && done < budget.updates() && System.nanoTime() - start < budget.time().toNanos()) {
            update(Math.max(0.1f, 1 - (float) done / budget.updates()));
            if (++done % 100 == 0)
                listener.progress(done, losses());
        }
        return new TrainingReport(done, Duration.ofNanos(System.nanoTime() - start), losses(),
                accuracy().openLoopError());
    }

    private Map<String, Double> losses() {
        Map<String, Double> losses = new LinkedHashMap<>();
        losses.put("change", dynamics.lossChange);
        losses.put("outcome", dynamics.lossOutcome);
        losses.put("value", dreams.loss);
        return losses;
    }

    @Override
    public void exploration(double scale) {
        if (!(scale >= 0 && scale <= 1))
            throw new IllegalArgumentException("exploration: expected 0..1, received " + scale);
        exploration = scale;
        world.judge(scale > EXPLORES ? dreams.steady : dreams.chosen);
    }

    @Override
    public String situation() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < form.seen; i++) {
            float v = form.scaledEntry(state[i], i);
            String level = v < -1 ? "low" : v > 1 ? "high" : v < -0.25 ? "below" : v > 0.25 ? "above" : "mid";
            text.append(i == 0 ? "" : ", ").append('x').append(i).append(": ").append(level);
        }
        return text.toString();
    }

    @Override
    public int policy(RandomGenerator random) {
        if (!searchable() || random.nextDouble() < 0.1 * exploration)
            return random.nextInt(actions);
        float[] q = world.rootValues();
        int best = 0;
        for (int a = 1; a < actions; a++)
            if (q[a] > q[best])
                best = a;
        return best;
    }

    @Override
    public List<Rule> rules() {
        return new ArrayList<>();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        float[] numbers = {dynamics.rewardUnit, dreams.unit, lowest, highest, tellsApart ? 1 : 0, updates,
                (float) expectedError};
        EnsembleCodec.write(form, options.members(), numbers, networks(), out);
    }

    /** Whether every number in every network is finite; a model where one is not is of no use any more. */
    public boolean isFinite() {
        return networks().stream().allMatch(Mlp::isFinite);
    }

    private List<Mlp> networks() {
        List<Mlp> networks = dynamics.networks();
        networks.addAll(List.of(dreams.values, dreams.steady, dreams.chosen));
        return networks;
    }

    @Override
    public void load(DataInput in) throws IOException {
        float[] numbers = new float[7];
        EnsembleCodec.read(form, options.members(), numbers, networks(), in);
        dynamics.rewardUnit = numbers[0];
        dreams.unit = numbers[1];
        lowest = numbers[2];
        highest = numbers[3];
        tellsApart = numbers[4] != 0;
        updates = (long) numbers[5];
        expectedError = numbers[6];
        dynamics.caution = tellsApart ? lowest : Float.NaN;
        living = false;
    }

    /** Open-loop predictions by the mean of the members. */
    private final class OpenLoop implements OpenLoopMeter.Dreams {
        private static final int N = OpenLoopMeter.STEPS;
        private final float[] at = new float[N * form.width];
        private final float[] packed = new float[N * form.width];
        private final float[] next = new float[N * form.width];
        private final int[] made = new int[N];
        private final float[] rewards = new float[N];
        private final float[] goesOn = new float[N];
        private final float[] endless = new float[N];

        @Override
        public void start(int dream) {
            System.arraycopy(state, 0, at, dream * form.width, form.width);
            endless[dream] = 1;
        }

        @Override
        public void carry(boolean[] running, int action) {
            int count = 0;
            for (int i = 0; i < N; i++)
                if (running[i]) {
                    System.arraycopy(at, i * form.width, packed, count * form.width, form.width);
                    made[count++] = action;
                }
            float caution = dynamics.caution;
            dynamics.caution = Float.NaN;
            dynamics.step(packed, made, count, -1, next, rewards, goesOn, new float[0]);
            dynamics.caution = caution;
            count = 0;
            for (int i = 0; i < N; i++)
                if (running[i]) {
                    System.arraycopy(next, count * form.width, at, i * form.width, form.width);
                    endless[i] = goesOn[count++];
                }
            predictedReward = rewards[Math.max(0, count - 1)];
        }

        @Override
        public double error(int dream, Step seen) {
            if ((endless[dream] < 0.5f) != seen.terminated())
                return 1;
            return differences.vectors(Arrays.copyOfRange(at, dream * form.width, dream * form.width + form.seen),
                    ((VectorObservation) seen.observation()).values());
        }
    }
}
