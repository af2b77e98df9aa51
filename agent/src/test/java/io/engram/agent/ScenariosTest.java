package io.engram.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.agent.spi.Scenario;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenariosTest {
    private static final String SERVICE = "META-INF/services/" + Scenario.class.getName();
    private static final String SOURCE = """
            package plugin;
            public class Corridor implements io.engram.agent.spi.Scenario {
                public String name() { return "corridor"; }
                public String description() { return "a plugin's world"; }
                public io.engram.worldmodel.Environment environment() {
                    return io.engram.worldmodel.env.minigrid.MiniGrid.empty(5);
                }
                public static final class Twin extends Corridor {
                }
            }
            """;

    @Test
    void pluginJar_outsideTheClassPath_isFoundByName(@TempDir Path folder) throws Exception {
        Path jar = jar(folder, compile(folder), "plugin.Corridor");

        try (URLClassLoader loader = new URLClassLoader(new URL[]{jar.toUri().toURL()}, getClass().getClassLoader())) {
            Scenario scenario = Scenarios.load(loader).named("corridor");
            assertThat(scenario.description()).isEqualTo("a plugin's world");
            assertThat(scenario.environment().actionCount()).isEqualTo(7);
        }
    }

    @Test
    void missingScenario_isAnErrorThatListsThoseThereAre(@TempDir Path folder) throws Exception {
        Path jar = jar(folder, compile(folder), "plugin.Corridor");

        try (URLClassLoader loader = new URLClassLoader(new URL[]{jar.toUri().toURL()}, getClass().getClassLoader())) {
            Scenarios scenarios = Scenarios.load(loader);
            assertThatThrownBy(() -> scenarios.named("door-kye")).isInstanceOf(ScenarioException.class)
                    .hasMessageContaining("corridor").hasMessageContaining("received 'door-kye'");
        }
    }

    @Test
    void listedClassThatIsMissing_isAnErrorThatNamesIt(@TempDir Path folder) throws Exception {
        Path jar = jar(folder, compile(folder), "plugin.Nowhere");

        try (URLClassLoader loader = new URLClassLoader(new URL[]{jar.toUri().toURL()}, getClass().getClassLoader())) {
            assertThatThrownBy(() -> Scenarios.load(loader)).isInstanceOf(ScenarioException.class)
                    .hasMessageContaining("plugin.Nowhere");
        }
    }

    @Test
    void twoScenariosOfOneName_areAnErrorThatNamesBoth(@TempDir Path folder) throws Exception {
        Path jar = jar(folder, compile(folder), "plugin.Corridor\nplugin.Corridor$Twin");

        try (URLClassLoader loader = new URLClassLoader(new URL[]{jar.toUri().toURL()}, getClass().getClassLoader())) {
            assertThatThrownBy(() -> Scenarios.load(loader)).isInstanceOf(ScenarioException.class)
                    .hasMessageContaining("corridor").hasMessageContaining("plugin.Corridor$Twin");
        }
    }

    private static Path compile(Path folder) throws IOException {
        Path source = Files.createDirectories(folder.resolve("src/plugin")).resolve("Corridor.java");
        Files.writeString(source, SOURCE);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int status = compiler.run(null, OutputStream.nullOutputStream(), null, "-proc:none", "-cp",
                System.getProperty("java.class.path"), "-d", classes.toString(), source.toString());
        assertThat(status).as("the plugin compiles").isZero();
        return classes;
    }

    private static Path jar(Path folder, Path classes, String provider) throws IOException {
        Path jar = folder.resolve("plugin.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (String name : List.of(SERVICE, "plugin/Corridor.class", "plugin/Corridor$Twin.class")) {
                out.putNextEntry(new JarEntry(name));
                out.write(name.equals(SERVICE)
                        ? provider.getBytes(StandardCharsets.UTF_8)
                        : Files.readAllBytes(classes.resolve(name)));
                out.closeEntry();
            }
        }
        return jar;
    }
}
