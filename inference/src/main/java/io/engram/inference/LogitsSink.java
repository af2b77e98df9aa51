package io.engram.inference;

/** Receives the logits of a prefill, position by position. */
@FunctionalInterface
public interface LogitsSink {
    /**
     * Called once per token, in order, on the thread that called prefill.
     *
     * @param position
     *            position of the token whose successor is predicted
     * @param logits
     *            one float per id, valid during the call only
     */
    void accept(int position, float[] logits);
}
