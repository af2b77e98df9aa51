package io.engram.inference.curriculum;

/** What an example is for. */
public enum Split {
    /** To learn from at first, in the simpler forms of the beginning: no held-out word or phrasing. */
    EARLY,
    /** To learn from: no held-out word or phrasing. */
    TRAINING,
    /** To be judged by: held-out words, and held-out phrasings where there are any. */
    EVALUATION
}
