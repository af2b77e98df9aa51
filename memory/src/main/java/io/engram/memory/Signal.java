package io.engram.memory;

/**
 * One reason why an item was recalled.
 *
 * @param name the signal, for example {@code lexical}, {@code dense}, {@code window}, {@code recency}
 * @param value the signal's own value (a BM25 score, a cosine, an age-based weight)
 * @param contribution what it added to the item's score
 */
public record Signal(String name, double value, double contribution) {
}
