/** The agent room; its rules are in docs/design/01-rooms-and-ports.md. */
@NullMarked
package io.engram.agent;

import org.jspecify.annotations.NullMarked;
