package io.engram.worldmodel.env;

import io.engram.planner.World;
import io.engram.worldmodel.Observation;

/** A search world by an environment's own rules, where an observation is the whole state. One thread at a time. */
public interface KnownWorld extends World {
    /**
     * Puts the state that an observation shows into slot 0.
     *
     * @throws IllegalArgumentException when it shows no state of this world in which something can be done
     */
    void see(Observation seen);
}
