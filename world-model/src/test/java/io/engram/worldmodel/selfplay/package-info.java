/** Tests of the self-play package. */
@NullMarked
package io.engram.worldmodel.selfplay;

import org.jspecify.annotations.NullMarked;
