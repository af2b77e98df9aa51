package io.engram.examples;

import io.engram.agent.live.LiveOptions;
import io.engram.agent.spi.Scenario;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.env.minigrid.MiniGrid;

/**
 * Find the key, open the door, reach the goal: a 5×5 room with a new layout in every episode, seen through a window of
 * 7×7 cells that moves and turns with the observer. The reward comes at the goal only.
 */
public final class DoorKeyScenario implements Scenario {
    @Override
    public String name() {
        return "door-key";
    }

    @Override
    public String description() {
        return "find the key, open the door, reach the goal (5x5, partly seen, a new room every episode)";
    }

    @Override
    public Environment environment() {
        return MiniGrid.doorKey(5);
    }

    /** Learning ends before its 60,000 steps once 98 of the last 100 episodes reached the goal. */
    @Override
    public LiveOptions defaults() {
        return LiveOptions.defaults().withSolvedAt(0.98);
    }
}
