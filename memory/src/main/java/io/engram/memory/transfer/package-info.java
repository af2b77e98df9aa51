/**
 * One agent as one file: what an export holds and how it is read back. The file is the content of the agent's journal without
 * what is not part of its memory any more; its format is in {@code docs/formats/export.md}.
 *
 * <p>Nothing of a file is used before all of it was found whole.
 */
@NullMarked
package io.engram.memory.transfer;

import org.jspecify.annotations.NullMarked;
