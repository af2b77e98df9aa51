/** Tests. */
@NullMarked
package io.engram.worldmodel.ensemble;

import org.jspecify.annotations.NullMarked;
