package io.engram.memory;

import io.engram.memory.episodic.EpisodicState;
import io.engram.memory.procedural.ProceduralState;
import io.engram.memory.recall.Candidate;
import io.engram.memory.recall.RecallIndex;
import io.engram.memory.recall.Search;
import io.engram.memory.recall.TimeExpressions;
import io.engram.memory.semantic.SemanticState;
import io.engram.memory.working.WorkingState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a query into a ranked list with texts, sources and reasons. Thread-safe. */
final class Recaller {
    private static final Logger LOG = LoggerFactory.getLogger(Recaller.class);

    private final MemoryOptions options;
    private final RecallIndex index;
    private final EmbeddingWorker embedding;
    private final AccessLog accesses;
    private final EpisodicState episodic;
    private final SemanticState semantic;
    private final ProceduralState procedural;
    private final WorkingState working;

    Recaller(MemoryOptions options, RecallIndex index, EmbeddingWorker embedding, AccessLog accesses,
            EpisodicState episodic, SemanticState semantic, ProceduralState procedural, WorkingState working) {
        this.options = options;
        this.index = index;
        this.embedding = embedding;
        this.accesses = accesses;
        this.episodic = episodic;
        this.semantic = semantic;
        this.procedural = procedural;
        this.working = working;
    }

    Recall recall(RecallQuery query) {
        long begin = System.nanoTime();
        float[] vector = vector(query.text());
        long embedded = System.nanoTime();
        Search search = search(query, vector);
        List<RecalledItem> items = new ArrayList<>();
        if (query.layers().contains(Layer.WORKING)) {
            items.addAll(inMind(query));
        }
        for (Candidate candidate : index.search(search)) {
            item(candidate).filter(item -> inTime(query, item)).ifPresent(items::add);
        }
        items.sort(Comparator.comparingDouble(RecalledItem::score).reversed().thenComparing(RecalledItem::id));
        if (query.reranker().isPresent()) {
            items = Reranking.apply(query.reranker().get(), query.text(), items);
        }
        if (query.diversity() > 0) {
            items = Diversity.choose(items, query.limit(), query.diversity());
        }
        List<RecalledItem> fitting = withinBudget(items, query);
        accesses.recalled(fitting.stream().map(RecalledItem::id).toList());
        return new Recall(query, fitting, Duration.ofNanos(embedded - begin),
                Duration.ofNanos(System.nanoTime() - embedded));
    }

    private Search search(RecallQuery query, float[] vector) {
        Search.Filter filter = new Search.Filter(query.layers(), query.minimumTrust(),
                query.from().map(EpisodicState::millis).orElse(Long.MIN_VALUE),
                query.until().map(until -> EpisodicState.millis(until) + 1).orElse(Long.MAX_VALUE), query.actors(),
                query.channels());
        int wanted = query.diversity() > 0
                ? (int) Math.min(Integer.MAX_VALUE, (long) query.limit() * Diversity.DEPTH_PER_ITEM)
                : query.limit();
        int limit = query.reranker().isPresent() ? Math.max(wanted, Reranking.DEPTH) : wanted;
        return new Search(query.text(), vector, limit, filter,
                TimeExpressions.in(query.text(), options.clock().instant().atZone(options.clock().getZone())),
                options.clock().millis());
    }

    /** The index knows milliseconds, and the ends of the calendar as one time each; the query may be finer. */
    private static boolean inTime(RecallQuery query, RecalledItem item) {
        return item.layer() != Layer.EPISODIC || (query.from().map(from -> !item.time().isBefore(from)).orElse(true)
                && query.until().map(item.time()::isBefore).orElse(true));
    }

    private float[] vector(String text) {
        try {
            return embedding.query(text);
        } catch (RuntimeException | Error e) { // as of the worker: a missing native library leaves the words
            LOG.warn("the embedder refused a query of {} characters; recalling by words only", text.length(), e);
            return new float[0];
        }
    }

    private List<RecalledItem> withinBudget(List<RecalledItem> items, RecallQuery query) {
        List<RecalledItem> fitting = new ArrayList<>();
        long tokens = 0;
        for (RecalledItem item : items) {
            long cost = query.tokenBudget() == Integer.MAX_VALUE ? 0 : options.tokens().count(item.text());
            if (fitting.size() < query.limit() && tokens + cost <= query.tokenBudget()) {
                fitting.add(item);
                tokens += cost;
            }
        }
        return fitting;
    }

    private Optional<RecalledItem> item(Candidate c) {
        return switch (c.layer()) {
            case EPISODIC -> episodic.get(c.id())
                    .map(e -> item(c, e.text(), e.provenance(), e.eventTime(), List.of(e.id())));
            case SEMANTIC -> semantic.fact(c.id())
                    .map(f -> item(c, f.told(), f.provenance(), f.validFrom(), f.episodes()))
                    .or(() -> semantic.regularity(c.id())
                            .map(r -> item(c, r.text(), r.provenance(), r.learnedAt(), r.episodes())));
            case PROCEDURAL -> procedural.skill(c.id())
                    .map(s -> item(c, s.text(), s.provenance(), s.learnedAt(), s.episodes()));
            case WORKING -> Optional.empty();
        };
    }

    private static RecalledItem item(Candidate c, String text, Provenance provenance, Instant time,
            List<Long> episodes) {
        return new RecalledItem(c.layer(), c.id(), text, c.score(), provenance, time, c.why(), episodes);
    }

    /** Working memory is small: every item is compared by the share of the query's terms that it holds. */
    private List<RecalledItem> inMind(RecallQuery query) {
        List<String> wanted = RecallIndex.terms(query.text());
        List<RecalledItem> items = new ArrayList<>();
        working.items().forEach(item -> {
            List<String> have = RecallIndex.terms(item.text());
            double share = wanted.stream().filter(have::contains).count() / Math.max(1.0, wanted.size());
            if (share > 0 && item.content().provenance().trust().compareTo(query.minimumTrust()) >= 0) {
                items.add(new RecalledItem(Layer.WORKING, item.id(), item.text(), share, item.content().provenance(),
                        item.added(), List.of(new Signal("lexical", share, share)),
                        item.episode() == 0 ? List.of() : List.of(item.episode())));
            }
        });
        return items;
    }
}
