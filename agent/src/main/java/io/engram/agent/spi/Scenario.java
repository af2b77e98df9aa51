package io.engram.agent.spi;

import io.engram.agent.live.LiveOptions;
import io.engram.agent.live.SuccessCriterion;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.WorldModel;
import io.engram.worldmodel.choice.ModelChoice;

/**
 * A named world to live in.
 *
 * <p>Implementations are public, have a public constructor without parameters, hold no state and are listed in {@code
 * META-INF/services/io.engram.agent.spi.Scenario}. Methods may be called on any thread.
 */
public interface Scenario {

    /** What the user types: lower-case words joined by hyphens, for example {@code door-key}. */
    String name();

    /** One line for the list of scenarios. */
    String description();

    /** A new environment, not yet reset; the caller closes it. May read files: never called on an event loop. */
    Environment environment();

    /**
     * The model that will learn this world; one that knows nothing yet. Unless a scenario says otherwise it is what {@link
     * LiveOptions#model()} names, or an automatic choice among those that can learn such observations.
     */
    default WorldModel worldModel(Environment environment, LiveOptions options) {
        return ModelChoice.named(options.model(), environment, options.seed());
    }

    /** How to live here when the user does not say otherwise. */
    default LiveOptions defaults() {
        return LiveOptions.defaults();
    }

    /** When an episode counts as a success. */
    default SuccessCriterion success() {
        return SuccessCriterion.GOAL_REACHED;
    }
}
