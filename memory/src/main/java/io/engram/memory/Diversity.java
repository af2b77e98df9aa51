package io.engram.memory;

import io.engram.memory.recall.RecallIndex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Chooses from ranked items so that they say different things: maximal marginal relevance (Carbonell and Goldstein 1998).
 * Relevance is the score, scaled to [0, 1] over what there is to choose from; two items are as alike as the share of index terms
 * that they have in common (Jaccard). Pure.
 */
final class Diversity {
    /** For each item wanted so many are looked at. */
    static final int DEPTH_PER_ITEM = 4;

    private Diversity() {
    }

    /**
     * Chooses, in the order of choice: the best item first.
     *
     * @param ranked best first
     * @param diversity weight of being unlike what was chosen, against the rest for relevance, in [0, 1]
     */
    static List<RecalledItem> choose(List<RecalledItem> ranked, int limit, double diversity) {
        if (ranked.isEmpty()) {
            return ranked;
        }
        double high = ranked.getFirst().score();
        double range = Math.max(1e-12, high - ranked.getLast().score());
        List<Set<String>> terms = new ArrayList<>(ranked.size());
        ranked.forEach(item -> terms.add(new HashSet<>(RecallIndex.terms(item.text()))));
        double[] likeness = new double[ranked.size()];
        boolean[] taken = new boolean[ranked.size()];
        List<RecalledItem> chosen = new ArrayList<>();
        while (chosen.size() < Math.min(limit, ranked.size())) {
            int best = -1;
            double most = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < taken.length; i++) {
                double relevance = 1 - (high - ranked.get(i).score()) / range;
                double gain = (1 - diversity) * relevance - diversity * likeness[i];
                if (!taken[i] && gain > most) {
                    best = i;
                    most = gain;
                }
            }
            taken[best] = true;
            chosen.add(ranked.get(best));
            for (int i = 0; i < taken.length; i++) {
                likeness[i] = Math.max(likeness[i], alike(terms.get(i), terms.get(best)));
            }
        }
        return chosen;
    }

    private static double alike(Set<String> a, Set<String> b) {
        int common = 0;
        for (String term : a) {
            common += b.contains(term) ? 1 : 0;
        }
        int all = a.size() + b.size() - common;
        return all == 0 ? 0 : (double) common / all;
    }
}
