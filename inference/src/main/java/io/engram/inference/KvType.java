package io.engram.inference;

/** How keys and values of past positions are kept. */
public enum KvType {
    /** As they are: 4 bytes each, exact. */
    F32,
    /** In half precision: 2 bytes each, a relative error of at most 2^-11. */
    F16,
    /**
     * As signed bytes with a half-precision scale for up to 32 elements of a head: 1.06 bytes each, an error of at most half
     * a 127th of the largest of them.
     */
    Q8
}
