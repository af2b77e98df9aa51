package io.engram.agent.testing;

import io.engram.agent.live.LiveOptions;
import io.engram.agent.spi.Scenario;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.env.minigrid.MiniGrid;
import java.util.function.UnaryOperator;

/** A small grid room as scenario: short episodes, learned in a few of them. */
public final class Corridor implements Scenario {
    private final UnaryOperator<Environment> around;

    public Corridor() {
        this(UnaryOperator.identity());
    }

    /** The room with something around it, for example one that breaks. */
    public Corridor(UnaryOperator<Environment> around) {
        this.around = around;
    }

    @Override
    public String name() {
        return "corridor";
    }

    @Override
    public String description() {
        return "an empty room with a goal in its corner";
    }

    @Override
    public Environment environment() {
        return around.apply(MiniGrid.empty(5));
    }

    @Override
    public LiveOptions defaults() {
        return LiveOptions.defaults().withMaxSteps(400).withEvalEpisodes(5).withSimulations(8).withSleepEvery(5)
                .withShowEvery(1);
    }
}
