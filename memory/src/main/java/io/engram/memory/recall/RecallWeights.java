package io.engram.memory.recall;

/**
 * What each signal adds to the fused score. Every signal is scaled so that the best candidate of a query has 1, so weights
 * compare directly. The defaults come from the LoCoMo measurements that {@code docs/bench/memory.md} reports.
 *
 * @param turn BM25 of the document itself
 * @param window BM25 of the document and two neighbours on each side
 * @param session BM25 of the whole session
 * @param dense cosine of query and document
 * @param denseWindow mean cosine of the query and two neighbours on each side, 0 for those that are no hit
 * @param actor the query names the document's actor
 * @param salience how much the document stands out
 * @param recency how new it is, halved every {@link #RECENCY_HALF_LIFE_DAYS} days
 */
public record RecallWeights(double turn, double window, double session, double dense, double denseWindow, double actor,
        double salience, double recency) {
    /** Days in which the recency signal falls to one half. */
    public static final double RECENCY_HALF_LIFE_DAYS = 30;

    /** The measured defaults. */
    public static RecallWeights defaults() {
        return new RecallWeights(0.5, 1.2, 0.25, 1.0, 1.0, 0.8, 0.02, 0.02);
    }
}
