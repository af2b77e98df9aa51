package io.engram.inference.transformer;

import java.nio.ByteBuffer;

/** What one layer remembers of one sequence. Belongs to one thread at a time. */
interface LayerState {
    /** An independent copy. */
    LayerState copy();

    /**
     * Whether it keeps one piece per position and never overwrites a past one, so that the state after fewer tokens is the
     * first part of this one. Others can only go back to a copy that was made there.
     */
    boolean positional();

    /** Whether {@link #truncate} can go back to a position, at or before the present one. */
    boolean reaches(int position);

    /**
     * Forgets everything from {@code position} on.
     *
     * @return false, with nothing changed, if this kind of state cannot go back to there
     */
    boolean truncate(int position);

    /** Takes the memory that positions below {@code end} need, so that a forward pass cannot run out of it half-way. */
    default void reserve(int end) {
    }

    /** Bytes of positions {@code from .. to - 1}, {@code to - from} times those of one; of the whole state, if not positional. */
    long bytes(int from, int to);

    /** Puts the positions {@code from .. to - 1} or the whole state into a buffer, in a fixed order. */
    void write(int from, int to, ByteBuffer out);

    /** The reverse of {@link #write}. */
    void read(int from, int to, ByteBuffer in);
}
