package io.engram.examples;

import io.engram.agent.live.LiveOptions;
import io.engram.agent.live.SuccessCriterion;
import io.engram.agent.spi.Scenario;
import io.engram.worldmodel.Environment;
import java.util.function.Supplier;

/**
 * A scenario put together from its parts.
 *
 * @param name what the user types
 * @param description one line
 * @param maker makes a new environment
 * @param success when an episode counts as a success
 * @param defaults how to live in it
 */
record World(String name, String description, Supplier<Environment> maker, SuccessCriterion success,
        LiveOptions defaults) implements Scenario {
    @Override
    public Environment environment() {
        return maker.get();
    }
}
