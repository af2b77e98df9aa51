package io.engram.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.engram.planner.testing.GridWorld;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MacroActionTest {
    private final Planner planner = new Planner();

    private Candidate macroOf(World world, MacroAction macro) {
        Plan plan = planner.plan(world, SearchBudget.simulations(60),
                PlannerOptions.defaults().withMacros(List.of(macro), false),
                new SplittableRandom(1));
        return plan.candidates().getLast();
    }

    @Test
    void macro_worthExactlyItsFlattenedSteps() {
        GridWorld world = new GridWorld(0.9f, "...", "..G").at(0, 0);
        Candidate macro = macroOf(world, MacroAction.of("there", 0, 0, 1));
        assertThat(macro.macro()).isPresent();
        assertThat(macro.q()).isCloseTo(0.9 * 0.9, within(1e-6));
    }

    @Test
    void macro_thatHitsTheEnd_stopsThere() {
        GridWorld world = new GridWorld(0.9f, "..G...").at(0, 0);
        assertThat(macroOf(world, MacroAction.of("dash", 0, 0, 0, 0, 0)).q()).isCloseTo(0.9, within(1e-6));
    }

    @Test
    void macro_withAnIllegalLaterStep_isItsLegalPrefix() {
        GridWorld world = new GridWorld(0.9f, "..#", "...", "..G").at(0, 0);
        Plan plan = planner.plan(world, SearchBudget.simulations(4000),
                PlannerOptions.uct().withMacros(List.of(MacroAction.of("push", 0, 0, 0)), false),
                new SplittableRandom(1));
        Candidate push = plan.candidates().getLast();
        Candidate right = plan.candidates().getFirst();
        assertThat(push.visits()).isPositive();
        assertThat(right.action()).isZero();
        assertThat(push.q()).isCloseTo(right.q(), within(0.15));
    }

    @Test
    void macro_withAnIllegalFirstStep_isNotOffered() {
        GridWorld world = new GridWorld(0.9f, "..G").at(0, 0);
        Plan plan = planner.plan(world, SearchBudget.simulations(10),
                PlannerOptions.defaults().withMacros(List.of(MacroAction.of("climb", 3, 3)), false),
                new SplittableRandom(1));
        assertThat(plan.candidates()).extracting(Candidate::name).containsExactly("right");
    }

    @Test
    void macro_beyondTheActions_isAClearError() {
        assertThatThrownBy(() -> macroOf(new GridWorld(0.9f, "..G").at(0, 0), MacroAction.of("odd", 0, 9)))
                .hasMessageContaining("odd")
                .hasMessageContaining("9");
        assertThatThrownBy(() -> MacroAction.of("empty")).hasMessageContaining("empty");
    }

    @Test
    void macrosInside_reachFarGoals_thatSingleStepsDoNot() {
        GridWorld world = new GridWorld(0.99f, "...............................G").at(0, 0);
        List<MacroAction> hops = List.of(new MacroAction("hop", List.of(0, 0, 0, 0, 0, 0, 0, 0), 4));
        Plan with = planner.plan(world, SearchBudget.simulations(40), PlannerOptions.defaults().withMacros(hops, true),
                new SplittableRandom(1));
        Plan without = planner.plan(world, SearchBudget.simulations(40), PlannerOptions.defaults(),
                new SplittableRandom(1));
        assertThat(with.candidates().stream().mapToDouble(Candidate::q).max().orElseThrow()).isPositive();
        assertThat(without.candidates().stream().mapToDouble(Candidate::q).max().orElseThrow()).isZero();
    }
}
