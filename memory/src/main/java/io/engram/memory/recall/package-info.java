/**
 * Recall: the indexes over everything that can be brought back, and the ranking that fuses their signals.
 *
 * <p>All recallable records of an agent (episodes, facts, regularities, skills) are documents of one {@link
 * io.engram.memory.recall.RecallIndex}, named inside by a small {@code int} ordinal; ordinals grow with time, are never
 * reused and mean nothing outside. A {@code Directory} keeps a few numbers per document in flat arrays; {@code
 * LexicalIndex} keeps postings; vectors are kept once per distinct text in a {@link io.engram.memory.index.VectorIndex}.
 *
 * <p>Lexical scores are BM25 (Robertson and Zaragoza 2009) on three scales at once: the document, the window of two
 * neighbours on each side, and the whole session. The wider scales need no index of their own, they sum term frequencies of
 * neighbours while a query runs.
 *
 * <p><b>Threading.</b> One writer changes an index under its write lock, any number of threads search under the read lock.
 * Nothing here touches the disk while it holds a lock. Internal to the memory room.
 */
@NullMarked
package io.engram.memory.recall;

import org.jspecify.annotations.NullMarked;
