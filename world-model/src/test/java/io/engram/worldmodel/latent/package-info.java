/** Tests of the latent package. */
@NullMarked
package io.engram.worldmodel.latent;

import org.jspecify.annotations.NullMarked;
