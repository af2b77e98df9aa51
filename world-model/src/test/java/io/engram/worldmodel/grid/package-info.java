/** Tests of the grid tier. */
@NullMarked
package io.engram.worldmodel.grid;

import org.jspecify.annotations.NullMarked;
