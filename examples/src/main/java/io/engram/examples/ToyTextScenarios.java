package io.engram.examples;

import io.engram.agent.live.LiveOptions;
import io.engram.agent.live.SuccessCriterion;
import io.engram.agent.spi.Scenario;
import io.engram.agent.spi.ScenarioFamily;
import io.engram.worldmodel.env.Blackjack;
import io.engram.worldmodel.env.TabularEnvironment;
import io.engram.worldmodel.env.TimeLimit;
import io.engram.worldmodel.env.ToyText;
import java.util.List;

/**
 * Gymnasium's toy-text worlds, whose states are seen as they are. Consolidation is off: where one action has several
 * outcomes, or every state is known by name, a fixed sequence of actions is no skill.
 */
public final class ToyTextScenarios implements ScenarioFamily {
    /** CliffWalking has no step limit of its own; without one an early policy may walk for ever. */
    private static final int LONGEST_WALK = 200;

    @Override
    public List<Scenario> scenarios() {
        SuccessCriterion ended = (episodeReturn, steps, terminated) -> terminated;
        return List.of(
                new World("frozen-lake-4x4", "cross a slippery lake with holes (16 states; solved at 0.70)",
                        () -> new TabularEnvironment(ToyText.frozenLake4x4()), SuccessCriterion.GOAL_REACHED,
                        options(3_000, 1_000)),
                new World("frozen-lake-8x8", "cross a larger slippery lake (64 states; solved at 0.85)",
                        () -> new TabularEnvironment(ToyText.frozenLake8x8()), SuccessCriterion.GOAL_REACHED,
                        options(30_000, 1_000)),
                new World("taxi", "fetch a passenger and bring them where they want (500 states; best 7.93)",
                        () -> new TabularEnvironment(ToyText.taxi()), SuccessCriterion.GOAL_REACHED,
                        options(15_000, 1_000)),
                new World("cliff-walking", "walk along a cliff (48 states; best -13)",
                        () -> new TimeLimit(new TabularEnvironment(ToyText.cliffWalking()), LONGEST_WALK), ended,
                        options(1_500, 100)),
                new World("blackjack", "hit or stick against a dealer (best -0.04)", Blackjack::new,
                        SuccessCriterion.GOAL_REACHED, options(100_000, 5_000)));
    }

    private static LiveOptions options(int steps, int evaluation) {
        return LiveOptions.defaults().withMaxSteps(steps).withEvalEpisodes(evaluation).withConsolidation(false)
                .withSleepEvery(50);
    }
}
