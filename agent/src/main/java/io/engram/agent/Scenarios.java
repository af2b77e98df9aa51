package io.engram.agent;

import io.engram.agent.spi.Scenario;
import io.engram.agent.spi.ScenarioFamily;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * The scenarios that can be lived in, by name. Immutable; may be shared by threads. Loading reads jars: not on an event
 * loop.
 */
public final class Scenarios {
    private final Map<String, Scenario> byName;

    private Scenarios(Map<String, Scenario> byName) {
        this.byName = Collections.unmodifiableMap(byName);
    }

    /** The scenarios on the class path of the calling thread. */
    public static Scenarios load() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return load(context == null ? Scenarios.class.getClassLoader() : context);
    }

    /**
     * The scenarios that {@code loader} sees, those of its parents included; a plugin jar is loaded through a {@link
     * java.net.URLClassLoader} whose parent is the application's.
     *
     * @throws ScenarioException when a listed class cannot be made, or two scenarios have the same name
     */
    public static Scenarios load(ClassLoader loader) {
        Map<String, Scenario> found = new TreeMap<>();
        try {
            for (Scenario scenario : ServiceLoader.load(Scenario.class, loader))
                add(scenario, found);
            for (ScenarioFamily family : ServiceLoader.load(ScenarioFamily.class, loader))
                family.scenarios().forEach(scenario -> add(scenario, found));
        } catch (ServiceConfigurationError e) {
            throw new ScenarioException("a listed scenario cannot be loaded: " + e.getMessage(), e);
        }
        return new Scenarios(found);
    }

    private static void add(Scenario scenario, Map<String, Scenario> found) {
        Scenario other = found.putIfAbsent(scenario.name(), scenario);
        if (other != null)
            throw new ScenarioException("scenario " + scenario.name() + ": expected one class of this name, found "
                    + other.getClass().getName() + " and " + scenario.getClass().getName(), null);
    }

    /** All of them, ordered by name. */
    public List<Scenario> all() {
        return new ArrayList<>(byName.values());
    }

    /**
     * The scenario of that name.
     *
     * @throws ScenarioException when there is none; the message lists those there are
     */
    public Scenario named(String name) {
        Scenario scenario = byName.get(name);
        if (scenario == null)
            throw new ScenarioException(
                    "scenario: expected one of " + byName.keySet() + ", received '" + name + "'", null);
        return scenario;
    }
}
