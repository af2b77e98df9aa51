/**
 * Speed and strength of the planner: simulations per second of UCT on bitboard Connect Four, and its score against itself with
 * more and fewer simulations, and success against simulations in true and learned rules. One thread; results are printed as tables.
 */
@NullMarked
package io.engram.bench.planner;

import org.jspecify.annotations.NullMarked;
