/**
 * A helper that lives for half a year of simulated time: it is told things that change, runs errands with tools, sleeps every
 * night, and is asked in the end. Run {@link io.engram.examples.longlife.LongLife}.
 */
@NullMarked
package io.engram.examples.longlife;

import org.jspecify.annotations.NullMarked;
