package io.engram.memory;

import java.util.List;

/**
 * Judges anew how well texts answer a query, slower and better than the signals of recall: a port. An adapter may ask a
 * language model for the log-probability of the query given the text. Thread-safe.
 */
public interface Reranker {
    /**
     * A score for each text; larger is better, only differences matter.
     *
     * @param query the question or cue
     * @param texts what was recalled, best first by the signals
     * @return [texts] finite scores
     */
    double[] scores(String query, List<String> texts);
}
