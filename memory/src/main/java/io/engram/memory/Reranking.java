package io.engram.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/** Lets a {@link Reranker} reorder the best of a recall: its scores, scaled to [0, 1] over these, are one more signal. */
final class Reranking {
    /** So many of the best are read again. */
    static final int DEPTH = 20;
    /** What the reranker's favourite gains. */
    private static final double WEIGHT = 1;

    private Reranking() {
    }

    /** The items with the reranker's signal added, best first. */
    static List<RecalledItem> apply(Reranker reranker, String query, List<RecalledItem> items) {
        if (items.isEmpty()) {
            return items;
        }
        List<RecalledItem> first = items.subList(0, Math.min(DEPTH, items.size()));
        double[] scores = reranker.scores(query, first.stream().map(RecalledItem::text).toList());
        if (scores.length != first.size() || !DoubleStream.of(scores).allMatch(Double::isFinite)) {
            throw new MemoryException("the reranker must return " + first.size() + " finite scores, returned "
                    + java.util.Arrays.toString(scores));
        }
        double least = DoubleStream.of(scores).min().orElse(0);
        double range = Math.max(1e-12, DoubleStream.of(scores).max().orElse(0) - least);
        List<RecalledItem> out = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            out.add(with(first.get(i), scores[i], WEIGHT * (scores[i] - least) / range));
        }
        out.sort(Comparator.comparingDouble(RecalledItem::score).reversed().thenComparing(RecalledItem::id));
        out.addAll(items.subList(scores.length, items.size()));
        return out;
    }

    private static RecalledItem with(RecalledItem item, double value, double contribution) {
        List<Signal> why = new ArrayList<>(item.why());
        why.add(new Signal("rerank", value, contribution));
        why.sort(Comparator.comparingDouble(Signal::contribution).reversed());
        return new RecalledItem(item.layer(), item.id(), item.text(), item.score() + contribution, item.provenance(),
                item.time(), why, item.episodes());
    }
}
