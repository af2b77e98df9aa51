package io.engram.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.engram.planner.testing.Bandit;
import io.engram.planner.testing.TicTacToe;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GumbelTest {
    private final Planner planner = new Planner(() -> 0);

    @Test
    void schedule_spendsExactlyTheBudget_andHalves() {
        assertThat(GumbelRoot.schedule(4, 8)).containsExactly(0, 0, 0, 0, 1, 1, 2, 2);
        assertThat(GumbelRoot.schedule(1, 3)).containsExactly(0, 1, 2);
        for (int considered = 1; considered <= 20; considered++) {
            for (int simulations = 1; simulations <= 70; simulations++) {
                int[] due = GumbelRoot.schedule(considered, simulations);
                assertThat(due).hasSize(simulations);
                assertThat(Arrays.stream(due).filter(v -> v == 0).count()).isLessThanOrEqualTo(considered);
            }
        }
    }

    @Test
    void everyConsideredArmTried_bestOneChosen() {
        float[] rewards = new float[16];
        rewards[11] = 1f;
        float[] priors = new float[16];
        Arrays.fill(priors, 1f);
        Plan plan = planner.plan(new Bandit(rewards, priors), SearchBudget.simulations(32),
                PlannerOptions.defaults().withGumbel(16, 0),
                new SplittableRandom(1));
        assertThat(plan.action()).isEqualTo(11);
        assertThat(plan.candidates()).allSatisfy(c -> assertThat(c.visits()).isPositive());
    }

    @Test
    void fewerSimulationsThanActions_stillImproveThePolicyOnAverage() {
        SplittableRandom random = new SplittableRandom(5);
        double searched = 0;
        double prior = 0;
        int rounds = 3000;
        for (int i = 0; i < rounds; i++) {
            float[] rewards = new float[12];
            float[] priors = new float[12];
            double sum = 0;
            for (int a = 0; a < 12; a++) {
                rewards[a] = random.nextFloat();
                priors[a] = 0.05f + random.nextFloat();
                sum += priors[a];
            }
            for (int a = 0; a < 12; a++) {
                prior += rewards[a] * priors[a] / sum;
            }
            Plan plan = planner.plan(new Bandit(rewards, priors), SearchBudget.simulations(4),
                    PlannerOptions.defaults().withGumbel(16, 1), random);
            searched += rewards[plan.action()];
        }
        assertThat(searched / rounds).isGreaterThan(prior / rounds + 0.15);
    }

    @Test
    void improvedPolicy_isADistribution_thatPrefersWhatPays() {
        Plan plan = planner.plan(new Bandit(new float[]{0.2f, 0.8f, 0.1f}, new float[]{5, 1, 5}),
                SearchBudget.simulations(12),
                PlannerOptions.defaults().withGumbel(3, 1), new SplittableRandom(3));
        float[] policy = plan.policy(3);
        assertThat(policy[0] + policy[1] + policy[2]).isCloseTo(1f, within(1e-5f));
        assertThat(policy[1]).isGreaterThan(policy[0]).isGreaterThan(policy[2]);
    }

    @Test
    void ticTacToe_winInOneIsTaken_inMostDraws() {
        int won = 0;
        for (int seed = 0; seed < 50; seed++) {
            Plan plan = planner.plan(new TicTacToe().position("xx.oo...."), SearchBudget.simulations(64),
                    PlannerOptions.defaults().withGumbel(9, 1),
                    new SplittableRandom(seed));
            won += plan.action() == 2 ? 1 : 0;
        }
        assertThat(won).isGreaterThanOrEqualTo(49);
    }

    @Test
    void budgetWithoutALimitOnSimulations_isAClearError() {
        assertThatThrownBy(() -> planner.plan(new Bandit(new float[]{1, 2}, new float[]{1, 1}),
                SearchBudget.time(Duration.ofMillis(1)),
                PlannerOptions.defaults().withGumbel(2, 1), new SplittableRandom(1)))
                .hasMessageContaining("simulations");
    }
}
