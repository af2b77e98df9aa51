package io.engram.inference.transformer;

/** What one layer remembers of one sequence. Belongs to one thread at a time. */
interface LayerState {
    /** An independent copy. */
    LayerState copy();

    /**
     * Forgets everything from {@code position} on.
     *
     * @return false, with nothing changed, if this kind of state cannot go back to there
     */
    boolean truncate(int position);

    /** Floats that hold this state after {@code position} tokens. */
    long floats(int position);

    /** Hands every float of the state after {@code position} tokens to {@code out}, in a fixed order. */
    void write(int position, SequenceState.FloatSink out);

    /** The reverse of {@link #write}. */
    void read(int position, SequenceState.FloatSource in);
}
