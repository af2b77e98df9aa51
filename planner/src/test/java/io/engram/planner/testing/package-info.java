/** Small exact worlds with known answers, for the planner's tests. */
@NullMarked
package io.engram.planner.testing;

import org.jspecify.annotations.NullMarked;
