/**
 * What others provide to an agent: scenarios to live in. Implementations are found by {@link java.util.ServiceLoader} on
 * the class path or in a plugin jar (see {@code io.engram.agent.Scenarios}).
 */
@NullMarked
package io.engram.agent.spi;

import org.jspecify.annotations.NullMarked;
