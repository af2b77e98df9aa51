/** Fixtures of the agent's tests. */
@NullMarked
package io.engram.agent.testing;

import org.jspecify.annotations.NullMarked;
