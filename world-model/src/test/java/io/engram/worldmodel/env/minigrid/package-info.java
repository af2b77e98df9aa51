/** Tests of the grid rooms. */
@NullMarked
package io.engram.worldmodel.env.minigrid;

import org.jspecify.annotations.NullMarked;
