package io.engram.worldmodel.latent;

import io.engram.planner.Leaf;
import io.engram.planner.PlannerOptions;
import io.engram.planner.World;
import io.engram.tensor.layer.Part;
import io.engram.worldmodel.Accuracy;
import io.engram.worldmodel.Differences;
import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Envelope;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.OpenLoopMeter;
import io.engram.worldmodel.Reset;
import io.engram.worldmodel.Space;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.Surprise;
import io.engram.worldmodel.TrainingBudget;
import io.engram.worldmodel.TrainingListener;
import io.engram.worldmodel.TrainingReport;
import io.engram.worldmodel.WorldModel;
import io.engram.worldmodel.network.Learner;
import io.engram.worldmodel.network.Support;
import io.engram.worldmodel.replay.Episode;
import io.engram.worldmodel.replay.ReplayBuffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A value-equivalent model with a latent state, for vectors and grids, and for vectors that show only a part of the world at a time
 * ({@link LatentOptions#withHistory}). See the package description.
 *
 * <p>Saved form: an {@link Envelope} "EGLA" of version 1 around int input, actions, width; the scales of the input; the steps lived;
 * the expected error; networks, their slow average and the optimiser's state. What was lived is not saved.
 *
 * <p>Not thread-safe.
 */
public final class LatentModel implements WorldModel {
    private static final int MAGIC = 0x45474c41;
    private static final int VERSION = 1;
    private static final String WHAT = "latent model";
    private static final double EXPLORES = 0.5;
    private static final int CONSIDERED = 16;
    private static final double FARTHEST = 1e6;
    private static final int PROGRESS_EVERY = 50;

    private final LatentOptions options;
    private final int actions;
    private final Eye eye;
    private final Window window;
    private final LatentNet steady;
    private final Learner learner;
    private final Unroll unroll;
    private final Targets targets;
    private final Sequences sequences;
    private final LatentWorld world;
    private final ReplayBuffer replay;
    private final Differences differences = new Differences();
    private final OpenLoopMeter meter;
    private final SplittableRandom random;
    private final float[] input;
    private @Nullable Episode episode;
    private @Nullable Observation present;
    private @Nullable BitSet legal;
    private boolean learning = true;
    private boolean inUse = true;
    private double exploration = 1;
    private double expectedError = 1;
    private double predictedReward;
    private long livedSteps;
    private double totalLoss;
    private double policyLoss;
    private double valueLoss;
    private double rewardLoss;
    private double goesOnLoss;
    private double consistencyLoss;

    /**
     * A model that knows nothing yet.
     *
     * @param spec of the environment; the names of its actions and the range of its rewards are used
     * @param observations vectors or grids
     */
    public LatentModel(EnvSpec spec, Space observations, int actions, LatentOptions options, long seed) {
        this.options = options;
        this.actions = actions;
        eye = new Eye(observations);
        window = new Window(eye, actions, options.history());
        random = new SplittableRandom(seed);
        Support rewards = support(spec, 1, options.bins());
        double horizon = 1 / (1 - options.gamma());
        Support values = support(spec, spec.maxSteps() > 0 ? Math.min(horizon, spec.maxSteps()) : horizon,
                options.bins());
        SplittableRandom weights = random.split();
        LatentNet net = new LatentNet(eye, actions, options, rewards, values, weights);
        steady = new LatentNet(eye, actions, options, rewards, values, weights);
        learner = new Learner(net.parameters(), steady.parameters(), options.learningRate(), 1e-4f, 5, 0.02f);
        unroll = new Unroll(net, options.unroll(), 0.5f);
        targets = new Targets(steady, window, options);
        sequences = new Sequences(options.batch(), options.unroll(), window.width(), net);
        world = new LatentWorld(steady, spec.actionNames(), options.gamma());
        replay = new ReplayBuffer(options.replaySteps());
        meter = new OpenLoopMeter(new OpenLoop());
        input = new float[window.width()];
    }

    /** Bins for everything that so many rewards may add up to. */
    private static Support support(EnvSpec spec, double rewards, int bins) {
        double low = Math.max(-FARTHEST, Math.min(0, spec.minReward() * rewards));
        double high = Math.min(FARTHEST, Math.max(0, spec.maxReward() * rewards));
        return Support.symlog(low, high > low ? high : low + 1, bins);
    }

    @Override
    public String name() {
        return options.history() == 1 ? "latent" : "recurrent";
    }

    @Override
    public void begin(Observation first) {
        begin(Reset.of(first));
    }

    @Override
    public void begin(Reset start) {
        eye.see(start.observation(), learning);
        legal = (BitSet) start.info().get(Step.ACTION_MASK);
        Episode now = new Episode(start.observation());
        episode = now;
        if (learning)
            replay.add(now);
        look(now, start.observation());
        meter.begin();
    }

    private void look(Episode now, Observation observation) {
        present = observation;
        window.write(now, now.length(), input, 0);
        world.root(input, legal);
    }

    @Override
    public Surprise observe(int action, Step outcome) {
        Episode now = episode;
        Observation before = present;
        if (now == null || before == null || now.over())
            throw new IllegalStateException("observe: expected begin() first, received action " + action);
        if (action < 0 || action >= actions)
            throw new IllegalArgumentException("action: expected 0.." + (actions - 1) + ", received " + action);
        eye.see(outcome.observation(), learning);
        meter.predict(action);
        double error = meter.compare(outcome, expectedError);
        expectedError += 0.01 * (error - expectedError);
        differences.see(before, outcome.observation());
        double novelty = 1 / (1 + livedSteps / 100.0);
        now.add(action, outcome);
        legal = outcome.actionMask().orElse(null);
        look(now, outcome.observation());
        if (learning) {
            livedSteps++;
            replay.trim();
            if (inUse && livedSteps >= options.firstSearch())
                for (int i = 0; i < options.updatesPerStep(); i++)
                    update(1);
        }
        return new Surprise(error, outcome.reward() - predictedReward, novelty);
    }

    private void update(float rate) {
        targets.fill(sequences, replay, random);
        double loss = unroll.learn(sequences);
        if (!learner.step(rate / (1 + learner.steps() / 20_000f)))
            return;
        double share = Math.max(0.02, 1.0 / learner.steps());
        totalLoss += share * (loss - totalLoss);
        policyLoss += share * (unroll.policyLoss - policyLoss);
        valueLoss += share * (unroll.valueLoss - valueLoss);
        rewardLoss += share * (unroll.rewardLoss - rewardLoss);
        goesOnLoss += share * (unroll.goesOnLoss - goesOnLoss);
        consistencyLoss += share * (unroll.consistencyLoss - consistencyLoss);
        if (present != null)
            world.root(input, legal);
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public PlannerOptions planning() {
        return exploration > EXPLORES
                ? PlannerOptions.defaults().withGumbel(CONSIDERED, 1)
                : PlannerOptions.defaults().withBatch(4);
    }

    @Override
    public boolean searchable() {
        return learner.steps() > 0;
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
        boolean able = livedSteps >= options.firstSearch() && replay.steps() > 0;
        while (able && done < budget.updates() && System.nanoTime() - start < budget.time().toNanos()) {
            update(1);
            if (++done % PROGRESS_EVERY == 0)
                listener.progress(done, losses());
        }
        return new TrainingReport(done, Duration.ofNanos(System.nanoTime() - start), losses(),
                accuracy().openLoopError());
    }

    private Map<String, Double> losses() {
        Map<String, Double> losses = new LinkedHashMap<>();
        losses.put("loss", totalLoss);
        losses.put("policy", policyLoss);
        losses.put("value", valueLoss);
        losses.put("reward", rewardLoss);
        losses.put("goes-on", goesOnLoss);
        losses.put("consistency", consistencyLoss);
        return losses;
    }

    /** Whether every number in the networks is finite. */
    public boolean isFinite() {
        return learner.isFinite();
    }

    @Override
    public void exploration(double scale) {
        if (!(scale >= 0 && scale <= 1))
            throw new IllegalArgumentException("exploration: expected 0..1, received " + scale);
        exploration = scale;
    }

    @Override
    public String situation() {
        StringBuilder text = new StringBuilder();
        if (present instanceof Observation.GridObservation grid) {
            for (int cell : grid.cells())
                text.append(text.isEmpty() ? "" : " ").append(cell);
            return text.toString();
        }
        for (int i = 0; i < eye.width; i++) {
            float v = input[i];
            String level = v < -1 ? "low" : v > 1 ? "high" : v < -0.25 ? "below" : v > 0.25 ? "above" : "mid";
            text.append(i == 0 ? "" : ", ").append('x').append(i).append(": ").append(level);
        }
        return text.toString();
    }

    @Override
    public int policy(RandomGenerator chance) {
        Leaf leaf = new Leaf(actions);
        if (searchable())
            world.evaluate(0, leaf);
        else
            for (int a = 0; a < actions; a++)
                leaf.legal[a] = legal == null || legal.get(a);
        return exploration > EXPLORES || !searchable() ? draw(leaf, chance) : best(leaf);
    }

    private int draw(Leaf leaf, RandomGenerator chance) {
        double sum = 0;
        for (int a = 0; a < actions; a++)
            sum += leaf.legal[a] ? leaf.prior[a] : 0;
        double left = chance.nextDouble() * sum;
        int last = best(leaf);
        for (int a = 0; a < actions; a++)
            if (leaf.legal[a]) {
                last = a;
                left -= leaf.prior[a];
                if (left < 0)
                    return a;
            }
        return last;
    }

    private int best(Leaf leaf) {
        int best = -1;
        for (int a = 0; a < actions; a++)
            if (leaf.legal[a] && (best < 0 || leaf.prior[a] > leaf.prior[best]))
                best = a;
        if (best < 0)
            throw new IllegalStateException("action mask: expected a legal action, received none");
        return best;
    }

    @Override
    public List<Rule> rules() {
        return List.of();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeInt(window.width());
        body.writeInt(actions);
        body.writeInt(options.width());
        body.writeLong(eye.seen);
        for (int i = 0; i < eye.width; i++) {
            body.writeDouble(eye.mean[i]);
            body.writeDouble(eye.square[i]);
        }
        body.writeLong(livedSteps);
        body.writeDouble(expectedError);
        learner.save(body);
        Envelope.write(out, MAGIC, VERSION, bytes.toByteArray());
    }

    @Override
    public void load(DataInput in) throws IOException {
        DataInputStream body = new DataInputStream(new ByteArrayInputStream(Envelope.read(in, WHAT, MAGIC, VERSION)));
        Envelope.expect(WHAT + ": input", window.width(), body.readInt());
        Envelope.expect(WHAT + ": actions", actions, body.readInt());
        Envelope.expect(WHAT + ": width", options.width(), body.readInt());
        long seen = body.readLong();
        double[] mean = new double[eye.width];
        double[] square = new double[eye.width];
        for (int i = 0; i < eye.width; i++) {
            mean[i] = body.readDouble();
            square[i] = body.readDouble();
        }
        long steps = body.readLong();
        double expected = body.readDouble();
        learner.load(body, WHAT).run();
        eye.seen = seen;
        System.arraycopy(mean, 0, eye.mean, 0, eye.width);
        System.arraycopy(square, 0, eye.square, 0, eye.width);
        livedSteps = steps;
        expectedError = expected;
        episode = null;
        present = null;
    }

    /**
     * Predictions carried along in the latent world and decoded. In vectors it is the decoded change of each step that is added up,
     * because what the decoder misses of a place it misses before and after the step.
     */
    private final class OpenLoop implements OpenLoopMeter.Dreams {
        private static final int N = OpenLoopMeter.STEPS;
        private final Part.Use represent = steady.represent.use();
        private final Part.Use dynamics = steady.dynamics.use();
        private final Part.Use decode = steady.decode.use();
        private final Part.Use reward = steady.reward.use();
        private final Part.Use goesOn = steady.goesOn.use();
        private final boolean byChange = eye.space instanceof Space.Box;
        private final float[] latents = new float[N * steady.width];
        private final float[][] decoded = new float[N][eye.width];
        private final float[][] expected = new float[N][eye.width];
        private final float[] row = new float[steady.width];
        private final float[] moved = new float[steady.width + steady.actions];
        private final float[] on = new float[N];
        private final int[] made = new int[1];
        private int newest;

        @Override
        public void start(int dream) {
            newest = dream;
            System.arraycopy(represent.forward(input, 1), 0, latents, dream * steady.width, steady.width);
            System.arraycopy(decode.forward(latent(dream), 1), 0, decoded[dream], 0, eye.width);
            System.arraycopy(input, 0, expected[dream], 0, eye.width);
        }

        private float[] latent(int dream) {
            System.arraycopy(latents, dream * steady.width, row, 0, steady.width);
            return row;
        }

        @Override
        public void carry(boolean[] running, int action) {
            made[0] = action;
            for (int dream = 0; dream < N; dream++)
                if (running[dream])
                    carry(dream);
        }

        private void carry(int dream) {
            steady.join(latent(dream), made, 1, moved);
            float[] next = dynamics.forward(moved, 1);
            System.arraycopy(next, 0, latents, dream * steady.width, steady.width);
            steady.join(next, made, 1, moved);
            on[dream] = goesOn.forward(moved, 1)[0];
            if (dream == newest)
                predictedReward = steady.rewards.mean(reward.forward(moved, 1), 0);
            float[] now = decode.forward(next, 1);
            for (int i = 0; i < eye.width; i++) {
                expected[dream][i] = byChange ? expected[dream][i] + now[i] - decoded[dream][i] : now[i];
                decoded[dream][i] = now[i];
            }
        }

        @Override
        public double error(int dream, Step seen) {
            return (on[dream] < 0) != seen.terminated()
                    ? 1
                    : differences.of(eye.read(expected[dream], 0), seen.observation());
        }
    }
}
