package io.engram.inference.curriculum;

/** What an example is for. */
public enum Split {
    /** To learn from at first: no held-out word or phrasing, made-up words as they might be English. */
    TRAINING,
    /** To learn from later: the same, but made-up words of any letters, so that every piece of a word is copied now and then. */
    PRACTICE,
    /** To be judged by: held-out words, and held-out phrasings where there are any. */
    EVALUATION;

    /** Whether a model learns from it. */
    boolean learned() {
        return this != EVALUATION;
    }
}
