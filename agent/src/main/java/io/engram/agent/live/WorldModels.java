package io.engram.agent.live;

import io.engram.worldmodel.Environment;
import io.engram.worldmodel.EnvironmentException;
import io.engram.worldmodel.Space;
import io.engram.worldmodel.WorldModel;
import io.engram.worldmodel.grid.GridModel;
import io.engram.worldmodel.grid.GridOptions;

/** Chooses the world model that can learn an environment, by the kind of its observations. */
public final class WorldModels {
    private WorldModels() {
    }

    /**
     * A model that knows nothing yet.
     *
     * @throws EnvironmentException when no model can learn this kind of observation
     */
    public static WorldModel forEnvironment(Environment environment) {
        if (environment.observationSpace() instanceof Space.Grid grid)
            return new GridModel(environment.spec(), grid, environment.actionCount(), GridOptions.defaults());
        throw new EnvironmentException(environment.spec().id(), "observation space",
                "a grid, the kind that can be learned so far", environment.observationSpace().toString());
    }
}
