package io.engram.worldmodel.rules;

import io.engram.planner.Leaf;
import io.engram.planner.PlannerOptions;
import io.engram.planner.Transition;
import io.engram.planner.World;
import io.engram.worldmodel.Accuracy;
import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Envelope;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.Surprise;
import io.engram.worldmodel.TrainingBudget;
import io.engram.worldmodel.TrainingListener;
import io.engram.worldmodel.TrainingReport;
import io.engram.worldmodel.WorldModel;
import io.engram.worldmodel.env.KnownWorld;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Rules that are known, for search; learns nothing. It still compares the reward of every step that chance has no part in with
 * what the rules say, so that rules of another world show as error.
 *
 * <p>Saved form: an {@link Envelope} "EGRU" of version 1 around the environment's id.
 *
 * <p>Not thread-safe.
 */
public final class RulesModel implements WorldModel {
    /** What {@link #name} says. */
    public static final String NAME = "rules";
    private static final int MAGIC = 0x45475255;
    private static final int VERSION = 1;
    private static final double SAME_REWARD = 1e-4;
    private static final PlannerOptions SEARCH = PlannerOptions.uct().withTranspositions(true);

    private final EnvSpec spec;
    private final KnownWorld world;
    private final Leaf leaf;
    private final Transition transition = new Transition();
    private Observation now;
    private boolean living;
    private long wrong;
    private long compared;

    /** Rules of the environment that a spec describes. */
    public RulesModel(EnvSpec spec, KnownWorld world) {
        this.spec = spec;
        this.world = world;
        leaf = new Leaf(world.actionCount());
        now = new Observation.TextObservation("");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void begin(Observation first) {
        world.see(first);
        now = first;
        living = true;
    }

    @Override
    public Surprise observe(int action, Step outcome) {
        if (!living)
            throw new IllegalStateException("observe: expected begin() first, received action " + action);
        double rewardError = rewardError(action, outcome.reward());
        living = !outcome.done();
        now = outcome.observation();
        if (living)
            world.see(now);
        return new Surprise(Math.abs(rewardError) > SAME_REWARD ? 1 : 0, rewardError, 0);
    }

    /** Received minus foreseen reward; 0 where chance decides. */
    private double rewardError(int action, double received) {
        world.reserve(2);
        look(0);
        if (action < 0 || action >= spec.actionNames().size() || !leaf.legal[action])
            throw new IllegalArgumentException("action: expected a legal one, received " + action);
        transition.reset();
        world.step(0, action, 1, transition);
        double foreseen = transition.reward;
        look(1);
        if (leaf.chance && foreseen == 0)
            return 0;
        compared++;
        double error = received - foreseen;
        wrong += Math.abs(error) > SAME_REWARD * Math.max(1, Math.abs(foreseen)) ? 1 : 0;
        return error;
    }

    private void look(int slot) {
        leaf.reset();
        world.evaluate(slot, leaf);
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public PlannerOptions planning() {
        return SEARCH;
    }

    /** Rewards one step ahead. */
    @Override
    public Accuracy accuracy() {
        return compared == 0
                ? Accuracy.NONE
                : new Accuracy(new double[]{wrong / (double) compared}, 0, compared);
    }

    /** There is nothing to learn: no update is done. */
    @Override
    public TrainingReport train(TrainingBudget budget, TrainingListener listener) {
        return new TrainingReport(0, Duration.ZERO, Map.of(), accuracy().openLoopError());
    }

    /** Nothing changes: what the rules allow is known without trying. */
    @Override
    public void exploration(double scale) {
        if (!(scale >= 0 && scale <= 1))
            throw new IllegalArgumentException("exploration: expected 0..1, received " + scale);
    }

    @Override
    public String situation() {
        return Integer.toHexString(now.hashCode());
    }

    /** Any legal action: without search there is no preference. */
    @Override
    public int policy(RandomGenerator random) {
        look(0);
        int chosen = -1;
        int seen = 0;
        for (int a = 0; a < spec.actionNames().size(); a++)
            if (leaf.legal[a] && random.nextInt(++seen) == 0)
                chosen = a;
        if (chosen < 0)
            throw new IllegalStateException(spec.id() + ": expected a state with a legal action, received " + now);
        return chosen;
    }

    @Override
    public List<Rule> rules() {
        return List.of();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        Envelope.write(out, MAGIC, VERSION, spec.id().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void load(DataInput in) throws IOException {
        String id = new String(Envelope.read(in, "rules", MAGIC, VERSION), StandardCharsets.UTF_8);
        if (!id.equals(spec.id()))
            throw new IOException("rules: expected those of " + spec.id() + ", received " + id);
        living = false;
    }
}
