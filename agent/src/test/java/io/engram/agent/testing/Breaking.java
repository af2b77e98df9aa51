package io.engram.agent.testing;

import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.Reset;
import io.engram.worldmodel.Space;
import io.engram.worldmodel.Step;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** An environment that throws after a number of steps and counts how often it was closed. */
public final class Breaking implements Environment {
    private final Environment inner;
    private final int after;
    private int steps;
    private final AtomicInteger closes = new AtomicInteger();

    public Breaking(Environment inner, int after) {
        this.inner = inner;
        this.after = after;
    }

    public int closes() {
        return closes.get();
    }

    @Override
    public EnvSpec spec() {
        return inner.spec();
    }

    @Override
    public Space observationSpace() {
        return inner.observationSpace();
    }

    @Override
    public Space actionSpace() {
        return inner.actionSpace();
    }

    @Override
    public Reset reset(OptionalLong seed) {
        return inner.reset(seed);
    }

    @Override
    public Step step(int action) {
        if (++steps > after)
            throw new IllegalStateException("the world fell apart at step " + steps);
        return inner.step(action);
    }

    @Override
    public String render() {
        return inner.render();
    }

    @Override
    public void close() {
        closes.incrementAndGet();
        inner.close();
    }
}
