/**
 * Forgetting on request: what is asked for, what went, and the tombstones that keep it from coming back.
 *
 * <p>The steps are in {@code docs/design/07-forgetting.md}. In short: the choice is made over the state as it is; one journal
 * record removes what was chosen and everything that rests on it alone, and leaves tombstones; then snapshots are deleted and
 * every journal segment is rewritten without what is not part of the state any more. A crash at any point leaves either
 * nothing done or a removal whose rewriting is finished by the next open.
 */
@NullMarked
package io.engram.memory.forgetting;

import org.jspecify.annotations.NullMarked;
