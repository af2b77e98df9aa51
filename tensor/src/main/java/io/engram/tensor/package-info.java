/** The tensor room; its rules are in docs/design/01-rooms-and-ports.md. */
@NullMarked
package io.engram.tensor;

import org.jspecify.annotations.NullMarked;
