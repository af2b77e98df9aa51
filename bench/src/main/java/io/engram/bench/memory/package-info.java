/**
 * Figures of the memory room: durable appends ({@link io.engram.bench.memory.JournalBench}) and vector search beside jvector
 * and Lucene ({@link io.engram.bench.memory.VectorSearchBench}). Plain programs that print a table; each says what it
 * measured.
 */
@NullMarked
package io.engram.bench.memory;

import org.jspecify.annotations.NullMarked;
