/** Tests of the network package. */
@NullMarked
package io.engram.worldmodel.network;

import org.jspecify.annotations.NullMarked;
