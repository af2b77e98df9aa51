package io.engram.agent.spi;

import java.util.List;

/**
 * Several scenarios that are made by one class, for example the same world in several sizes.
 *
 * <p>Implementations are public, have a public constructor without parameters, hold no state and are listed in {@code
 * META-INF/services/io.engram.agent.spi.ScenarioFamily}.
 */
@FunctionalInterface
public interface ScenarioFamily {
    /** The scenarios; names must differ from those of all others. */
    List<Scenario> scenarios();
}
