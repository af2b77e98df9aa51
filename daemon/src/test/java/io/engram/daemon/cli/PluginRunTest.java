package io.engram.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scenario that this program has never seen, from a jar that is made here, is lived in and learned. */
class PluginRunTest {
    private static final String SOURCE = """
            package plugin;

            import io.engram.worldmodel.*;
            import java.util.List;
            import java.util.OptionalLong;

            public final class Ladder implements io.engram.agent.spi.Scenario, Environment {
                private int rung;
                private int steps;

                public String name() { return "ladder"; }
                public String description() { return "climb ten rungs; a wrong step falls to the ground"; }
                public Environment environment() { return new Ladder(); }
                public EnvSpec spec() { return new EnvSpec("Ladder-v0", 60, List.of("left foot", "right foot"), 0, 1); }
                public Space observationSpace() { return new Space.Discrete(11); }
                public Space actionSpace() { return new Space.Discrete(2); }
                public Reset reset(OptionalLong seed) {
                    rung = 0;
                    steps = 0;
                    return Reset.of(new Observation.StateObservation(rung));
                }
                public Step step(int action) {
                    rung = action == rung * 7 % 3 % 2 ? rung + 1 : 0;
                    boolean top = rung == 10;
                    steps++;
                    return Step.of(new Observation.StateObservation(rung), top ? 1 : 0, top, !top && steps == 60);
                }
                public String render() { return "rung " + rung; }
            }
            """;

    private static Path jar(Path folder) throws Exception {
        Path source = Files.createDirectories(folder.resolve("src/plugin")).resolve("Ladder.java");
        Files.writeString(source, SOURCE);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        int status = ToolProvider.getSystemJavaCompiler().run(null, OutputStream.nullOutputStream(), null,
                "-proc:none", "-cp", System.getProperty("java.class.path"), "-d", classes.toString(),
                source.toString());
        assertThat(status).as("the plugin compiles").isZero();
        Path jar = folder.resolve("ladder.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("META-INF/services/io.engram.agent.spi.Scenario"));
            out.write("plugin.Ladder".getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
            out.putNextEntry(new JarEntry("plugin/Ladder.class"));
            out.write(Files.readAllBytes(classes.resolve("plugin/Ladder.class")));
            out.closeEntry();
        }
        return jar;
    }

    @Test
    void unknownScenario_isLearned(@TempDir Path folder) throws Exception {
        CommandLineRunner.Outcome outcome = CommandLineRunner.run("run", "ladder", "--plugin", jar(folder).toString(),
                "--steps", "400", "--eval-episodes", "10", "--json");

        assertThat(outcome.status()).as(outcome.err()).isZero();
        JsonNode report = new ObjectMapper().readTree(outcome.out());
        assertThat(report.path("scenario").asText()).isEqualTo("ladder");
        assertThat(report.path("model").asText()).isEqualTo("tabular");
        assertThat(report.path("success_rate").asDouble()).isEqualTo(1);
    }
}
