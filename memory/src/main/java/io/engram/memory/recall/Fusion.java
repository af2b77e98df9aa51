package io.engram.memory.recall;

import io.engram.memory.Signal;
import io.engram.memory.index.VectorIndex;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * Ranks the documents of one search. Candidates are the best by words, the best by meaning and the neighbours of these; each
 * gets every signal exactly, and the weighted sum decides.
 *
 * <p>Implementation note. Scaling by the maximum keeps the distances within a signal, which fusion by rank throws
 * away. Cosines of sentence embedders crowd in a narrow band, so the dense signal is scaled between the worst and the best
 * cosine among its hits instead of from zero.
 */
final class Fusion {
    /** Distinct texts asked of the vector index. */
    private static final int DENSE_HITS = 256;
    /** Documents taken by words, at least, and for each one asked for: a text may come in several copies. */
    private static final int LEXICAL_HITS = 256;
    private static final int LEXICAL_PER_RESULT = 4;
    private static final double DAY_MILLIS = 86_400_000.0;
    /** More than sums of floats in another order can differ by, at scores of a few units. */
    private static final double ROUNDING = 1e-4;

    private final RecallIndex index;
    private final Directory directory;
    private final RecallWeights weights;
    private final Search search;
    private final Workspace space;
    private final Eligibility eligible;
    private final Set<String> words;
    /** Actors by number: who has been compared with the words, and whom they name. */
    private final BitSet asked = new BitSet();
    private final BitSet named = new BitSet();
    private float maxLexical = 1e-9f;

    /** The caller holds the index's read lock. */
    Fusion(RecallIndex index, Search search, RecallWeights weights, Eligibility eligible, Workspace space) {
        this.index = index;
        this.directory = index.directory();
        this.weights = weights;
        this.search = search;
        this.eligible = eligible;
        this.space = space;
        this.words = new HashSet<>();
    }

    List<Candidate> rank() {
        space.begin(directory.size());
        List<String> terms = RecallIndex.terms(search.text());
        words.addAll(terms);
        LexicalSearch lexical = space.lexical;
        int keep = Math.max(LEXICAL_HITS, search.limit() * LEXICAL_PER_RESULT);
        lexical.run(index.lexical(), LexicalIndex.count(terms), weights.window(), keep, eligible);
        maxLexical = Math.max(maxLexical, lexical.highest());
        for (int i = 0; i < lexical.found(); i++) {
            space.addCandidate(lexical.found(i));
        }
        searchVectors();
        double[] bounds = new double[space.candidates()];
        long[] ids = new long[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = bound(space.candidate(i));
            ids[i] = directory.id(space.candidate(i));
        }
        return distinct(new BestFirst(bounds, ids, i -> score(space.candidate(i))));
    }

    private void searchVectors() {
        VectorIndex vectors = index.vectorIndex();
        if (search.vector().length == 0 || vectors.size() == 0) {
            return;
        }
        LongPredicate passes = eligible.everything() ? VectorIndex.ALL : this::anyPasses;
        List<VectorIndex.Hit> hits = vectors.search(search.vector(), DENSE_HITS, passes);
        if (hits.isEmpty()) {
            return;
        }
        float high = hits.getFirst().score();
        float low = hits.size() < 2 ? 0 : hits.getLast().score();
        float range = Math.max(1e-6f, high - low);
        for (VectorIndex.Hit hit : hits) {
            int ordinal = index.newest(hit.id());
            for (int n = 0; n < RecallIndex.SAME_TEXT && ordinal != Directory.NONE; n++) {
                space.setDense(ordinal, (hit.score() - low) / range);
                ordinal = directory.sameText(ordinal);
            }
        }
        for (int i = 0; i < space.denseHits(); i++) {
            around(space.denseHit(i));
        }
    }

    /** Whether one of the newest documents with this text passes the filter. */
    private boolean anyPasses(long textKey) {
        int ordinal = index.newest(textKey);
        for (int n = 0; n < RecallIndex.OFFERED_SAME_TEXT && ordinal != Directory.NONE; n++) {
            if (eligible.test(ordinal)) {
                return true;
            }
            ordinal = directory.sameText(ordinal);
        }
        return false;
    }

    private void around(int ordinal) {
        offer(ordinal);
        int before = ordinal;
        int after = ordinal;
        for (int step = 0; step < LexicalSearch.RADIUS; step++) {
            before = before == Directory.NONE ? before : directory.previous(before);
            after = after == Directory.NONE ? after : directory.next(after);
            offer(before);
            offer(after);
        }
    }

    private void offer(int ordinal) {
        if (ordinal != Directory.NONE && !space.isCandidate(ordinal) && eligible.test(ordinal)) {
            space.addCandidate(ordinal);
        }
    }

    /** Not below the score, without what costs most: looking up the common terms, and the power of the age. */
    private double bound(int ordinal) {
        return ROUNDING + space.lexical.bound(ordinal) / maxLexical + weights.dense() * space.dense(ordinal)
                + weights.denseWindow() * neighbourDense(ordinal) + weights.actor() * actor(ordinal)
                + weights.time() * time(ordinal) + weights.salience() * directory.salience(ordinal)
                + Math.max(0, weights.recency());
    }

    private double score(int ordinal) {
        return lexical(ordinal) + weights.dense() * space.dense(ordinal)
                + weights.denseWindow() * neighbourDense(ordinal) + weights.actor() * actor(ordinal)
                + weights.time() * time(ordinal) + weights.salience() * directory.salience(ordinal)
                + weights.recency() * recency(ordinal);
    }

    private double lexical(int ordinal) {
        return space.lexical.score(ordinal) / maxLexical;
    }

    private double neighbourDense(int ordinal) {
        float sum = 0;
        int before = ordinal;
        int after = ordinal;
        for (int step = 0; step < LexicalSearch.RADIUS; step++) {
            before = before == Directory.NONE ? before : directory.previous(before);
            after = after == Directory.NONE ? after : directory.next(after);
            sum += before == Directory.NONE ? 0 : space.dense(before);
            sum += after == Directory.NONE ? 0 : space.dense(after);
        }
        return sum / (2 * LexicalSearch.RADIUS);
    }

    private double actor(int ordinal) {
        int actor = directory.actor(ordinal);
        if (!asked.get(actor)) {
            asked.set(actor);
            named.set(actor, index.names(actor, words));
        }
        return named.get(actor) ? 1 : 0;
    }

    private double time(int ordinal) {
        for (TimeRange range : search.times()) {
            if (range.contains(directory.time(ordinal))) {
                return 1;
            }
        }
        return 0;
    }

    private double recency(int ordinal) {
        double days = Math.max(0, search.nowMillis() - directory.time(ordinal)) / DAY_MILLIS;
        return Math.pow(0.5, days / RecallWeights.RECENCY_HALF_LIFE_DAYS);
    }

    /** Drops what reads the same as enough better ones, and explains the rest. */
    private List<Candidate> distinct(BestFirst ranked) {
        Map<Long, Integer> seen = new HashMap<>();
        List<Candidate> out = new ArrayList<>();
        for (int item = ranked.next(); item >= 0; item = ranked.next()) {
            int ordinal = space.candidate(item);
            long key = directory.textKey(ordinal);
            if (key == TextKey.NONE || seen.merge(key, 1, Integer::sum) <= RecallIndex.SAME_TEXT) {
                out.add(new Candidate(directory.id(ordinal), directory.layer(ordinal), ranked.score(item),
                        why(ordinal)));
                if (out.size() == search.limit()) {
                    break;
                }
            }
        }
        return out;
    }

    private List<Signal> why(int ordinal) {
        List<Signal> why = new ArrayList<>();
        double own = space.lexical.own(ordinal) / maxLexical;
        add(why, "lexical", own, 1);
        add(why, "lexical-window", Math.max(0, lexical(ordinal) - own), 1);
        add(why, "dense", space.dense(ordinal), weights.dense());
        add(why, "dense-window", neighbourDense(ordinal), weights.denseWindow());
        add(why, "actor", actor(ordinal), weights.actor());
        add(why, "time", time(ordinal), weights.time());
        add(why, "salience", directory.salience(ordinal), weights.salience());
        add(why, "recency", recency(ordinal), weights.recency());
        why.sort(Comparator.comparingDouble(Signal::contribution).reversed());
        return why;
    }

    private static void add(List<Signal> why, String name, double value, double weight) {
        if (value * weight > 0) {
            why.add(new Signal(name, value, weight * value));
        }
    }
}
