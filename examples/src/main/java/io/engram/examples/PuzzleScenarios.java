package io.engram.examples;

import io.engram.agent.live.LiveOptions;
import io.engram.agent.live.SuccessCriterion;
import io.engram.agent.spi.Scenario;
import io.engram.agent.spi.ScenarioFamily;
import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.WorldModel;
import io.engram.worldmodel.choice.ModelChoice;
import io.engram.worldmodel.env.GameOf24;
import io.engram.worldmodel.env.KnownRules;
import io.engram.worldmodel.env.Slide2048;
import io.engram.worldmodel.env.Sokoban;
import io.engram.worldmodel.ntuple.TupleModel;
import io.engram.worldmodel.ntuple.TupleOptions;
import io.engram.worldmodel.rules.RulesModel;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Puzzles for one, whose rules are given. In Sokoban and the game of 24 all skill is looking ahead: nothing is learned, there is
 * no learning phase, and {@code --simulations} says how much thinking a move gets. 2048 is judged by what practice games in sleep
 * taught. Another model, which learns from steps, is chosen by {@code --model} with {@code --steps}.
 */
public final class PuzzleScenarios implements ScenarioFamily {
    /** A 2048 tile has paid 18,432 to 20,480 points by the time it is made, nearly always about 20,100. */
    private static final double ABOUT_A_2048_TILE = 20_000;

    @Override
    public List<Scenario> scenarios() {
        return List.of(
                new Puzzle("2048", "slide and merge tiles (success: 20,000 points, about where the 2048 tile is made)",
                        Slide2048::new, options -> new TupleModel(TupleOptions.medium(), options.seed()), "n-tuple",
                        (episodeReturn, steps, terminated) -> episodeReturn >= ABOUT_A_2048_TILE,
                        LiveOptions.defaults().withConsolidation(false).withMaxSteps(100_000)
                                .withMaxTime(Duration.ofMinutes(30)).withSleepEvery(1).withTrainingUpdates(1_000)),
                searched("game-of-24", "make 24 of four numbers (best 1.00: all puzzles drawn can be solved)",
                        GameOf24::new, 1_000),
                searched("sokoban", "push two boxes onto targets in 7x7 cells, a new level every time", Sokoban::small,
                        1_000));
    }

    private static Scenario searched(String name, String description, Supplier<KnownRules> maker, int simulations) {
        EnvSpec spec = maker.get().spec();
        return new Puzzle(name, description, maker::get,
                options -> new RulesModel(spec, maker.get().exactWorld(ModelChoice.DISCOUNT)), RulesModel.NAME,
                SuccessCriterion.GOAL_REACHED,
                LiveOptions.defaults().withConsolidation(false).withMaxSteps(0).withSimulations(simulations));
    }

    /**
     * A puzzle as a scenario.
     *
     * @param own makes the model that is used unless another is asked for by name
     * @param ownName its name
     */
    private record Puzzle(String name, String description, Supplier<Environment> maker,
            Function<LiveOptions, WorldModel> own, String ownName, SuccessCriterion success, LiveOptions defaults)
            implements
                Scenario {
        @Override
        public Environment environment() {
            return maker.get();
        }

        @Override
        public WorldModel worldModel(Environment environment, LiveOptions options) {
            return options.model().equals(ModelChoice.AUTO) || options.model().equals(ownName)
                    ? own.apply(options)
                    : ModelChoice.named(options.model(), environment, options.seed());
        }
    }
}
