package io.engram.inference.tokenizer;

/** Cuts text that holds no special tokens into ids. Stateless; safe to share. */
public interface TextEncoder {
    /**
     * Appends the ids of {@code text[from .. to)} to {@code out}.
     *
     * @param first
     *            whether this text begins the input or follows a special token
     */
    void encode(String text, int from, int to, boolean first, IntList out);

    /** Appends the bytes that a token of this vocabulary stands for. */
    void decode(int id, ByteSink out);

    /** Whether encoding puts a space before the text, which decoding then takes away. */
    default boolean spaceFirst() {
        return false;
    }

    /** Takes bytes. */
    @FunctionalInterface
    interface ByteSink {
        /** Takes one byte, given as 0..255. */
        void put(int b);
    }
}
