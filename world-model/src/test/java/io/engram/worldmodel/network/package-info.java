/** Tests of the grid tier. */
@NullMarked
package io.engram.worldmodel.network;

import org.jspecify.annotations.NullMarked;
