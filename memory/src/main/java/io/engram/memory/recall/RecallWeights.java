package io.engram.memory.recall;

/**
 * What each signal adds to the fused score. The words' part is scaled so that its best candidate has 1, every other signal lies
 * in [0, 1], so weights compare directly. The defaults are round numbers from a flat optimum: {@code docs/bench/memory.md} has
 * the measurements, with conversations that took no part in the choice, and what is lost without each signal.
 *
 * @param window BM25 of the document and two neighbours on each side, against 1 for the document itself
 * @param dense cosine of query and document
 * @param denseWindow mean cosine of the query and two neighbours on each side, 0 for those that are no hit
 * @param actor the query names the document's actor
 * @param time the query names a time and the document is of it
 * @param salience how much the document stands out
 * @param recency how new it is, halved every {@link #RECENCY_HALF_LIFE_DAYS} days
 */
public record RecallWeights(double window, double dense, double denseWindow, double actor, double time, double salience,
        double recency) {
    /** Days in which the recency signal falls to one half. */
    public static final double RECENCY_HALF_LIFE_DAYS = 30;

    /** The measured defaults. */
    public static RecallWeights defaults() {
        return new RecallWeights(2, 0.6, 0.6, 0.4, 0.3, 0.01, 0.01);
    }
}
