package io.engram.inference;

/** What steers a generation token by token: forces some, rules others out. One generation, one thread. */
public interface TokenGuide {
    /** What {@link #forced} gives when the next token is to be drawn. */
    int NONE = -1;

    /** A guide that leaves everything to the model. */
    TokenGuide FREE = new TokenGuide() {
    };

    /** The id that comes next whatever the model says, or {@link #NONE}. Asked once a token. */
    default int forced() {
        return NONE;
    }

    /** The logits with negative infinity for tokens that may not come next; the argument itself when all may. */
    default float[] mask(float[] logits) {
        return logits;
    }

    /** Whether an end token, drawn now, ends the generation. */
    default boolean ends(int id) {
        return true;
    }

    /** Takes the token that came. */
    default void accept(int id) {
    }

    /** Whether nothing can follow. */
    default boolean closed() {
        return false;
    }
}
