package io.engram.worldmodel.env;

import io.engram.worldmodel.Environment;
import io.engram.worldmodel.EnvironmentException;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Reset;
import io.engram.worldmodel.Step;
import java.util.BitSet;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Stands between a life and an environment that nobody has checked: everything it says is looked at before anyone learns
 * from it, and it is only used as its contract allows. What breaks the contract is an {@link EnvironmentException} that
 * names the environment, the rule and the value; what it throws itself is passed on with its name.
 */
public final class GuardedEnvironment extends Wrapper {
    private final String id;
    private final int actions;
    private boolean over = true;

    /** Takes over an environment; refuses one without actions. */
    public GuardedEnvironment(Environment inner) {
        super(inner);
        id = inner.spec().id();
        actions = inner.actionCount();
        int names = inner.spec().actionNames().size();
        if (names != actions)
            throw new EnvironmentException(id, "action names", actions + ", one for each action",
                    Integer.toString(names));
    }

    @Override
    public Reset reset(OptionalLong seed) {
        over = true;
        Reset reset = inner().reset(seed);
        check("reset", reset.observation(), reset.info(), false);
        over = false;
        return reset;
    }

    @Override
    public Step step(int action) {
        if (over)
            throw new EnvironmentException(id, "step", "a running episode (call reset first)", "action " + action);
        if (action < 0 || action >= actions)
            throw new EnvironmentException(id, "action", "0.." + (actions - 1), Integer.toString(action));
        over = true;
        Step step = inner().step(action);
        check("step", step.observation(), step.info(), step.done());
        over = step.done();
        return step;
    }

    private void check(String from, Observation seen, Map<String, Object> info, boolean done) {
        if (!observationSpace().contains(seen))
            throw new EnvironmentException(id, from, "an observation in " + observationSpace(), seen.toString());
        Object mask = info.get(Step.ACTION_MASK);
        if (mask == null || done)
            return;
        if (!(mask instanceof BitSet legal))
            throw new EnvironmentException(id, from + ": action mask", "a BitSet", mask.toString());
        if (legal.isEmpty() || legal.length() > actions)
            throw new EnvironmentException(id, from + ": action mask",
                    "at least one legal action, all below " + actions, legal.toString());
    }
}
