package io.engram.worldmodel.env;

import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.EnvironmentException;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Reset;
import io.engram.worldmodel.Space;
import io.engram.worldmodel.Step;
import java.util.BitSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Keeps the contract of {@link Environment} (seeds, order of calls, ranges, masks, step limit) so that rules are only rules. */
abstract class RuledEnvironment implements Environment {
    private final EnvSpec spec;
    private SplittableRandom random = new SplittableRandom();
    private int steps;
    private boolean over = true;
    private boolean ended;

    RuledEnvironment(EnvSpec spec) {
        this.spec = spec;
    }

    /** Sets up an episode. */
    abstract void begin(SplittableRandom source);

    /** Acts and returns the reward; calls {@link #end} when the rules end the episode. */
    abstract double act(int action, SplittableRandom source);

    abstract Observation observe();

    /** Which actions are legal now; null where all always are. */
    @Nullable
    BitSet legal() {
        return null;
    }

    /** To be called from {@link #act} and {@link #begin}: the rules end the episode here. */
    final void end() {
        ended = true;
    }

    @Override
    public final EnvSpec spec() {
        return spec;
    }

    @Override
    public final Space.Discrete actionSpace() {
        return new Space.Discrete(spec.actionNames().size());
    }

    @Override
    public final Reset reset(OptionalLong seed) {
        if (seed.isPresent()) {
            random = new SplittableRandom(seed.getAsLong());
        }
        start();
        begin(random);
        return new Reset(observe(), info());
    }

    /** Begins an episode without drawing a state: the caller has set it. */
    final void start() {
        steps = 0;
        over = false;
        ended = false;
    }

    @Override
    public final Step step(int action) {
        if (over) {
            throw new EnvironmentException(spec.id(), "step", "a running episode (call reset first)",
                    "action " + action);
        }
        if (action < 0 || action >= spec.actionNames().size()) {
            throw new EnvironmentException(spec.id(), "action", "0.." + (spec.actionNames().size() - 1),
                    Integer.toString(action));
        }
        BitSet mask = legal();
        if (mask != null && !mask.get(action)) {
            throw new EnvironmentException(spec.id(), "action", "one of the legal " + mask, Integer.toString(action));
        }
        steps++;
        double reward = act(action, random);
        boolean truncated = !ended && spec.maxSteps() > 0 && steps >= spec.maxSteps();
        over = ended || truncated;
        return new Step(observe(), reward, ended, truncated, info());
    }

    private Map<String, Object> info() {
        BitSet mask = ended ? null : legal();
        return mask == null ? Map.of() : Map.of(Step.ACTION_MASK, mask);
    }
}
