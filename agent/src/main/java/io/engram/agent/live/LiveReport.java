package io.engram.agent.live;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.engram.agent.event.MemorySizes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a life. Jackson writes it as one object with snake-case names ({@code env_steps},
 * {@code eval_return_mean}, …) and each point of the curve as {@code [env_steps, return]}.
 *
 * @param scenario name of the scenario
 * @param seed of the life
 * @param planning whether it searched
 * @param consolidation whether it consolidated
 * @param envSteps environment steps of learning
 * @param episodes learning episodes
 * @param evalEpisodes evaluation episodes behind the next three
 * @param evalReturnMean mean undiscounted return; 0 when nothing was evaluated
 * @param evalReturnStd standard deviation over the evaluation episodes (divided by n)
 * @param successRate share of evaluation episodes that succeeded, in [0,1]
 * @param wallSeconds everything from start to report
 * @param simulations search simulations in all
 * @param simulationsPerSecond simulations per second of searching
 * @param sleeps how often it slept
 * @param memory what the agent remembers at the end, from before this life included
 * @param skillUses how often a skill was chosen and carried out to its end
 * @param losses the last training's losses by name
 * @param curve over learning: mean return of the last 20 episodes
 * @param model which world model was used, and what it was chosen from
 * @param openLoopError entry k-1: recent mean error of the model k steps ahead, in [0,1]
 * @param learnSeconds the part of {@code wallSeconds} before evaluation began
 * @param evalReturnMin smallest return of an evaluation episode; 0 when nothing was evaluated
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonPropertyOrder({"scenario", "seed"})
public record LiveReport(String scenario, long seed, boolean planning, boolean consolidation, long envSteps,
        int episodes, int evalEpisodes, double evalReturnMean, double evalReturnStd, double successRate,
        double wallSeconds, long simulations, double simulationsPerSecond, int sleeps, MemorySizes memory,
        long skillUses, Map<String, Double> losses, List<CurvePoint> curve, String model,
        List<Double> openLoopError, double learnSeconds, double evalReturnMin) {

    public LiveReport {
        losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
        curve = List.copyOf(curve);
        openLoopError = List.copyOf(openLoopError);
    }

    /**
     * One point of the learning curve.
     *
     * @param envSteps environment steps so far
     * @param episodeReturn mean return of the last 20 learning episodes
     */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    @JsonPropertyOrder({"envSteps", "episodeReturn"})
    public record CurvePoint(long envSteps, double episodeReturn) {
    }
}
