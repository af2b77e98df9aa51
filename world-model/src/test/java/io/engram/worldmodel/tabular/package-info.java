/** Tests. */
@NullMarked
package io.engram.worldmodel.tabular;

import org.jspecify.annotations.NullMarked;
