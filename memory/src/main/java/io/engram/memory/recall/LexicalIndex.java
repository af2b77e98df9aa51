package io.engram.memory.recall;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An inverted index with BM25 on three scales.
 *
 * <p>Implementation note. Postings are two growing arrays per term, ordinals ascending. A document's window is the document
 * and up to {@link #RADIUS} neighbours on each side in its group; the window's term frequency is the sum over its members,
 * gathered while a query runs by giving each posting to its neighbours too, and so is a session's. Deleting cuts the
 * document out of the postings of its own terms, so nothing of it stays. Guarded by the lock of {@link RecallIndex}.
 */
final class LexicalIndex {
    /** Neighbours on each side that make a window. */
    static final int RADIUS = 2;

    private static final double K1 = 1.2;
    private static final double B = 0.75;

    private static final class Postings {
        private int[] ordinals = new int[4];
        private short[] frequencies = new short[4];
        private int size;

        private void add(int ordinal, int frequency) {
            if (size == ordinals.length) {
                ordinals = Arrays.copyOf(ordinals, size * 2);
                frequencies = Arrays.copyOf(frequencies, size * 2);
            }
            ordinals[size] = ordinal;
            frequencies[size++] = (short) Math.min(frequency, Short.MAX_VALUE);
        }

        private void remove(int ordinal) {
            int at = Arrays.binarySearch(ordinals, 0, size, ordinal);
            if (at >= 0) {
                System.arraycopy(ordinals, at + 1, ordinals, at, size - at - 1);
                System.arraycopy(frequencies, at + 1, frequencies, at, size - at - 1);
                ordinals[--size] = 0;
            }
        }
    }

    private final Directory directory;
    private final Map<String, Postings> terms = new HashMap<>();
    private long totalLength;

    LexicalIndex(Directory directory) {
        this.directory = directory;
    }

    /** Distinct terms with their counts, for {@link #add} and {@link #remove}. */
    static Map<String, Integer> count(List<String> terms) {
        Map<String, Integer> counts = new HashMap<>();
        terms.forEach(term -> counts.merge(term, 1, Integer::sum));
        return counts;
    }

    void add(int ordinal, Map<String, Integer> counts) {
        counts.forEach((term, n) -> {
            terms.computeIfAbsent(term, t -> new Postings()).add(ordinal, n);
            totalLength += n;
        });
    }

    void remove(int ordinal, Map<String, Integer> counts) {
        counts.forEach((term, n) -> {
            Postings postings = terms.get(term);
            if (postings != null) {
                postings.remove(ordinal);
                if (postings.size == 0) {
                    terms.remove(term);
                }
            }
            totalLength -= n;
        });
    }

    int distinctTerms() {
        return terms.size();
    }

    /** Scores every document that has a query term in itself, its window or its session into {@code out}. */
    void score(Map<String, Integer> query, LexicalScores out) {
        out.reset(directory.size());
        double documents = Math.max(1, directory.live());
        double averageLength = Math.max(1, totalLength / documents);
        for (Map.Entry<String, Integer> entry : query.entrySet()) {
            Postings postings = terms.get(entry.getKey());
            if (postings != null) {
                scoreTerm(postings, entry.getValue(), documents, averageLength, out);
            }
        }
        scoreSessions(out);
    }

    private void scoreTerm(Postings postings, int repeats, double documents, double averageLength, LexicalScores out) {
        double idf = repeats * idf(documents, postings.size);
        out.beginTerm();
        for (int i = 0; i < postings.size; i++) {
            int ordinal = postings.ordinals[i];
            int frequency = postings.frequencies[i];
            out.turn(ordinal, (float) (idf * weight(frequency, directory.length(ordinal), averageLength)));
            out.gather(ordinal, frequency);
            int before = ordinal;
            int after = ordinal;
            for (int step = 0; step < RADIUS; step++) {
                before = before == Directory.NONE ? before : directory.previous(before);
                after = after == Directory.NONE ? after : directory.next(after);
                if (before != Directory.NONE) {
                    out.gather(before, frequency);
                }
                if (after != Directory.NONE) {
                    out.gather(after, frequency);
                }
            }
            if (directory.group(ordinal) >= 0) {
                out.gatherGroup(directory.group(ordinal), frequency);
            }
        }
        double windowIdf = repeats * idf(documents, out.gathered());
        for (int i = 0; i < out.gathered(); i++) {
            int ordinal = out.gatheredOrdinal(i);
            out.window(ordinal, (float) (windowIdf
                    * weight(out.gatheredFrequency(ordinal), windowLength(ordinal), averageLength * (2 * RADIUS + 1))));
        }
        double groupIdf = repeats * idf(out.groupCount(), out.gatheredGroups());
        out.endTerm((group, frequency) -> groupIdf
                * weight(frequency, (double) directory.groupLength(group),
                        totalLength / Math.max(1.0, out.groupCount())));
    }

    private void scoreSessions(LexicalScores out) {
        for (int i = 0; i < out.touched(); i++) {
            int ordinal = out.touchedOrdinal(i);
            int group = directory.group(ordinal);
            if (group >= 0) {
                out.session(ordinal, out.groupScore(group));
            }
        }
    }

    private int windowLength(int ordinal) {
        int length = directory.length(ordinal);
        int before = ordinal;
        int after = ordinal;
        for (int step = 0; step < RADIUS; step++) {
            before = before == Directory.NONE ? before : directory.previous(before);
            after = after == Directory.NONE ? after : directory.next(after);
            length += before == Directory.NONE ? 0 : directory.length(before);
            length += after == Directory.NONE ? 0 : directory.length(after);
        }
        return length;
    }

    private static double idf(double documents, double having) {
        return Math.log(1 + (documents - having + 0.5) / (having + 0.5));
    }

    private static double weight(double frequency, double length, double averageLength) {
        return frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * length / averageLength));
    }
}
