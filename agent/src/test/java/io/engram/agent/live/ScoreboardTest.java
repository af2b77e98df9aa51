package io.engram.agent.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ScoreboardTest {
    @Test
    void rates_lookBackOnTheLastEpisodesOnly() {
        Scoreboard board = new Scoreboard();
        for (int i = 0; i < 30; i++)
            board.add(i, i < 20 ? 0 : 1, i >= 20);

        assertThat(board.recentSuccess()).isEqualTo(0.5);
        assertThat(board.success()).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(board.curve().getLast().episodeReturn()).isEqualTo(0.5);
        assertThat(board.solved(0.3)).as("fewer than 100 episodes").isFalse();
    }

    @Test
    void emptyBoard_isAllZero() {
        Scoreboard board = new Scoreboard();

        assertThat(board.success() + board.recentSuccess() + board.meanReturn() + board.stdReturn()).isZero();
        assertThat(board.curve()).isEmpty();
    }

    @Test
    void solved_needsAHundredEpisodesAtTheRate() {
        Scoreboard board = new Scoreboard();
        for (int i = 0; i < 99; i++)
            board.add(i, 1, true);
        assertThat(board.solved(0.9)).isFalse();
        board.add(99, 0, false);

        assertThat(board.solved(0.99)).isTrue();
        assertThat(board.solved(1.0)).isFalse();
    }

    @Test
    void meanAndDeviation_matchTheTwoPassFormulas() {
        Random random = new Random(5);
        Scoreboard board = new Scoreboard();
        double[] returns = random.doubles(57).toArray();
        double mean = 0;
        for (double r : returns) {
            board.add(0, r, true);
            mean += r / returns.length;
        }
        double variance = 0;
        for (double r : returns)
            variance += (r - mean) * (r - mean) / returns.length;

        assertThat(board.meanReturn()).isCloseTo(mean, within(1e-12));
        assertThat(board.stdReturn()).isCloseTo(Math.sqrt(variance), within(1e-12));
    }
}
