package io.engram.worldmodel.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.engram.worldmodel.Step;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dynamics and tables agree with what Gymnasium 1.3.0 recorded. */
class GoldenTrajectoryTest {

    private static List<String> lines(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(GoldenTrajectoryTest.class.getResourceAsStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(l -> !l.startsWith("#"))
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CartPole", "MountainCar", "Acrobot", "Pendulum"})
    void control_followsTheRecordedTrajectories(String name) throws IOException {
        ControlEnvironment environment = switch (name) {
            case "CartPole" -> CartPole.v1();
            case "MountainCar" -> new MountainCar();
            case "Acrobot" -> new Acrobot();
            default -> new Pendulum(5);
        };
        int compared = 0;
        for (String line : lines("control.txt")) {
            String[] fields = line.split(";", -1);
            if (fields[0].equals(name)) {
                double[] state = Arrays.stream(fields[2].split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
                int action = Integer.parseInt(fields[1]);
                if (action < 0) {
                    environment.resetTo(state);
                } else {
                    Step step = environment.step(action);
                    compared++;
                    for (int i = 0; i < state.length; i++) {
                        assertThat(environment.trueState()[i]).as(name + " step " + compared + " entry " + i)
                                .isCloseTo(state[i], within(1e-6));
                    }
                    assertThat(step.reward()).isCloseTo(Double.parseDouble(fields[3]), within(1e-6));
                    assertThat(step.terminated()).isEqualTo(fields[4].equals("1"));
                }
            }
        }
        assertThat(compared).isGreaterThan(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FrozenLake-v1", "FrozenLake8x8-v1", "CliffWalking-v1", "Taxi-v3"})
    void table_equalsTheRecordedOne(String name) throws IOException {
        TabularRules rules = Tables.named(name);
        int compared = 0;
        for (String line : lines("toy-text.txt")) {
            String[] fields = line.split(";", -1);
            if (fields[0].equals(name)) {
                List<TabularRules.Outcome> ours = rules.outcomes(Integer.parseInt(fields[1]),
                        Integer.parseInt(fields[2]));
                List<TabularRules.Outcome> theirs = Arrays.stream(fields[3].split(",", -1))
                        .map(GoldenTrajectoryTest::outcome).toList();
                assertThat(ours).as(line).hasSameSizeAs(theirs);
                for (int i = 0; i < ours.size(); i++) {
                    TabularRules.Outcome a = ours.get(i);
                    TabularRules.Outcome b = theirs.get(i);
                    assertThat(a.probability()).as(line).isCloseTo(b.probability(), within(1e-8));
                    assertThat(new TabularRules.Outcome(1, a.next(), a.reward(), a.terminated())).as(line)
                            .isEqualTo(new TabularRules.Outcome(1, b.next(), b.reward(), b.terminated()));
                }
                compared++;
            }
        }
        assertThat(compared).isEqualTo(rules.states() * rules.actionNames().size());
    }

    private static TabularRules.Outcome outcome(String text) {
        String[] parts = text.split(" ", -1);
        return new TabularRules.Outcome(Double.parseDouble(parts[0]), Integer.parseInt(parts[1]),
                Double.parseDouble(parts[2]),
                parts[3].equals("1"));
    }
}
