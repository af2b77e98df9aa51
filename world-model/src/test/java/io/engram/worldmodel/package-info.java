/** Tests of the environment contract and the exact world. */
@NullMarked
package io.engram.worldmodel;

import org.jspecify.annotations.NullMarked;
