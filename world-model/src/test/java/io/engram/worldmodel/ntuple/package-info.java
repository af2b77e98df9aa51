/** Tests of 2048 learned by playing it. */
@NullMarked
package io.engram.worldmodel.ntuple;

import org.jspecify.annotations.NullMarked;
