package io.engram.inference.curriculum;

/** What an example is for. */
public enum Split {
    /** To learn from at first, in the simpler forms of the beginning: no held-out word or phrasing. */
    EARLY,
    /** To learn from: no held-out word or phrasing. */
    TRAINING,
    /** As {@link #TRAINING}, and people are to each other what no list has: "my tailor", "Ann's zorrel". */
    OPEN,
    /** As {@link #OPEN}; names of two words of which neither is in a list, and drills in which more has changed. */
    MIXED,
    /** To be judged by: held-out words, and held-out phrasings where there are any. */
    EVALUATION
}
