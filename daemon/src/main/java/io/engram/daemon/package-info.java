/** The daemon room; its rules are in docs/design/01-rooms-and-ports.md. */
@NullMarked
package io.engram.daemon;

import org.jspecify.annotations.NullMarked;
