package io.engram.worldmodel.env;

import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.Reset;
import io.engram.worldmodel.Space;
import io.engram.worldmodel.Step;
import java.util.OptionalLong;

/** Holds another environment and passes everything on; a subclass changes one thing. */
public abstract class Wrapper implements Environment {
    private final Environment inner;

    /** Takes over {@code inner}: it is closed with this one and should not be stepped elsewhere. */
    protected Wrapper(Environment inner) {
        this.inner = inner;
    }

    /** The environment inside. */
    public final Environment inner() {
        return inner;
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
        return inner.step(action);
    }

    @Override
    public String render() {
        return inner.render();
    }

    @Override
    public void close() {
        inner.close();
    }
}
