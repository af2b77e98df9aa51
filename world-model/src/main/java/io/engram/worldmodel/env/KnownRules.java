package io.engram.worldmodel.env;

import io.engram.worldmodel.Environment;
import java.util.Optional;

/** An environment that shows its whole state and whose true rules, chance included, can be searched. */
public interface KnownRules extends Environment {
    /**
     * The rules to search; holds no state until {@link KnownWorld#see}. Step limits are no part of them.
     *
     * @param discount per step, above 0 and at most 1
     */
    KnownWorld exactWorld(double discount);

    /** The rules behind an environment, looking through wrappers that leave observations and rewards as they are. */
    static Optional<KnownRules> of(Environment environment) {
        Environment inner = environment;
        while (inner instanceof TimeLimit || inner instanceof GuardedEnvironment || inner instanceof TimedEnvironment) {
            inner = ((Wrapper) inner).inner();
        }
        return inner instanceof KnownRules known ? Optional.of(known) : Optional.empty();
    }
}
