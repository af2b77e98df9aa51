/**
 * What can happen to a memory, and its bytes: the payload of a journal record.
 *
 * <p>A {@link io.engram.memory.change.Change} says what became true with absolute values, never how a value moved, so
 * applying one twice is harmless. One journal record holds a list of changes that become true together. {@link
 * io.engram.memory.change.ChangeCodec} owns the bytes; {@code docs/formats/memory-changes.md} describes them field by
 * field. Structures only gain fields at their end: a reader skips what it does not know and gives missing fields their
 * defaults.
 *
 * <p>Internal to the memory room, public only because its packages are apart. No state, no threads.
 */
@NullMarked
package io.engram.memory.change;

import org.jspecify.annotations.NullMarked;
