/**
 * Quality runs of world models: how many environment steps and seconds until an environment is solved.
 *
 * <p>Programs with a {@code main}; they print a table. One thread.
 */
@NullMarked
package io.engram.bench.worldmodel;

import org.jspecify.annotations.NullMarked;
