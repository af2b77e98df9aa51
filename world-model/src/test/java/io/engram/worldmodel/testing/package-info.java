/** Tests. */
@NullMarked
package io.engram.worldmodel.testing;

import org.jspecify.annotations.NullMarked;
