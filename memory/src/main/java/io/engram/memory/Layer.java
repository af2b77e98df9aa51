package io.engram.memory;

/** The four layers of memory. The order of the constants is stored: only append. */
public enum Layer {
    WORKING, EPISODIC, SEMANTIC, PROCEDURAL
}
