package io.engram.examples;

import io.engram.agent.live.LiveOptions;
import io.engram.agent.live.SuccessCriterion;
import io.engram.agent.spi.Scenario;
import io.engram.agent.spi.ScenarioFamily;
import io.engram.worldmodel.env.minigrid.MiniGrid;
import java.time.Duration;
import java.util.List;

/** MiniGrid's rooms by their names; {@code door-key} alone is {@link DoorKeyScenario}. */
public final class MiniGridScenarios implements ScenarioFamily {
    @Override
    public List<Scenario> scenarios() {
        return List.of(room("door-key-5x5", "find the key, open the door, reach the goal in 5x5 cells", 10_000),
                room("door-key-8x8", "the same in 8x8 cells", 60_000),
                room("multi-room-n4", "a chain of four rooms with shut doors, the goal in the last", 100_000),
                room("key-corridor", "find a key in a side room, open the locked one, take the ball in it", 300_000),
                room("unlock", "find the key of a locked door and open it", 20_000),
                room("four-rooms", "find the goal in four rooms around a cross of walls", 60_000));
    }

    private static Scenario room(String name, String description, int steps) {
        return new World(name, description, () -> MiniGrid.named(name), SuccessCriterion.GOAL_REACHED,
                LiveOptions.defaults().withMaxSteps(steps).withMaxTime(Duration.ofMinutes(15)).withSolvedAt(0.98));
    }
}
