package io.engram.daemon.cli;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.engram.planner.Plan;
import java.util.List;

/** A plan as {@code --json} prints it; fields as in {@link Plan}, times in milliseconds. */
@JsonNaming(SnakeCaseStrategy.class)
record PlanJson(int action, String name, double value, double modelValue, List<String> principalVariation,
        List<Way> candidates, long simulations, int nodes, int maxDepth, long modelCalls, double milliseconds,
        String stop, List<String> notes) {

    /** One way to go on. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Way(int action, String name, boolean skill, double prior, int visits, double q, double uncertainty,
            double failure, boolean proven, boolean cut, double weight) {
    }

    static PlanJson of(Plan plan) {
        List<Way> ways = plan.candidates().stream()
                .map(c -> new Way(c.action(), c.name(), c.macro().isPresent(), c.prior(), c.visits(), c.q(),
                        c.uncertainty(), c.failure(), c.proven(), c.cut(), c.weight()))
                .toList();
        return new PlanJson(plan.action(), plan.chosen().name(), plan.value(), plan.modelValue(),
                plan.principalVariation(), ways, plan.simulations(), plan.nodes(), plan.maxDepth(), plan.modelCalls(),
                plan.elapsed().toNanos() / 1e6, plan.stop().name().toLowerCase(java.util.Locale.ROOT), plan.notes());
    }
}
