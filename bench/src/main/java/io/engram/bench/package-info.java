/** The bench room; its rules are in docs/design/01-rooms-and-ports.md. */
@NullMarked
package io.engram.bench;

import org.jspecify.annotations.NullMarked;
