/** The worldmodel room; its rules are in docs/design/01-rooms-and-ports.md. */
@NullMarked
package io.engram.worldmodel;

import org.jspecify.annotations.NullMarked;
