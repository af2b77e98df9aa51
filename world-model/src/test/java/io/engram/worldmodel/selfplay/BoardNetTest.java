package io.engram.worldmodel.selfplay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.engram.tensor.layer.Parameter;
import io.engram.worldmodel.env.BoardGame;
import io.engram.worldmodel.env.Connect4;
import io.engram.worldmodel.env.Symmetry;
import io.engram.worldmodel.env.TicTacToe;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BoardNetTest {
    private static final int BATCH = 3;

    /** The gradient of the whole loss, through heads, residual block and convolutions, at every parameter. */
    @Test
    void gradient_matchesFiniteDifferences() {
        SplittableRandom random = new SplittableRandom(3);
        BoardNet net = new BoardNet(new TicTacToe(), 3, 1, random);
        float[] policy = new float[BATCH * 9];
        float[] outcome = new float[BATCH * 3];
        for (int b = 0; b < BATCH; b++) {
            policy[b * 9 + b] = 0.75f;
            policy[b * 9 + 5] = 0.25f;
            BoardNet.OUTCOMES.write(b - 0.5f, outcome, b * 3);
        }
        float[] weights = {1, 0.5f, 1};
        net.room(BATCH);
        Symmetry none = new TicTacToe().symmetries().getFirst();
        net.write(0, 0b1, 0b10000, none);
        net.write(1, 0b1000, 0b100, none);
        net.write(2, 0, 0, none);
        net.learn(policy, outcome, weights, BATCH);
        List<float[]> gradients = net.parameters().stream().map(p -> p.gradient().clone()).toList();

        int number = 0;
        for (Parameter p : net.parameters()) {
            for (int i = 0; i < p.size(); i++) {
                float kept = p.value()[i];
                float h = 1e-2f;
                p.value()[i] = kept + h;
                double up = net.learn(policy, outcome, weights, BATCH);
                p.value()[i] = kept - h;
                double down = net.learn(policy, outcome, weights, BATCH);
                p.value()[i] = kept;
                assertThat((double) gradients.get(number)[i]).as("%s[%d]", p.name(), i)
                        .isCloseTo((up - down) / (2 * h), within(2e-3));
            }
            number++;
        }
    }

    @Test
    void symmetries_keepWhoHasWonAndWhatIsLegal() {
        SplittableRandom random = new SplittableRandom(1);
        for (BoardGame game : List.of(new TicTacToe(), new Connect4())) {
            assertThat(game.symmetries()).hasSize(game instanceof TicTacToe ? 8 : 2);
            for (int trial = 0; trial < 200; trial++) {
                long mine = 0;
                long theirs = 0;
                for (int move = random.nextInt(12); move > 0 && !game.isFull(mine, theirs); move--) {
                    int action = game.legal(mine, theirs).stream().skip(random.nextInt(
                            game.legal(mine, theirs).cardinality())).findFirst().orElseThrow();
                    long placed = game.place(mine, theirs, action);
                    mine = theirs;
                    theirs = placed;
                }
                for (Symmetry turn : game.symmetries()) {
                    long turnedMine = turned(game, turn, mine);
                    long turnedTheirs = turned(game, turn, theirs);
                    assertThat(game.hasWon(turnedTheirs)).isEqualTo(game.hasWon(theirs));
                    for (int a = 0; a < game.actionCount(); a++)
                        assertThat(game.isLegal(turnedMine, turnedTheirs, turn.move(a)))
                                .isEqualTo(game.isLegal(mine, theirs, a));
                }
            }
        }
    }

    private static long turned(BoardGame game, Symmetry turn, long stones) {
        long turned = 0;
        for (int cell = 0; cell < game.rows() * game.columns(); cell++) {
            int to = turn.cell(cell);
            if ((stones >>> game.bit(cell / game.columns(), cell % game.columns()) & 1) != 0)
                turned |= 1L << game.bit(to / game.columns(), to % game.columns());
        }
        return turned;
    }
}
