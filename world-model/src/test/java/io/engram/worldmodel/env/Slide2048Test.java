package io.engram.worldmodel.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.worldmodel.EnvironmentException;
import io.engram.worldmodel.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boards made and slid by hand. */
class Slide2048Test {
    private static final List<String> NAMES = List.of("up", "right", "down", "left");

    /** A board from sixteen tiles, row after row; 0 or a dot is empty. */
    private static long board(String tiles) {
        long board = 0;
        int cell = 0;
        for (String tile : tiles.strip().split("[ /]+", -1)) {
            int value = tile.equals(".") ? 0 : Integer.parseInt(tile);
            board |= (value == 0 ? 0L : Integer.numberOfTrailingZeros(value)) << (4 * cell++);
        }
        assertThat(cell).isEqualTo(16);
        return board;
    }

    private static final String REST = " / . . . . / . . . . / . . . .";

    @ParameterizedTest
    @CsvSource({
            "2 2 2 2, 4 4 . ., 8", // two pairs, not one of four
            "4 2 2 ., 4 4 . ., 4", // what was made does not merge again
            "4 4 8 16, 8 8 16 ., 8", // nor with what follows
            "2 . . 2, 4 . . ., 4", // over a gap
            "2 4 2 4, 2 4 2 4, 0", // nothing moves
            ". . . 2, 2 . . ., 0",
            "4 4 4 ., 8 4 . ., 8", // the pair on the side of the wall
            "1024 1024 . 2, 2048 2 . ., 2048"})
    void row_slidLeft_andMirroredRight(String before, String after, int paid) {
        assertThat(Slide2048Rules.slide(board(before + REST), 3)).isEqualTo(board(after + REST));
        assertThat(Slide2048Rules.reward(board(before + REST), 3)).isEqualTo(paid);
        assertThat(Slide2048Rules.slide(board(mirrored(before) + REST), 1)).isEqualTo(board(mirrored(after) + REST));
        assertThat(Slide2048Rules.reward(board(mirrored(before) + REST), 1)).isEqualTo(paid);
    }

    private static String mirrored(String row) {
        return String.join(" ", new ArrayList<>(List.of(row.split(" ", -1))).reversed());
    }

    @ParameterizedTest
    @CsvSource({"up, 4 2 8 4 / 2 8 2 2 / 4 . . 8 / . . . ., 8",
            "down, . . . . / 4 . . 4 / 2 2 8 2 / 4 8 2 8, 8",
            "left, 8 4 . . / 4 2 . . / 8 4 . . / 4 2 8 ., 12",
            "right, . . 4 8 / . . 2 4 / . . 8 4 / . 4 2 8, 12"})
    void wholeBoard_slidEachWay(String way, String after, int paid) {
        long before = board("4 . 4 4 / 2 2 . 2 / . 8 4 . / 4 . 2 8");
        assertThat(Slide2048Rules.slide(before, NAMES.indexOf(way))).isEqualTo(board(after));
        assertThat(Slide2048Rules.reward(before, NAMES.indexOf(way))).isEqualTo(paid);
    }

    /** The new tile fills the last gap and no two alike are neighbours: the end, paid for like any other slide. */
    @Test
    void fullBoardWithoutPairs_endsTheGame() {
        Slide2048 game = new Slide2048();
        game.resetTo(board("8 16 8 16 / 16 8 16 8 / 8 16 8 16 / 32 64 128 ."));
        BitSet legal = game.legal();
        assertThat(legal).isEqualTo(BitSet.valueOf(new long[]{1 << 1 | 1 << 2}));
        assertThatThrownBy(() -> game.step(3)).isInstanceOf(EnvironmentException.class).hasMessageContaining("legal");

        Step last = game.step(1);

        assertThat(last.terminated()).isTrue();
        assertThat(last.reward()).isZero();
        assertThat(game.highestTile()).isEqualTo(128);
        assertThat(game.render()).startsWith("      8     16      8     16\n").contains("     32     64    128\n");
    }

    @Test
    void newTile_isRecognised() {
        long slid = board("2 4 8 . / . . . . / . . . . / . . . .");
        assertThat(Slide2048Rules.isSpawned(slid, board("2 4 8 2 / . . . . / . . . . / . . . ."))).isTrue();
        assertThat(Slide2048Rules.isSpawned(slid, board("2 4 8 4 / . . . . / . . . . / . . . ."))).isTrue();
        assertThat(Slide2048Rules.isSpawned(slid, board("2 4 8 8 / . . . . / . . . . / . . . ."))).isFalse();
        assertThat(Slide2048Rules.isSpawned(slid, board("2 8 8 . / . . . . / . . . . / . . . ."))).isFalse();
        assertThat(Slide2048Rules.isSpawned(slid, board("2 4 8 2 / 2 . . . / . . . . / . . . ."))).isFalse();
        assertThat(Slide2048Rules.isSpawned(slid, slid)).isFalse();
    }
}
