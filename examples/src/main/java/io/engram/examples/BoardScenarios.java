package io.engram.examples;

import io.engram.agent.live.LiveOptions;
import io.engram.agent.live.SuccessCriterion;
import io.engram.agent.spi.Scenario;
import io.engram.agent.spi.ScenarioFamily;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.WorldModel;
import io.engram.worldmodel.choice.ModelChoice;
import io.engram.worldmodel.env.BoardEnvironment;
import io.engram.worldmodel.env.BoardGame;
import io.engram.worldmodel.env.Connect4;
import io.engram.worldmodel.env.Opponent;
import io.engram.worldmodel.env.TicTacToe;
import io.engram.worldmodel.selfplay.SelfPlayModel;
import io.engram.worldmodel.selfplay.SelfPlayOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Board games, learned in sleep by playing against oneself; awake, games are played against an opponent that teaches nothing and
 * shows how far it got. Who begins is drawn. Consolidation is off: moves that won once are no skill on another board.
 */
public final class BoardScenarios implements ScenarioFamily {
    /** c of UCT for the opponent of Connect Four, for values scaled to 0..1. */
    private static final double EXPLORATION = 1;
    private static final int ROLLOUTS = 1_000;

    @Override
    public List<Scenario> scenarios() {
        return List.of(
                new Board("tic-tac-toe", "play noughts and crosses against a perfect player (best: lose no game)",
                        new TicTacToe(), Opponent::perfect, SelfPlayOptions.small(),
                        (episodeReturn, steps, terminated) -> episodeReturn >= 0,
                        options(800, Duration.ofMinutes(20)).withSimulations(64).withEvalEpisodes(1_000)),
                new Board("connect4", "play Connect Four against a tree search with 1,000 random games a move",
                        new Connect4(), () -> Opponent.uct(ROLLOUTS, EXPLORATION), SelfPlayOptions.medium(),
                        SuccessCriterion.GOAL_REACHED,
                        options(12_000, Duration.ofHours(1)).withSimulations(128)));
    }

    private static LiveOptions options(int steps, Duration time) {
        return LiveOptions.defaults().withMaxSteps(steps).withMaxTime(time).withConsolidation(false).withSleepEvery(10)
                .withTrainingUpdates(200);
    }

    /**
     * A board game as a scenario. The model is {@code self-play} unless another is asked for by name.
     *
     * @param opponent makes the opponent of one environment
     */
    private record Board(String name, String description, BoardGame game, Supplier<Opponent> opponent,
            SelfPlayOptions practice, SuccessCriterion success, LiveOptions defaults) implements Scenario {
        @Override
        public Environment environment() {
            return new BoardEnvironment(game, opponent.get());
        }

        @Override
        public WorldModel worldModel(Environment environment, LiveOptions options) {
            boolean own = options.model().equals(ModelChoice.AUTO) || options.model().equals("self-play");
            return own
                    ? new SelfPlayModel(game, practice, options.seed())
                    : ModelChoice.named(options.model(), environment, options.seed());
        }
    }
}
