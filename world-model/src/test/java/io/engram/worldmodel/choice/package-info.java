/** Tests. */
@NullMarked
package io.engram.worldmodel.choice;

import org.jspecify.annotations.NullMarked;
