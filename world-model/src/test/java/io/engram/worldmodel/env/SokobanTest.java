package io.engram.worldmodel.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.engram.planner.Plan;
import io.engram.planner.Planner;
import io.engram.planner.PlannerOptions;
import io.engram.planner.SearchBudget;
import io.engram.worldmodel.EnvironmentException;
import io.engram.worldmodel.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SokobanTest {
    private static final List<String> LEVEL = List.of(
            "#######",
            "#@$ . #",
            "#     #",
            "#  $  #",
            "#   . #",
            "#     #",
            "#######");

    private static Sokoban in(List<String> rows) {
        Sokoban sokoban = Sokoban.small();
        sokoban.resetTo(SokobanLevel.parse(rows));
        return sokoban;
    }

    /** Moves, rewards and pictures worked out by hand. */
    @Test
    void level_playedByHand() {
        Sokoban sokoban = in(LEVEL);
        assertThat(sokoban.render()).isEqualTo(String.join("\n", LEVEL) + "\n");

        // right twice brings the first box home; the second is pushed down, then right from its left
        assertThat(sokoban.step(1).reward()).as("a push on floor").isCloseTo(-0.1, within(1e-9));
        assertThat(sokoban.step(1).reward()).as("a push onto a target").isCloseTo(0.9, within(1e-9));
        assertThat(sokoban.render()).startsWith("#######\n#  @* #\n");
        assertThat(sokoban.step(2).reward()).as("a walk").isCloseTo(-0.1, within(1e-9));
        sokoban.step(2);
        assertThat(sokoban.render()).as("pushed down").contains("#  @  #\n#  $. #\n");
        sokoban.step(3);
        sokoban.step(2);
        Step last = sokoban.step(1);

        assertThat(sokoban.render()).isEqualTo("""
                #######
                #   * #
                #     #
                #     #
                #  @* #
                #     #
                #######
                """);
        assertThat(last.reward()).as("the last box").isCloseTo(10.9, within(1e-9));
        assertThat(last.terminated()).isTrue();
    }

    @Test
    void box_pushedOffItsTarget_costs() {
        Sokoban sokoban = in(List.of("#######", "#@*   #", "#     #", "#  $  #", "#   . #", "#     #", "#######"));
        assertThat(sokoban.step(1).reward()).isCloseTo(-1.1, within(1e-9));
        assertThat(sokoban.render()).startsWith("#######\n# +$  #\n");
    }

    @Test
    void boxes_stopAtWallsAndAtEachOther() {
        Sokoban sokoban = in(List.of("#######", "#@$$  #", "#$    #", "#     #", "#...  #", "#     #", "#######"));
        assertThat(sokoban.legal()).as("two boxes in a row cannot be pushed, one can")
                .isEqualTo(BitSet.valueOf(new long[]{1 << 2}));
        assertThatThrownBy(() -> sokoban.step(1)).isInstanceOf(EnvironmentException.class)
                .hasMessage("Sokoban-7x7-2-v0: action: expected one of the legal {2}, received 1");
    }

    @Test
    void levels_canBeSolvedInHalfTheTime_andDiffer() {
        Sokoban sokoban = Sokoban.small();
        sokoban.reset(OptionalLong.of(1));
        Set<String> seen = new HashSet<>();
        int longest = 0;
        for (int i = 0; i < 60; i++) {
            String start = sokoban.render();
            assertThat(start).doesNotContain("*");
            int moves = solution(start).size();
            assertThat(moves).as(start).isBetween(1, 60);
            longest = Math.max(longest, moves);
            seen.add(start);
            sokoban.reset(OptionalLong.empty());
        }
        assertThat(seen).hasSize(60);
        assertThat(longest).as("not all levels are trivial").isGreaterThan(15);
    }

    /** A shortest solution solves the environment too, and pays what the rules say. */
    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4})
    void shortestSolution_solves(long seed) {
        Sokoban sokoban = Sokoban.small();
        sokoban.reset(OptionalLong.of(seed));
        List<Integer> moves = solution(sokoban.render());
        double sum = 0;
        Step step = null;
        for (int move : moves) {
            step = sokoban.step(move);
            sum += step.reward();
        }
        assertThat(step).isNotNull().matches(Step::terminated);
        assertThat(sum).isCloseTo(12 - 0.1 * moves.size(), within(1e-9));
    }

    /** Breadth-first search on pictures: knows the rules by letters only. */
    private static List<Integer> solution(String start) {
        record Node(String picture, List<Integer> moves) {
        }
        int width = start.indexOf('\n') + 1;
        int[] steps = {-width, 1, width, -1};
        Deque<Node> queue = new ArrayDeque<>(List.of(new Node(start, List.of())));
        Set<String> seen = new HashSet<>(Set.of(start));
        while (!queue.isEmpty()) {
            Node node = queue.remove();
            if (!node.picture.contains("$")) {
                return node.moves;
            }
            int at = Math.max(node.picture.indexOf('@'), node.picture.indexOf('+'));
            for (int move = 0; move < 4; move++) {
                char[] cells = node.picture.toCharArray();
                int next = at + steps[move];
                if (cells[next] == '$' || cells[next] == '*') {
                    int beyond = next + steps[move];
                    if (cells[beyond] != ' ' && cells[beyond] != '.') {
                        continue;
                    }
                    cells[beyond] = cells[beyond] == '.' ? '*' : '$';
                    cells[next] = cells[next] == '*' ? '.' : ' ';
                }
                if (cells[next] == '#') {
                    continue;
                }
                cells[next] = cells[next] == '.' ? '+' : '@';
                cells[at] = cells[at] == '+' ? '.' : ' ';
                String picture = new String(cells);
                if (seen.add(picture)) {
                    List<Integer> moves = new ArrayList<>(node.moves);
                    moves.add(move);
                    queue.add(new Node(picture, moves));
                }
            }
        }
        return List.of();
    }

    @Test
    void search_solvesALevel_fromWhatIsSeen() {
        Sokoban sokoban = in(LEVEL);
        KnownWorld world = sokoban.exactWorld(0.99);
        Planner planner = new Planner();
        PlannerOptions options = PlannerOptions.uct().withTranspositions(true);
        Step step = null;
        int moves = 0;
        while (step == null || !step.done()) {
            world.see(step == null ? sokoban.observe() : step.observation());
            Plan plan = planner.plan(world, SearchBudget.simulations(1_000), options, new SplittableRandom(moves));
            step = sokoban.step(plan.action());
            moves++;
        }
        assertThat(step.terminated()).isTrue();
        assertThat(moves).isLessThan(20);
    }

    @Test
    void brokenLevels_areNamed() {
        assertThatThrownBy(() -> SokobanLevel.parse(List.of("#####", "#@$. ", "#####")))
                .hasMessage("border: expected a wall in row 1, column 4, received none");
        assertThatThrownBy(() -> SokobanLevel.parse(List.of("#####", "#@$ #", "#####")))
                .hasMessageContaining("received 1 boxes and 0 targets");
        assertThatThrownBy(() -> SokobanLevel.parse(List.of("#####", "#@$.#", "####")))
                .hasMessage("row 2: expected 5 cells, received '####'");
        assertThatThrownBy(() -> SokobanLevel.parse(List.of("#####", "#@$x#", "#####")))
                .hasMessageContaining("row 1, column 3");
        assertThatThrownBy(() -> SokobanLevel.parse(List.of("#####", "# $.#", "#####")))
                .hasMessageContaining("player");
    }
}
