package io.engram.worldmodel.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.engram.worldmodel.Environment;
import io.engram.worldmodel.EnvironmentException;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Step;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import java.util.stream.Stream;

class EnvironmentsTest {

    static Stream<Supplier<Environment>> all() {
        return Stream.of(() -> new TabularEnvironment(ToyText.frozenLake4x4()),
                () -> new TabularEnvironment(ToyText.frozenLake8x8()),
                () -> new TabularEnvironment(ToyText.cliffWalking()), () -> new TabularEnvironment(ToyText.taxi()),
                Blackjack::new, CartPole::v1,
                CartPole::v0, CartPole::withoutVelocities, MountainCar::new, Acrobot::new, () -> new Pendulum(9),
                () -> new BoardEnvironment(new TicTacToe(), Opponent.random()),
                () -> new BoardEnvironment(new Connect4(), Opponent.uct(20, 1)),
                Slide2048::new, GameOf24::new, Sokoban::small,
                () -> new TimeLimit(new TabularEnvironment(ToyText.cliffWalking()), 50),
                () -> new FrameStack(CartPole.v1(), 3), () -> new SelectObservation(CartPole.v1(), 0, 2),
                () -> new NormalizeObservation(new MountainCar()), () -> new ScaleReward(new Pendulum(3), 0.1));
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyEnvironment_keepsTheContract(Supplier<Environment> factory) {
        assertThat(EnvironmentChecker.check(factory, 600)).isEmpty();
    }

    @Test
    void frozenLake_exactValues() {
        TabularRules small = ToyText.frozenLake4x4();
        TabularRules large = ToyText.frozenLake8x8();
        assertThat(Tables.atStart(small, Tables.values(small, 100, true))).isCloseTo(0.7442, within(1e-4));
        assertThat(Tables.atStart(small, Tables.values(small, 100, false))).isCloseTo(0.0139, within(1e-4));
        assertThat(Tables.atStart(large, Tables.values(large, 200, true))).isCloseTo(0.9132, within(1e-4));
        assertThat(Tables.atStart(large, Tables.values(large, 200, false))).isCloseTo(0.0019, within(1e-4));
    }

    @Test
    void taxiAndCliff_exactValues() {
        TabularRules taxi = ToyText.taxi();
        TabularRules cliff = ToyText.cliffWalking();
        assertThat(Tables.atStart(taxi, Tables.values(taxi, 200, true))).isCloseTo(7.93, within(0.01));
        assertThat(Tables.atStart(taxi, Tables.values(taxi, 200, false))).isCloseTo(-771, within(1.0));
        assertThat(Tables.atStart(cliff, Tables.values(cliff, 100, true))).isCloseTo(-13, within(1e-9));
    }

    @Test
    void frozenLake_livedByTheBestPolicy_pays_whatTheTableSays() {
        TabularRules rules = ToyText.frozenLake4x4();
        int[] policy = Tables.greedy(rules, Tables.values(rules, 5000, true));
        TabularEnvironment lake = new TabularEnvironment(rules);
        assertThat(meanReturn(lake, policy, 4000)).isCloseTo(0.740, within(0.025));
    }

    private static double meanReturn(Environment environment, int[] policy, int episodes) {
        double sum = 0;
        Observation seen = environment.reset(OptionalLong.of(5)).observation();
        for (int episode = 0; episode < episodes; episode++) {
            Step step;
            do {
                step = environment.step(policy[((Observation.StateObservation) seen).state()]);
                seen = step.observation();
                sum += step.reward();
            } while (!step.done());
            seen = environment.reset(OptionalLong.empty()).observation();
        }
        return sum / episodes;
    }

    @Test
    void cartPole_randomActions_lastAboutTwentyTwoSteps() {
        CartPole pole = CartPole.v1();
        SplittableRandom random = new SplittableRandom(1);
        int steps = 0;
        pole.reset(OptionalLong.of(1));
        for (int episode = 0; episode < 500; episode++) {
            while (!pole.step(random.nextInt(2)).done()) {
                steps++;
            }
            steps++;
            pole.reset(OptionalLong.empty());
        }
        assertThat(steps / 500.0).isBetween(20.0, 25.0);
    }

    @Test
    void limit_truncates_andDoesNotTerminate() {
        MountainCar car = new MountainCar();
        car.reset(OptionalLong.of(1));
        Step step = car.step(1);
        for (int i = 1; i < 200; i++) {
            step = car.step(1);
        }
        assertThat(step.truncated()).isTrue();
        assertThat(step.terminated()).isFalse();
    }

    @Test
    void gameOf24_has1362SolvablePuzzles() {
        int solvable = 0;
        for (int a = 1; a <= 13; a++) {
            for (int b = a; b <= 13; b++) {
                for (int c = b; c <= 13; c++) {
                    for (int d = c; d <= 13; d++) {
                        solvable += GameOf24.isSolvable(a, b, c, d) ? 1 : 0;
                    }
                }
            }
        }
        assertThat(solvable).isEqualTo(1362);
    }

    @Test
    void gameOf24_needsFractions_whereOnlyTheyHelp() {
        GameOf24 game = new GameOf24();
        game.resetTo(8, 3, 8, 3);
        assertThat(GameOf24.isSolvable(3, 3, 8, 8)).isTrue();
        game.step(3 * 6 + 5); // sorted 3 3 8 8, pair (1,2): 8 / 3, leaves 8/3 3 8
        game.step(2); // 8/3 - 3 = -1/3, leaves -1/3 8
        Step last = game.step(5); // 8 / (-1/3) = -24
        assertThat(last.reward()).isZero();
        game.resetTo(8, 3, 8, 3);
        game.step(3 * 6 + 5);
        game.step(3); // 3 - 8/3 = 1/3
        assertThat(game.step(5).reward()).isEqualTo(1);
    }

    @Test
    void illegalMove_isNamed() {
        BoardEnvironment board = new BoardEnvironment(new TicTacToe(), Opponent.random());
        board.reset(OptionalLong.of(3));
        board.step(4 - (int) (board.theirs() >> 4 & 1));
        int taken = Long.numberOfTrailingZeros(board.mine());
        assertThatThrownBy(() -> board.step(taken)).isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("legal");
    }

    @Test
    void slide2048_mergesOncePerTile_andPaysTheSum() {
        // top row 2 2 4 4, second row 4 2 2 0
        long board = 0x2211L | (0x0112L << 16);
        assertThat(Slide2048Rules.slide(0x2211L, 3)).isEqualTo(0x32L);
        assertThat(Slide2048Rules.reward(0x2211L, 3)).isEqualTo(12);
        assertThat(Slide2048Rules.slide(0x2211L, 1)).isEqualTo(0x3200L);
        assertThat(Slide2048Rules.slide(0x1111L, 3)).isEqualTo(0x22L);
        assertThat(Slide2048Rules.slide(board, 0)).isNotEqualTo(board);
        assertThat(Slide2048Rules.slide(0x0001_0001L, 2)).isEqualTo(0x2L << 48);
        assertThat(Slide2048Rules.slide(0x0001_0001L, 0)).isEqualTo(0x2L);
    }

    @Test
    void slide2048_agreesWithASlowModel() {
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 3000; i++) {
            int[] cells = new int[16];
            long board = 0;
            for (int c = 0; c < 16; c++) {
                cells[c] = random.nextInt(4);
                board |= (long) cells[c] << (4 * c);
            }
            int action = random.nextInt(4);
            int[] slid = slow(cells, action);
            long expected = 0;
            for (int c = 0; c < 16; c++) {
                expected |= (long) slid[c] << (4 * c);
            }
            assertThat(Slide2048Rules.slide(board, action)).isEqualTo(expected);
        }
    }

    /** Line by line with a list; action 0 up, 1 right, 2 down, 3 left. */
    private static int[] slow(int[] cells, int action) {
        int[] out = new int[16];
        for (int line = 0; line < 4; line++) {
            int[] at = new int[4];
            for (int k = 0; k < 4; k++) {
                at[k] = switch (action) {
                    case 0 -> k * 4 + line;
                    case 1 -> line * 4 + 3 - k;
                    case 2 -> (3 - k) * 4 + line;
                    default -> line * 4 + k;
                };
            }
            java.util.ArrayDeque<Integer> tiles = new java.util.ArrayDeque<>();
            for (int cell : at) {
                if (cells[cell] > 0) {
                    tiles.add(cells[cell]);
                }
            }
            int k = 0;
            while (!tiles.isEmpty()) {
                int tile = tiles.removeFirst();
                if (!tiles.isEmpty() && tiles.peekFirst() == tile) {
                    tiles.removeFirst();
                    tile++;
                }
                out[at[k++]] = tile;
            }
        }
        return out;
    }

    @Test
    void checker_saysWhatIsWrong() {
        assertThat(EnvironmentChecker.check(() -> new Broken(0), 50))
                .anySatisfy(p -> assertThat(p).contains("observation"));
        assertThat(EnvironmentChecker.check(() -> new Broken(1), 50)).anySatisfy(p -> assertThat(p).contains("reward"));
        assertThat(EnvironmentChecker.check(() -> new Broken(2), 50))
                .anySatisfy(p -> assertThat(p).contains("misuse").contains("end"));
        assertThat(EnvironmentChecker.check(() -> new Broken(3), 50)).anySatisfy(p -> assertThat(p).contains("seed"));
        assertThat(EnvironmentChecker.check(() -> new Broken(4), 50))
                .anySatisfy(p -> assertThat(p).contains("exception").contains("pit"));
        assertThat(EnvironmentChecker.check(() -> new Broken(5), 50)).isEmpty();
    }

    /** A walk of ten steps with one fault each. */
    private static final class Broken extends Wrapper {
        private static int made;
        private final int fault;
        private boolean over = true;
        private int steps;

        Broken(int fault) {
            super(new TimeLimit(new TabularEnvironment(ToyText.cliffWalking()), 10));
            this.fault = fault;
            made++;
        }

        @Override
        public io.engram.worldmodel.Reset reset(OptionalLong seed) {
            over = false;
            steps = 0;
            return inner().reset(seed);
        }

        @Override
        public Step step(int action) {
            if (fault == 2 && over && steps > 0) {
                return Step.of(new Observation.StateObservation(0), -1, false, false);
            }
            Step step = inner().step(action);
            steps++;
            over = step.done();
            return switch (fault) {
                case 0 -> new Step(new Observation.StateObservation(-1), step.reward(), step.terminated(),
                        step.truncated(), Map.of());
                case 1 -> new Step(step.observation(), 3, step.terminated(), step.truncated(), Map.of());
                case 3 -> new Step(step.observation(), -1 - made % 2, step.terminated(), step.truncated(), Map.of());
                case 4 -> {
                    if (steps == 5) {
                        throw new IllegalStateException("fell into a pit");
                    }
                    yield step;
                }
                default -> step;
            };
        }
    }
}
