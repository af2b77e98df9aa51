/**
 * Scenarios and embedding samples, on public types only: one idea per program, meant to be read and copied.
 *
 * <p>{@link io.engram.examples.DoorKeyScenario} is found by its name through {@code
 * META-INF/services/io.engram.agent.spi.Scenario}; a scenario in a jar of its own is found in the same way.
 */
@NullMarked
package io.engram.examples;

import org.jspecify.annotations.NullMarked;
