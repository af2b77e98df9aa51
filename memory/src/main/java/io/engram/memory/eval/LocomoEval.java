package io.engram.memory.eval;

import io.engram.memory.AgentMemory;
import io.engram.memory.Embedder;
import io.engram.memory.Episode;
import io.engram.memory.EpisodeDraft;
import io.engram.memory.Layer;
import io.engram.memory.MemoryException;
import io.engram.memory.MemoryOptions;
import io.engram.memory.Recall;
import io.engram.memory.RecallQuery;
import io.engram.memory.RecalledItem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Turn-level recall on a file in LoCoMo's format. Each conversation becomes an agent of its own, told turn by turn with
 * speaker, session, session time, caption and image words; then every question of categories 1 to 4 that has valid evidence
 * is asked as it stands, over episodic memory.
 */
public final class LocomoEval {
    private static final int[] CUTS = {1, 5, 10, 20};

    private final Embedder embedder;
    private final Path directory;
    /** [k index] category to sums of recall. */
    private final List<Map<String, Double>> sums = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<Double> millis = new ArrayList<>();
    private int turns;
    private double ingestSeconds;
    private double embedSeconds;

    private LocomoEval(Embedder embedder, Path directory) {
        this.embedder = embedder;
        this.directory = directory;
        for (int ignored : CUTS) {
            sums.add(new HashMap<>());
        }
    }

    /**
     * Runs.
     *
     * @param file the data
     * @param conversations which {@code sample_id}s; empty for all
     * @param embedder the embedder to measure with
     * @param directory an empty directory for the agents' memories; the caller deletes it
     */
    public static LocomoReport run(Path file, Set<String> conversations, Embedder embedder, Path directory) {
        List<LocomoConversation> all = LocomoConversation.read(file);
        Set<String> names = all.stream().map(LocomoConversation::id).collect(Collectors.toSet());
        if (!names.containsAll(conversations)) {
            throw new MemoryException("conversations must be among " + names + ", were " + conversations);
        }
        LocomoEval eval = new LocomoEval(embedder, directory);
        all.stream().filter(c -> conversations.isEmpty() || conversations.contains(c.id())).forEach(eval::converse);
        return eval.report();
    }

    private void converse(LocomoConversation conversation) {
        try (AgentMemory memory = AgentMemory.open(
                MemoryOptions.of(directory.resolve(conversation.id()), conversation.id(), embedder))) {
            Map<Long, String> turnOf = tell(memory, conversation);
            for (LocomoConversation.Question question : conversation.questions()) {
                ask(memory, question, turnOf);
            }
        }
    }

    private Map<Long, String> tell(AgentMemory memory, LocomoConversation conversation) {
        long begin = System.nanoTime();
        List<CompletableFuture<Episode>> told = new ArrayList<>();
        for (LocomoConversation.Turn turn : conversation.turns()) {
            told.add(memory.record(EpisodeDraft.said(turn.speaker(), turn.text()).withSession(turn.session())
                    .withEventTime(turn.time()).withAttributes(turn.attributes())));
        }
        Map<Long, String> turnOf = new HashMap<>();
        for (int i = 0; i < told.size(); i++) {
            turnOf.put(told.get(i).join().id(), conversation.turns().get(i).id());
        }
        long durable = System.nanoTime();
        memory.awaitEmbeddings();
        turns += told.size();
        ingestSeconds += (durable - begin) * 1e-9;
        embedSeconds += (System.nanoTime() - begin) * 1e-9;
        return turnOf;
    }

    private void ask(AgentMemory memory, LocomoConversation.Question question, Map<Long, String> turnOf) {
        Recall recall = memory.recall(RecallQuery.of(question.text()).withLimit(CUTS[CUTS.length - 1])
                .withLayers(EnumSet.of(Layer.EPISODIC)));
        millis.add(recall.searching().toNanos() * 1e-6);
        List<String> found = recall.items().stream().map(RecalledItem::id).map(turnOf::get).toList();
        String category = Integer.toString(question.category());
        for (int i = 0; i < CUTS.length; i++) {
            List<String> first = found.subList(0, Math.min(CUTS[i], found.size()));
            double hit = question.evidence().stream().filter(first::contains).count()
                    / (double) question.evidence().size();
            sums.get(i).merge("all", hit, Double::sum);
            sums.get(i).merge(category, hit, Double::sum);
        }
        counts.merge("all", 1, Integer::sum);
        counts.merge(category, 1, Integer::sum);
    }

    private LocomoReport report() {
        Map<Integer, Map<String, Double>> recall = new TreeMap<>();
        for (int i = 0; i < CUTS.length; i++) {
            Map<String, Double> means = new java.util.LinkedHashMap<>();
            for (String category : List.of("all", "1", "2", "3", "4")) {
                int n = counts.getOrDefault(category, 0);
                means.put(category, n == 0 ? 0 : sums.get(i).getOrDefault(category, 0.0) / n);
            }
            recall.put(CUTS[i], means);
        }
        List<Double> sorted = millis.stream().sorted().toList();
        return new LocomoReport(counts.getOrDefault("all", 0), recall, percentile(sorted, 0.50),
                percentile(sorted, 0.99), turns / Math.max(1e-9, ingestSeconds), turns / Math.max(1e-9, embedSeconds));
    }

    private static double percentile(List<Double> sorted, double share) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size())));
    }
}
