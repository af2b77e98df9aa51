/** Tests of the grid tier. */
@NullMarked
package io.engram.worldmodel.latent;

import org.jspecify.annotations.NullMarked;
