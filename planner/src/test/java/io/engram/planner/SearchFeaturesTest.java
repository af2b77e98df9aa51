package io.engram.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.engram.planner.testing.Bandit;
import io.engram.planner.testing.DiceWalk;
import io.engram.planner.testing.GridWorld;
import io.engram.planner.testing.TicTacToe;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchFeaturesTest {
    private static final PlannerOptions GAME = PlannerOptions.uct().withValues(ValueBounds.GAME);
    private final Planner planner = new Planner(() -> 0);

    private Plan plan(World world, long simulations, PlannerOptions options) {
        return planner.plan(world, SearchBudget.simulations(simulations), options, new SplittableRandom(7));
    }

    @Test
    void chance_outcomesFollowTheirProbabilities() {
        Plan plan = plan(new DiceWalk(), 400, PlannerOptions.defaults());
        Candidate draw = plan.candidates().get(0);
        assertThat(draw.q()).isCloseTo(0.5, within(1e-6));
        assertThat(draw.proven()).isTrue();
        assertThat(plan.action()).isEqualTo(2);
    }

    @Test
    void failureBound_cutsTheRiskyWay_andSaysSo() {
        Plan plan = plan(new DiceWalk(), 400, PlannerOptions.defaults().withFailureBound(0.1));
        assertThat(plan.action()).isZero();
        assertThat(plan.candidates().get(2).cut()).isTrue();
        assertThat(plan.notes()).anySatisfy(n -> assertThat(n).contains("cut a2").contains("0.500"));
    }

    @Test
    void failureBound_belowEveryWay_choosesTheLeastRisky_andSaysSo() {
        Plan plan = plan(new Risky(new float[]{0.6f, 0.3f, 0.9f}), 60, PlannerOptions.defaults().withFailureBound(0.1));
        assertThat(plan.action()).isEqualTo(1);
        assertThat(plan.notes()).anySatisfy(n -> assertThat(n).contains("every way"));
    }

    /** Arms that differ in failure only. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Risky(float[] failures) implements World {
        @Override
        public int actionCount() {
            return failures.length;
        }

        @Override
        public void reserve(int slots) {
            // no state
        }

        @Override
        public void evaluate(int slot, Leaf out) {
            out.value = 0f;
        }

        @Override
        public void step(int from, int action, int to, Transition out) {
            out.discount = 0f;
            out.failure = failures[action];
        }
    }

    /** A certain draw, and ways that look slightly better than they are. */
    private record Tempting(float looks, float certain) implements World {
        @Override
        public int actionCount() {
            return 4;
        }

        @Override
        public void reserve(int slots) {
            // no state
        }

        @Override
        public boolean exact() {
            return true;
        }

        @Override
        public void evaluate(int slot, Leaf out) {
            out.value = looks;
            out.prior[0] = 20;
        }

        @Override
        public void step(int from, int action, int to, Transition out) {
            boolean over = from == 0 && action == 0;
            out.reward = over ? certain : 0;
            out.discount = over ? 0 : 1;
        }
    }

    @Test
    void certainDraw_isNotGivenAwayForWhatWasHardlyTried() {
        PlannerOptions options = PlannerOptions.defaults().withValues(ValueBounds.GAME);

        assertThat(plan(new Tempting(0.1f, 0), 6, options).action()).isZero();
        assertThat(plan(new Tempting(0.9f, 0), 40, options).action()).isNotZero();
    }

    @Test
    void certainLoss_isNeverChosenOverAnEstimate() {
        PlannerOptions options = PlannerOptions.defaults().withValues(ValueBounds.GAME);

        assertThat(plan(new Tempting(-0.95f, -1), 6, options).action()).isNotZero();
    }

    @Test
    void ticTacToe_emptyBoard_isProvenADraw() {
        for (boolean transpositions : new boolean[]{false, true}) {
            Plan plan = plan(new TicTacToe(), 1_000_000, GAME.withTranspositions(transpositions));
            assertThat(plan.stop()).isEqualTo(StopReason.PROVEN);
            assertThat(plan.value()).isZero();
            assertThat(plan.notes()).anySatisfy(n -> assertThat(n).contains("proven"));
        }
    }

    @Test
    void transpositions_needFewerStatesForTheSameProof() {
        Plan tree = plan(new TicTacToe().position("x...o...."), 1_000_000, GAME);
        Plan graph = plan(new TicTacToe().position("x...o...."), 1_000_000, GAME.withTranspositions(true));
        assertThat(graph.value()).isEqualTo(tree.value());
        assertThat(graph.nodes()).isLessThan(tree.nodes() * 2 / 3);
    }

    @Test
    void transpositions_inAWorldWithoutKeys_areAnOrdinaryTree() {
        Plan plan = plan(new DiceWalk(), 200, PlannerOptions.defaults().withTranspositions(true));
        assertThat(plan.candidates().get(0).q()).isCloseTo(0.5, within(1e-6));
        assertThat(plan.notes()).noneSatisfy(n -> assertThat(n).contains("met"));
    }

    @Test
    void transpositions_inAWorldWithCycles_endAndFindTheGoal() {
        GridWorld world = new GridWorld(0.9f, ".....", ".....", "....G").at(0, 0);
        Plan plan = plan(world, 3000, PlannerOptions.defaults().withTranspositions(true).withMaxDepth(40));
        assertThat(plan.nodes()).isLessThanOrEqualTo(30);
        assertThat(plan.chosen().q()).isPositive();
        assertThat(plan.action()).isIn(0, 1);
    }

    @Test
    void provenWinInOne_endsTheSearchEarly() {
        Plan plan = plan(new TicTacToe().position("xx.oo...."), 100_000, GAME);
        assertThat(plan.action()).isEqualTo(2);
        assertThat(plan.stop()).isEqualTo(StopReason.PROVEN);
        assertThat(plan.simulations()).isLessThan(20);
        assertThat(plan.chosen().proven()).isTrue();
    }

    @Test
    void randomPositions_proofsAgreeWithMinimax() {
        SplittableRandom random = new SplittableRandom(11);
        for (int game = 0; game < 60; game++) {
            int board = 0;
            for (int move = random.nextInt(1, 7); move > 0 && !TicTacToe.lastMoverWon(board); move--) {
                int taken = board | board >> 9;
                int[] open = java.util.stream.IntStream.range(0, 9).filter(a -> (taken >> a & 1) == 0).toArray();
                board = TicTacToe.play(board, open[random.nextInt(open.length)]);
            }
            if (TicTacToe.lastMoverWon(board)) {
                continue;
            }
            Plan plan = plan(new TicTacToe().board(board), 200_000,
                    PlannerOptions.defaults().withValues(ValueBounds.GAME));
            assertThat(plan.stop()).isEqualTo(StopReason.PROVEN);
            assertThat(plan.value()).isEqualTo(TicTacToe.minimax(board));
            assertThat(-TicTacToe.minimax(TicTacToe.play(board, plan.action()))).isEqualTo(TicTacToe.minimax(board));
        }
    }

    @Test
    void treeReuse_continuesWhereThePlanBeforeEnded() {
        PlannerOptions options = GAME.withTreeReuse(true);
        TicTacToe world = new TicTacToe();
        Plan first = plan(world, 500, options);
        int board = TicTacToe.play(0, first.action());
        int reply = Integer.numberOfTrailingZeros(~(board | board >> 9));
        planner.advance(first.action());
        planner.advance(reply);
        Plan second = plan(world.board(TicTacToe.play(board, reply)), 300, options);
        assertThat(second.notes()).anySatisfy(n -> assertThat(n).contains("kept"));
        assertThat(second.nodes()).isGreaterThan(
                new Planner().plan(world, SearchBudget.simulations(300), GAME, new SplittableRandom(7)).nodes());
        assertThat(-TicTacToe.minimax(TicTacToe.play(TicTacToe.play(board, reply), second.action())))
                .isEqualTo(TicTacToe.minimax(TicTacToe.play(board, reply)));
    }

    @Test
    void treeReuse_ofAStateThatWasNotForeseen_startsFresh() {
        PlannerOptions options = GAME.withTreeReuse(true);
        TicTacToe world = new TicTacToe();
        plan(world, 200, options);
        planner.advance(4);
        Plan second = plan(world.position("x........"), 200, options);
        assertThat(second.notes()).noneSatisfy(n -> assertThat(n).contains("kept"));
        assertThat(second.nodes()).isLessThanOrEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8, 32})
    void batch_makesExactlyTheBudget_andLeavesNothingInFlight(int batch) {
        GridWorld world = new GridWorld(0.95f, ".P..", "....", "...G").at(0, 0);
        Plan plan = plan(world, 1001, PlannerOptions.defaults().withBatch(batch).withEarlyStop(false));
        assertThat(plan.simulations()).isEqualTo(1001);
        assertThat(plan.candidates().stream().mapToInt(Candidate::visits).sum()).isEqualTo(1001);
        assertThat(plan.action()).isEqualTo(1);
        assertThat(plan).isEqualTo(new Planner(() -> 0).plan(world, SearchBudget.simulations(1001),
                PlannerOptions.defaults().withBatch(batch).withEarlyStop(false), new SplittableRandom(7)));
    }

    @Test
    void earlyStop_whenTheLeadCannotBeCaughtUp() {
        Bandit bandit = new Bandit(new float[]{1f, 0f}, new float[]{1, 1});
        Plan plan = plan(bandit, 1000, PlannerOptions.defaults());
        assertThat(plan.stop()).isEqualTo(StopReason.DECIDED);
        assertThat(plan.simulations()).isBetween(500L, 700L);
        assertThat(plan(bandit, 1000, PlannerOptions.defaults().withEarlyStop(false)).action())
                .isEqualTo(plan.action());
    }

    @Test
    void earlyStop_whenThereIsOnlyOneWay() {
        Plan plan = plan(new GridWorld(0.9f, "...G").at(0, 0), 1000, PlannerOptions.defaults());
        assertThat(plan.stop()).isEqualTo(StopReason.FORCED);
        assertThat(plan.simulations()).isEqualTo(1);
    }

    @Test
    void widening_opensActionsByPrior_asVisitsGrow() {
        float[] priors = new float[100];
        float[] rewards = new float[100];
        for (int a = 0; a < 100; a++) {
            priors[a] = a + 1;
            rewards[a] = a == 97 ? 1f : 0f;
        }
        PlannerOptions options = PlannerOptions.defaults().withWidening(1, 0.5).withEarlyStop(false);
        Plan plan = plan(new Bandit(rewards, priors), 100, options);
        assertThat(
                plan.candidates().stream().filter(c -> c.visits() > 0).mapToInt(Candidate::action).min().orElseThrow())
                .isGreaterThanOrEqualTo(89);
        assertThat(plan.action()).isEqualTo(97);
        assertThat(plan.candidates()).extracting(Candidate::action).isSorted();
    }

    /** A dream of one hardly believed step pays 1, all else behind it 0.2; the sure way pays 0.5. */
    @Test
    void trustedBackups_letWhatIsHardlyBelievedCountLittle() {
        Plan all = plan(new Dream(), 60, PlannerOptions.defaults());
        Plan trusted = plan(new Dream(), 60, PlannerOptions.defaults().withTrustedBackups(1));
        assertThat(all.action()).isEqualTo(1);
        assertThat(trusted.action()).isZero();
        assertThat(all.candidates().get(1).q()).isGreaterThan(0.7);
        assertThat(trusted.candidates().get(1).q()).isLessThan(0.45);
    }

    @Test
    void trustedBackups_changeNothingWhereAllIsTrusted() {
        PlannerOptions options = PlannerOptions.uct();
        Plan plain = plan(new TicTacToe().position("x...o...."), 300, options);
        Plan trusted = plan(new TicTacToe().position("x...o...."), 300, options.withTrustedBackups(2));
        assertThat(trusted.candidates()).isEqualTo(plain.candidates());
    }

    /** Two steps at most; action 0 ends it. */
    private static final class Dream implements World {
        private boolean[] dreaming = new boolean[1];

        @Override
        public int actionCount() {
            return 2;
        }

        @Override
        public void reserve(int slots) {
            dreaming = Arrays.copyOf(dreaming, Math.max(slots, dreaming.length));
        }

        @Override
        public void evaluate(int slot, Leaf out) {
            out.value = 0.2f;
        }

        @Override
        public void step(int from, int action, int to, Transition out) {
            boolean second = dreaming[from];
            dreaming[to] = action == 1;
            out.discount = second || action == 0 ? 0 : 1;
            out.reward = second ? action == 1 ? 1 : 0.2f : action == 0 ? 0.5f : 0;
            out.trust = second && action == 1 ? 0.01f : 1;
        }
    }

    @Test
    void picture_asDotAndSvg_holdsTheChosenLine() {
        plan(new TicTacToe().position("xx.oo...."), 200, GAME);
        PlanTree tree = planner.tree(3, 4);
        assertThat(tree.toDot()).startsWith("digraph").contains("a2").contains("->").endsWith("}\n");
        assertThat(tree.toSvg()).startsWith("<svg").contains("a2").contains("proven").contains("</svg>");
        assertThat(tree.children().size()).isBetween(1, 4);
    }

    @Test
    void keyTable_agreesWithAHashMap() {
        KeyTable table = new KeyTable();
        java.util.Map<Long, Integer> model = new java.util.HashMap<>();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 20_000; i++) {
            long key = random.nextLong(1, 30_000) << 40;
            assertThat(table.get(key)).isEqualTo(model.getOrDefault(key, KeyTable.ABSENT));
            assertThat(table.get(0)).isEqualTo(KeyTable.ABSENT);
            if (model.putIfAbsent(key, i) == null) {
                table.put(key, i);
            }
        }
        assertThat(Arrays.stream(new long[]{5, 6}).allMatch(k -> table.get(k) == KeyTable.ABSENT)).isTrue();
    }
}
