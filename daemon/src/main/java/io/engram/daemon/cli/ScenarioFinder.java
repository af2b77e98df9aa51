package io.engram.daemon.cli;

import io.engram.agent.Scenarios;
import io.engram.agent.spi.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Scenarios on the class path and in a plugin jar, which stays open until {@link #close}. */
final class ScenarioFinder implements AutoCloseable {
    private final @Nullable URLClassLoader plugin;
    private final Scenarios scenarios;

    ScenarioFinder(@Nullable Path jar) {
        plugin = jar == null ? null : loader(jar);
        scenarios = plugin == null ? Scenarios.load() : Scenarios.load(plugin);
    }

    private static URLClassLoader loader(Path jar) {
        if (!Files.isRegularFile(jar))
            throw new CommandException("--plugin " + jar + ": expected a jar file, there is none");
        try (var zip = new ZipFile(jar.toFile())) {
            URI place = jar.toUri();
            return new URLClassLoader(zip.getName(), new URL[]{place.toURL()}, ScenarioFinder.class.getClassLoader());
        } catch (ZipException damaged) {
            throw new CommandException("--plugin " + jar + ": expected a jar file, " + damaged.getMessage(), damaged);
        } catch (MalformedURLException strange) {
            throw new CommandException("--plugin " + jar + ": " + strange.getMessage(), strange);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("--plugin " + jar + ": cannot be read", unreadable);
        }
    }

    List<Scenario> all() {
        return scenarios.all();
    }

    /** The scenario of that name; an unknown one is a misuse that lists those there are. */
    Scenario named(String name) {
        List<String> known = all().stream().map(Scenario::name).toList();
        if (!known.contains(name))
            throw new UsageException("unknown scenario '" + name + "'; expected "
                    + (known.isEmpty()
                            ? "one from a jar given with --plugin, none is on the class path"
                            : Misuse.join(known)));
        return scenarios.named(name);
    }

    @Override
    public void close() {
        if (plugin != null)
            try {
                plugin.close();
            } catch (IOException stuck) {
                throw new UncheckedIOException("the plugin jar cannot be closed", stuck);
            }
    }
}
