/** Tests of planning by given rules. */
@NullMarked
package io.engram.worldmodel.rules;

import org.jspecify.annotations.NullMarked;
