/** Tests of the grid tier. */
@NullMarked
package io.engram.worldmodel.selfplay;

import org.jspecify.annotations.NullMarked;
