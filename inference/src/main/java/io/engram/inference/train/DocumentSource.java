package io.engram.inference.train;

/** Texts by number. The same index always gives the same text, so a run can be resumed anywhere. */
@FunctionalInterface
public interface DocumentSource {
    /**
     * A text of at most the model's context plus one tokens. Called by one thread at a time.
     *
     * @param index
     *            0 or more
     */
    Document document(long index);
}
