package io.engram.memory.recall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The words of one query against the {@link LexicalIndex}. A document's score is its own BM25 (Robertson and Zaragoza 2009)
 * plus a weight times the BM25 of its window: the document and up to {@link #RADIUS} neighbours on each side in its group.
 * The window's term frequency is summed while the query runs, by giving each posting to its neighbours too.
 *
 * <p>Implementation note. Terms are taken rarest first. Once the k-th best sum so far exceeds all that the remaining, common
 * terms could add, no further document can come in (the MaxScore bound of Turtle and Flood 1995, term by term); these terms
 * are then only looked up for the documents that can still be among the k best. The result is exact.
 *
 * <p>Made once per searching thread and used again; arrays are [ordinal], entries that were touched are cleared. Not
 * thread-safe; the caller holds the index's read lock from {@link #run} to the last question.
 */
final class LexicalSearch {
    /** Neighbours on each side that make a window. */
    static final int RADIUS = 2;

    private static final float K1 = 1.2f;
    private static final float B = 0.75f;
    /** No term weighs more than this times its idf. */
    private static final float MOST = K1 + 1;
    /** A term with fewer postings is not worth the question whether it can be left out. */
    private static final int CHEAP = 256;
    /** In {@link #frequency}, which is free once all windows are summed: a document that was selected before the others. */
    private static final int SEED = -1;

    private record Term(Postings postings, float idf) {
    }

    private Directory directory = new Directory();
    private List<Term> terms = List.of();
    /** Terms before this one are in {@link #sums}; the others are looked up. */
    private int gatheredTerms;
    /** The most that the others can add. */
    private float rest;
    private float windowWeight;
    private float lengthFactor;
    private float windowLengthFactor;

    private float[] sums = new float[0];
    private int[] frequency = new int[0];
    private int[] touched = new int[64];
    private int touchedSize;
    private int[] window = new int[64];
    private int windowSize;
    private long[] packed = new long[64];
    private int found;

    /**
     * Finds the documents with the {@code keep} best scores among those that are eligible.
     *
     * @param words the query's terms with their counts
     * @param weight of the window against the document itself
     */
    void run(LexicalIndex index, Map<String, Integer> words, double weight, int keep, IntPredicate eligible) {
        reset(index, words, weight);
        rest = MOST * (1 + windowWeight) * (float) terms.stream().mapToDouble(Term::idf).sum();
        float threshold = -1;
        for (gatheredTerms = 0; gatheredTerms < terms.size(); gatheredTerms++) {
            Term term = terms.get(gatheredTerms);
            if (term.postings().size() > CHEAP && touchedSize >= keep && term.postings().size() > touchedSize / 8) {
                threshold = kthBest(keep, rest * 1.0001f, eligible);
                if (threshold >= 0) {
                    break;
                }
            }
            gather(term);
            rest -= MOST * (1 + windowWeight) * term.idf();
        }
        boolean all = gatheredTerms == terms.size();
        rest = all ? 0 : rest * 1.0001f;
        select(keep, all ? 0 : threshold - rest, eligible);
    }

    /**
     * Leaves the {@code keep} best in {@link #packed}. The k-th best so far shuts out whatever cannot reach it; those with the best
     * sums so far come first, so that it is soon high.
     *
     * @param least sum that is still in question
     */
    private void select(int keep, float least, IntPredicate eligible) {
        boolean all = gatheredTerms == terms.size();
        int n = 0;
        float floor = least;
        if (!all) { // kthBest has left the k best sums in front
            for (; n < keep; n++) {
                int ordinal = Best.ordinal(packed[n]);
                frequency[ordinal] = SEED;
                remember(n, ordinal);
                packed[n] = Best.pack(score(ordinal), ordinal);
            }
            floor = Math.max(floor, leastOf(keep) - rest);
        }
        int seeds = n;
        int bound = 2 * keep;
        for (int i = 0; i < touchedSize; i++) {
            int ordinal = touched[i];
            if (sums[ordinal] >= floor && frequency[ordinal] != SEED && eligible.test(ordinal)) {
                put(n++, Best.pack(all ? sums[ordinal] : score(ordinal), ordinal));
                if (n >= bound) {
                    Best.first(packed, n, keep);
                    n = keep;
                    floor = Math.max(floor, leastOf(keep) - rest);
                }
            }
        }
        for (int i = 0; i < seeds; i++) {
            frequency[window[i]] = 0; // as between two terms
        }
        found = Math.min(keep, n);
        Best.first(packed, n, found);
    }

    private void remember(int at, int ordinal) {
        if (at == window.length) {
            window = Arrays.copyOf(window, at * 2);
        }
        window[at] = ordinal;
    }

    private void put(int at, long value) {
        if (at == packed.length) {
            packed = Arrays.copyOf(packed, at * 2);
        }
        packed[at] = value;
    }

    private void reset(LexicalIndex index, Map<String, Integer> words, double weight) {
        for (int i = 0; i < touchedSize; i++) {
            sums[touched[i]] = 0;
        }
        touchedSize = 0;
        directory = index.directory();
        if (sums.length < directory.size()) {
            int to = directory.size() + (directory.size() >> 2) + 16;
            sums = new float[to];
            frequency = new int[to];
        }
        windowWeight = (float) weight;
        lengthFactor = (float) (K1 * B / index.averageLength());
        windowLengthFactor = lengthFactor / (2 * RADIUS + 1);
        List<Term> known = new ArrayList<>();
        words.forEach((word, repeats) -> {
            Postings postings = index.postings(word);
            if (postings != null) {
                double idf = Math.log(1 + (directory.live() - postings.size() + 0.5) / (postings.size() + 0.5));
                known.add(new Term(postings, (float) (repeats * idf)));
            }
        });
        known.sort(Comparator.comparingInt(term -> term.postings().size()));
        terms = known;
    }

    /** The k-th best sum where it is above {@code bound}, else -1. */
    private float kthBest(int k, float bound, IntPredicate eligible) {
        int n = 0;
        for (int i = 0; i < touchedSize; i++) {
            if (sums[touched[i]] > bound && eligible.test(touched[i])) {
                put(n++, Best.pack(sums[touched[i]], touched[i]));
            }
        }
        if (n < k) {
            return -1;
        }
        Best.first(packed, n, k);
        return leastOf(k);
    }

    private float leastOf(int k) {
        float least = Float.MAX_VALUE;
        for (int i = 0; i < k; i++) {
            least = Math.min(least, Best.score(packed[i]));
        }
        return least;
    }

    private void gather(Term term) {
        Postings postings = term.postings();
        windowSize = 0;
        for (int i = 0, size = postings.size(); i < size; i++) {
            int ordinal = postings.ordinal(i);
            int count = postings.frequency(i);
            add(ordinal, term.idf() * weight(count, lengthFactor * directory.length(ordinal)));
            inWindow(ordinal, count);
            int before = ordinal;
            int after = ordinal;
            for (int step = 0; step < RADIUS; step++) {
                before = before == Directory.NONE ? before : directory.previous(before);
                after = after == Directory.NONE ? after : directory.next(after);
                if (before != Directory.NONE) {
                    inWindow(before, count);
                }
                if (after != Directory.NONE) {
                    inWindow(after, count);
                }
            }
        }
        float idf = windowWeight * term.idf();
        for (int i = 0; i < windowSize; i++) {
            int ordinal = window[i];
            add(ordinal, idf * weight(frequency[ordinal], windowLengthFactor * directory.windowLength(ordinal)));
            frequency[ordinal] = 0;
        }
    }

    private void inWindow(int ordinal, int count) {
        if (frequency[ordinal] == 0) {
            if (windowSize == window.length) {
                window = Arrays.copyOf(window, windowSize * 2);
            }
            window[windowSize++] = ordinal;
        }
        frequency[ordinal] += count;
    }

    private void add(int ordinal, float score) {
        if (sums[ordinal] == 0) {
            if (touchedSize == touched.length) {
                touched = Arrays.copyOf(touched, touchedSize * 2);
            }
            touched[touchedSize++] = ordinal;
        }
        sums[ordinal] += score;
    }

    private static float weight(float frequency, float length) {
        return frequency * MOST / (frequency + K1 * (1 - B) + length);
    }

    /** How many of the best there are. */
    int found() {
        return found;
    }

    /** One of the best, in no order. */
    int found(int i) {
        return Best.ordinal(packed[i]);
    }

    /** The highest score among the best; 0 if there is none. */
    float highest() {
        float highest = 0;
        for (int i = 0; i < found; i++) {
            highest = Math.max(highest, Best.score(packed[i]));
        }
        return highest;
    }

    /** Not below the score, and at hand. */
    float bound(int ordinal) {
        return sums[ordinal] + rest;
    }

    /** The score of any document. */
    float score(int ordinal) {
        float score = sums[ordinal];
        for (int i = gatheredTerms; i < terms.size(); i++) {
            score += lookUp(terms.get(i), ordinal);
        }
        return score;
    }

    /** The part of the score that the document's own words give. */
    float own(int ordinal) {
        float score = 0;
        for (Term term : terms) {
            score += own(term, term.postings().of(ordinal), ordinal);
        }
        return score;
    }

    private float own(Term term, int count, int ordinal) {
        return count == 0 ? 0 : term.idf() * weight(count, lengthFactor * directory.length(ordinal));
    }

    /** What a term adds to a document's score. Neighbours ascend by ordinal, so one pass over a short stretch finds all. */
    private float lookUp(Term term, int ordinal) {
        int member = ordinal;
        int members = 1;
        for (int step = 0; step < RADIUS && directory.previous(member) != Directory.NONE; step++) {
            member = directory.previous(member);
            members++;
        }
        int after = ordinal;
        for (int step = 0; step < RADIUS && directory.next(after) != Directory.NONE; step++) {
            after = directory.next(after);
            members++;
        }
        Postings postings = term.postings();
        int own = 0;
        int count = 0;
        int at = 0;
        for (int i = 0; i < members; i++) {
            at = postings.seek(at, member);
            if (at == postings.size()) {
                break;
            }
            if (postings.ordinal(at) == member) {
                count += postings.frequency(at);
                own = member == ordinal ? postings.frequency(at) : own;
            }
            member = directory.next(member);
        }
        return count == 0
                ? 0
                : own(term, own, ordinal) + windowWeight * term.idf()
                        * weight(count, windowLengthFactor * directory.windowLength(ordinal));
    }
}
