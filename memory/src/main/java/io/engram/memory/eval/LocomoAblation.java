package io.engram.memory.eval;

import io.engram.memory.Embedder;
import io.engram.memory.Episode;
import io.engram.memory.EpisodeDraft;
import io.engram.memory.Provenance;
import io.engram.memory.episodic.EpisodicState;
import io.engram.memory.index.VectorIndexOptions;
import io.engram.memory.index.VectorIndexes;
import io.engram.memory.recall.Candidate;
import io.engram.memory.recall.Document;
import io.engram.memory.recall.RecallIndex;
import io.engram.memory.recall.RecallWeights;
import io.engram.memory.recall.Search;
import io.engram.memory.recall.TextKey;
import io.engram.memory.recall.TimeExpressions;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each signal of recall is worth on a file in LoCoMo's format, and whether weights chosen on some conversations hold on
 * another: for each conversation the best of a grid on all others is measured on it (leave one out). Recall@10 of turns, as in
 * {@link LocomoEval}.
 */
public final class LocomoAblation {
    private static final int K = 10;
    private static final double[] WINDOW = {1, 2, 3};
    private static final double[] DENSE = {0.3, 0.6, 0.9};
    private static final double[] ACTOR = {0.2, 0.4, 0.6};

    /** A question with its vector; turns are ids of documents. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Asked(String text, float[] vector, int category, List<Long> evidence) {
    }

    private record Told(String id, RecallIndex index, List<Asked> questions) {
    }

    private final List<Told> conversations = new ArrayList<>();

    private LocomoAblation() {
    }

    /** Runs, and gives lines of a table each time one is done. Blocks for minutes. */
    public static void run(Path file, Embedder embedder, java.util.function.Consumer<String> lines) {
        LocomoAblation run = new LocomoAblation();
        for (LocomoConversation conversation : LocomoConversation.read(file)) {
            run.conversations.add(told(conversation, embedder));
        }
        RecallWeights w = RecallWeights.defaults();
        Map<String, RecallWeights> variants = new LinkedHashMap<>();
        variants.put("all signals", w);
        variants.put("without the window of words", weights(0, w.dense(), w.denseWindow(), w.actor()));
        variants.put("without dense", weights(w.window(), 0, w.denseWindow(), w.actor()));
        variants.put("without the window of dense", weights(w.window(), w.dense(), 0, w.actor()));
        variants.put("without any dense", weights(w.window(), 0, 0, w.actor()));
        variants.put("without actor", weights(w.window(), w.dense(), w.denseWindow(), 0));
        variants.put("without time", new RecallWeights(w.window(), w.dense(), w.denseWindow(), w.actor(), 0,
                w.salience(), w.recency()));
        variants.put("without salience and recency", new RecallWeights(w.window(), w.dense(), w.denseWindow(),
                w.actor(), w.time(), 0, 0));
        variants.put("own words alone", weights(0, 0, 0, 0));
        variants.forEach((name, weights) -> lines.accept(run.line(name, run.measure(weights, true))));
        lines.accept(run.line("without words", run.measure(w, false)));
        run.leaveOneOut(lines);
    }

    private static RecallWeights weights(double window, double dense, double denseWindow, double actor) {
        RecallWeights w = RecallWeights.defaults();
        return new RecallWeights(window, dense, denseWindow, actor, w.time(), w.salience(), w.recency());
    }

    private static Told told(LocomoConversation conversation, Embedder embedder) {
        RecallIndex index = new RecallIndex(VectorIndexes.create(VectorIndexOptions.of(embedder.dimensions())),
                RecallWeights.defaults());
        Map<String, Long> idOf = new HashMap<>();
        for (LocomoConversation.Turn turn : conversation.turns()) {
            EpisodeDraft draft = EpisodeDraft.said(turn.speaker(), turn.text());
            long id = idOf.size() + 1L;
            idOf.put(turn.id(), id);
            Document document = EpisodicState.document(new Episode(id, turn.speaker(), draft.channel(), turn.session(),
                    turn.text(), turn.time(), turn.time(), 0, draft.salience(), Provenance.said(turn.speaker()),
                    turn.attributes(), List.of(), false, 0, 0));
            index.add(document);
            index.vector(TextKey.of(document.embedText()), embedder.embedDocument(document.embedText()));
        }
        List<Asked> questions = conversation.questions().stream().map(q -> new Asked(q.text(),
                embedder.embedQuery(q.text()), q.category(), q.evidence().stream().map(idOf::get).toList())).toList();
        return new Told(conversation.id(), index, questions);
    }

    /** Recall of each question, conversation by conversation. */
    private List<List<Double>> measure(RecallWeights weights, boolean words) {
        List<List<Double>> recalls = new ArrayList<>();
        for (Told told : conversations) {
            recalls.add(told.questions().stream().map(q -> recall(told.index(), q, weights, words)).toList());
        }
        return recalls;
    }

    private static double recall(RecallIndex index, Asked q, RecallWeights weights, boolean words) {
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        Search search = new Search(words ? q.text() : "", q.vector(), K, Search.Filter.none(),
                TimeExpressions.in(q.text(), now), now.toInstant().toEpochMilli());
        List<Long> found = index.search(search, weights).stream().map(Candidate::id).toList();
        return q.evidence().stream().filter(found::contains).count() / (double) q.evidence().size();
    }

    private String line(String name, List<List<Double>> recalls) {
        StringBuilder line = new StringBuilder(String.format(java.util.Locale.ROOT, "%-30s all %.3f", name,
                recalls.stream().flatMap(List::stream).mapToDouble(r -> r).average().orElse(0)));
        for (int category = 1; category <= 4; category++) {
            double sum = 0;
            int count = 0;
            for (int c = 0; c < recalls.size(); c++) {
                for (int q = 0; q < recalls.get(c).size(); q++) {
                    if (conversations.get(c).questions().get(q).category() == category) {
                        sum += recalls.get(c).get(q);
                        count++;
                    }
                }
            }
            line.append(String.format(java.util.Locale.ROOT, "  %d %.3f", category, sum / Math.max(1, count)));
        }
        return line.toString();
    }

    private void leaveOneOut(java.util.function.Consumer<String> lines) {
        Map<RecallWeights, List<List<Double>>> grid = new LinkedHashMap<>();
        for (double window : WINDOW) {
            for (double dense : DENSE) {
                for (double denseWindow : DENSE) {
                    for (double actor : ACTOR) {
                        RecallWeights weights = weights(window, dense, denseWindow, actor);
                        grid.put(weights, measure(weights, true));
                    }
                }
            }
        }
        List<List<Double>> heldOut = new ArrayList<>();
        for (int out = 0; out < conversations.size(); out++) {
            int left = out;
            var best = grid.entrySet().stream()
                    .max(Comparator.comparingDouble(entry -> mean(entry.getValue(), left, false))).orElseThrow();
            heldOut.add(best.getValue().get(out));
            RecallWeights w = best.getKey();
            lines.accept(String.format(java.util.Locale.ROOT,
                    "%s held out: %.3f with window %.1f, dense %.1f, dense window %.1f, actor %.1f; others %.3f",
                    conversations.get(out).id(), mean(best.getValue(), out, true), w.window(), w.dense(),
                    w.denseWindow(), w.actor(), mean(best.getValue(), out, false)));
        }
        lines.accept(line("leave one out", heldOut));
        double least = grid.values().stream().mapToDouble(r -> mean(r, -1, false)).min().orElse(0);
        double most = grid.values().stream().mapToDouble(r -> mean(r, -1, false)).max().orElse(0);
        lines.accept(String.format(java.util.Locale.ROOT, "over the grid of %d weightings: %.3f to %.3f", grid.size(),
                least, most));
    }

    private static double mean(List<List<Double>> recalls, int conversation, boolean of) {
        double sum = 0;
        int count = 0;
        for (int c = 0; c < recalls.size(); c++) {
            if ((c == conversation) == of) {
                sum += recalls.get(c).stream().mapToDouble(r -> r).sum();
                count += recalls.get(c).size();
            }
        }
        return sum / Math.max(1, count);
    }
}
