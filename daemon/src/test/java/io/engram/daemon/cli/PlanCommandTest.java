package io.engram.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {
    @Test
    void exactRules_arePlannedInFromAState(@TempDir Path folder) throws Exception {
        Path svg = folder.resolve("tree.svg");

        CommandLineRunner.Outcome outcome = CommandLineRunner.run("plan", "cliff-walking", "--state", "35",
                "--simulations", "200", "--json", "--svg", svg.toString());

        assertThat(outcome.err()).isEmpty();
        JsonNode plan = new ObjectMapper().readTree(outcome.out());
        assertThat(plan.path("action").asInt()).as("one step above the goal: down").isEqualTo(2);
        assertThat(Files.readString(svg)).contains("<svg");
        assertThat(outcome.status()).isZero();
    }

    @Test
    void stateOutsideTheWorld_isAMisuse() {
        CommandLineRunner.Outcome outcome = CommandLineRunner.run("plan", "taxi", "--state", "500");

        assertThat(outcome.err()).contains("--state: expected one of Discrete[size=500], received 500");
        assertThat(outcome.status()).isEqualTo(2);
    }

    @Test
    void worldWithoutCopiableRules_needsWhatWasLearned() {
        CommandLineRunner.Outcome outcome = CommandLineRunner.run("plan", "cartpole");

        assertThat(outcome.err()).contains("cartpole: its own rules cannot be searched").contains("--data DIR");
        assertThat(outcome.status()).isEqualTo(2);
    }

    @Test
    void zeroSimulations_areAMisuse() {
        CommandLineRunner.Outcome outcome = CommandLineRunner.run("plan", "taxi", "--simulations", "0");

        assertThat(outcome.err()).contains("--simulations: expected >= 1, received 0");
        assertThat(outcome.status()).isEqualTo(2);
    }

    /** The last of three steps: 8 and 3 are left, and only one way makes 24. */
    @Test
    void gameOf24_isPlannedInFromNumbers() throws Exception {
        CommandLineRunner.Outcome outcome = CommandLineRunner.run("plan", "game-of-24", "--state", "3,8,0,0,1,1,0,0",
                "--simulations", "50", "--json");

        JsonNode plan = new ObjectMapper().readTree(outcome.out());
        assertThat(plan.path("name").asText()).isEqualTo("n1 * n2");
        assertThat(plan.path("value").asDouble()).isEqualTo(1);
    }

    @Test
    void puzzles_arePlannedInFromASeed() {
        for (String name : new String[]{"sokoban", "2048"}) {
            CommandLineRunner.Outcome outcome = CommandLineRunner.run("plan", name, "--seed", "3", "--simulations",
                    "300");
            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.out()).containsAnyOf("up", "down", "left", "right");
        }
    }

    @Test
    void numbersThatAreNoState_areAMisuse() {
        CommandLineRunner.Outcome outcome = CommandLineRunner.run("plan", "game-of-24", "--state", "0,0,0,0,0,0,0,0");

        assertThat(outcome.err()).contains("--state: observation: expected at least one number, received none");
        assertThat(outcome.status()).isEqualTo(2);
    }
}
