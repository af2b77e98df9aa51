package io.engram.memory.store;

/** The stores there are. */
public enum StoreKind {
    /** Chronicle Map in mapped files; needs the flags in {@code jvm.flags}. */
    CHRONICLE,
    /** One data file and an index in the heap; needs nothing. */
    FILE,
    /** In the heap only: gone when closed. */
    HEAP
}
