package io.engram.memory.recall;

import io.engram.memory.Signal;
import io.engram.memory.index.VectorIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Ranks the documents of one search: every signal is scaled to 1 at its best, weighted and summed.
 *
 * <p>Implementation note. Scaling by the maximum keeps the distances within a signal, which fusion by rank throws
 * away. Cosines of sentence embedders crowd in a narrow band, so the dense signal
 * is scaled between the worst and the best cosine among its hits instead of from zero.
 */
final class Fusion {
    /** Distinct texts asked of the vector index. */
    private static final int DENSE_HITS = 256;
    /** Of documents that read the same, the newest this many take part in the ranking. */
    private static final int OFFERED_SAME_TEXT = 16;
    private static final double DAY_MILLIS = 86_400_000.0;

    private final Directory directory;
    private final VectorIndex vectors;
    private final LongIntMap heads;
    private final List<List<String>> actorTerms;
    private final RecallWeights weights;
    private final Search search;
    private final LexicalScores lexical;
    private final Set<String> words;
    /** Ordinal to dense signal in [0, 1]. */
    private final Map<Integer, Float> dense = new HashMap<>();
    private float maxTurn = 1e-9f;
    private float maxWindow = 1e-9f;
    private float maxSession = 1e-9f;

    private record Scored(int ordinal, double score) {
    }

    Fusion(Directory directory, VectorIndex vectors, LongIntMap heads, List<List<String>> actorTerms,
            RecallWeights weights, Search search, List<String> words, LexicalScores lexical) {
        this.directory = directory;
        this.vectors = vectors;
        this.heads = heads;
        this.actorTerms = actorTerms;
        this.weights = weights;
        this.search = search;
        this.words = new HashSet<>(words);
        this.lexical = lexical;
    }

    List<Candidate> rank() {
        searchVectors();
        for (int i = 0; i < lexical.touched(); i++) {
            int ordinal = lexical.touchedOrdinal(i);
            maxTurn = Math.max(maxTurn, lexical.turn(ordinal));
            maxWindow = Math.max(maxWindow, lexical.window(ordinal));
            maxSession = Math.max(maxSession, lexical.session(ordinal));
        }
        Comparator<Scored> worstFirst = Comparator.comparingDouble(Scored::score)
                .thenComparing(s -> -directory.id(s.ordinal()));
        PriorityQueue<Scored> best = new PriorityQueue<>(worstFirst);
        int keep = search.limit() * (OFFERED_SAME_TEXT + 1);
        for (int i = 0; i < lexical.touched(); i++) {
            offer(lexical.touchedOrdinal(i), keep, best);
        }
        for (int ordinal : dense.keySet()) {
            if (lexical.turn(ordinal) == 0 && lexical.window(ordinal) == 0) {
                offer(ordinal, keep, best);
            }
        }
        List<Scored> ranked = new ArrayList<>(best);
        ranked.sort(worstFirst.reversed());
        return distinct(ranked);
    }

    private void searchVectors() {
        if (search.vector().length == 0 || vectors.size() == 0) {
            return;
        }
        List<VectorIndex.Hit> hits = vectors.search(search.vector(), DENSE_HITS, VectorIndex.ALL);
        if (hits.isEmpty()) {
            return;
        }
        float high = hits.getFirst().score();
        float low = hits.size() < 2 ? 0 : hits.getLast().score();
        float range = Math.max(1e-6f, high - low);
        for (VectorIndex.Hit hit : hits) {
            int ordinal = heads.get(hit.id());
            for (int n = 0; n < RecallIndex.SAME_TEXT && ordinal != Directory.NONE; n++) {
                dense.put(ordinal, (hit.score() - low) / range);
                ordinal = directory.sameText(ordinal);
            }
        }
    }

    private void offer(int ordinal, int keep, PriorityQueue<Scored> best) {
        if (!directory.isLive(ordinal) || !search.layers().contains(directory.layer(ordinal))
                || directory.trust(ordinal).compareTo(search.minimumTrust()) < 0
                || directory.time(ordinal) < search.fromMillis() || directory.time(ordinal) >= search.untilMillis()
                || !amongNewestOfItsText(ordinal)) {
            return;
        }
        double score = 0;
        for (Part part : PARTS) {
            score += part.weight(weights) * part.value(this, ordinal);
        }
        best.add(new Scored(ordinal, score));
        if (best.size() > keep) {
            best.poll();
        }
    }

    /** A life repeats itself: thousands of like episodes must not push everything else out of the candidates. */
    private boolean amongNewestOfItsText(int ordinal) {
        long key = directory.textKey(ordinal);
        int other = key == TextKey.NONE ? ordinal : heads.get(key);
        for (int n = 0; n < OFFERED_SAME_TEXT && other != Directory.NONE; n++) {
            if (other == ordinal) {
                return true;
            }
            other = directory.sameText(other);
        }
        return false;
    }

    /** One signal: its name, its weight and its value in [0, 1] for a document. */
    private enum Part {
        TURN("lexical") {
            @Override
            double weight(RecallWeights w) {
                return w.turn();
            }

            @Override
            double value(Fusion f, int ordinal) {
                return f.lexical.turn(ordinal) / f.maxTurn;
            }
        },
        WINDOW("lexical-window") {
            @Override
            double weight(RecallWeights w) {
                return w.window();
            }

            @Override
            double value(Fusion f, int ordinal) {
                return f.lexical.window(ordinal) / f.maxWindow;
            }
        },
        SESSION("lexical-session") {
            @Override
            double weight(RecallWeights w) {
                return w.session();
            }

            @Override
            double value(Fusion f, int ordinal) {
                return f.lexical.groupScore(f.directory.group(ordinal)) / f.maxSession;
            }
        },
        DENSE("dense") {
            @Override
            double weight(RecallWeights w) {
                return w.dense();
            }

            @Override
            double value(Fusion f, int ordinal) {
                return f.dense.getOrDefault(ordinal, 0f);
            }
        },
        DENSE_WINDOW("dense-window") {
            @Override
            double weight(RecallWeights w) {
                return w.denseWindow();
            }

            @Override
            double value(Fusion f, int ordinal) {
                return f.neighbourDense(ordinal);
            }
        },
        ACTOR("actor") {
            @Override
            double weight(RecallWeights w) {
                return w.actor();
            }

            @Override
            double value(Fusion f, int ordinal) {
                List<String> names = f.actorTerms.get(f.directory.actor(ordinal));
                return !names.isEmpty() && f.words.containsAll(names) ? 1 : 0;
            }
        },
        SALIENCE("salience") {
            @Override
            double weight(RecallWeights w) {
                return w.salience();
            }

            @Override
            double value(Fusion f, int ordinal) {
                return f.directory.salience(ordinal);
            }
        },
        RECENCY("recency") {
            @Override
            double weight(RecallWeights w) {
                return w.recency();
            }

            @Override
            double value(Fusion f, int ordinal) {
                double days = Math.max(0, f.search.nowMillis() - f.directory.time(ordinal)) / DAY_MILLIS;
                return Math.pow(0.5, days / RecallWeights.RECENCY_HALF_LIFE_DAYS);
            }
        };

        private final String label;

        Part(String label) {
            this.label = label;
        }

        abstract double weight(RecallWeights w);

        abstract double value(Fusion f, int ordinal);
    }

    private static final Part[] PARTS = Part.values();

    private double neighbourDense(int ordinal) {
        float sum = 0;
        int before = ordinal;
        int after = ordinal;
        for (int step = 0; step < LexicalIndex.RADIUS; step++) {
            before = before == Directory.NONE ? before : directory.previous(before);
            after = after == Directory.NONE ? after : directory.next(after);
            sum += before == Directory.NONE ? 0 : dense.getOrDefault(before, 0f);
            sum += after == Directory.NONE ? 0 : dense.getOrDefault(after, 0f);
        }
        return sum / (2 * LexicalIndex.RADIUS);
    }

    /** Drops what reads the same as enough better ones, and explains the rest. */
    private List<Candidate> distinct(List<Scored> ranked) {
        Map<Long, Integer> seen = new HashMap<>();
        List<Candidate> out = new ArrayList<>();
        for (Scored scored : ranked) {
            long key = directory.textKey(scored.ordinal());
            if (key != TextKey.NONE && seen.merge(key, 1, Integer::sum) > RecallIndex.SAME_TEXT) {
                continue;
            }
            out.add(new Candidate(directory.id(scored.ordinal()), directory.layer(scored.ordinal()), scored.score(),
                    why(scored.ordinal())));
            if (out.size() == search.limit()) {
                break;
            }
        }
        return out;
    }

    private List<Signal> why(int ordinal) {
        List<Signal> why = new ArrayList<>();
        for (Part part : PARTS) {
            double value = part.value(this, ordinal);
            if (value > 0) {
                why.add(new Signal(part.label, value, part.weight(weights) * value));
            }
        }
        why.sort(Comparator.comparingDouble(Signal::contribution).reversed());
        return why;
    }
}
