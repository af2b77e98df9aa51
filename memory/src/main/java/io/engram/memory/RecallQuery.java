package io.engram.memory;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What to bring back. Names and times in the text are understood and preferred; only the filters here shut anything out.
 *
 * @param text the question or cue in words
 * @param limit at most this many items
 * @param tokenBudget at most this many tokens of text over all items, by the memory's token counter
 * @param layers which layers may answer
 * @param minimumTrust records below this level stay out
 * @param from only what happened at or after this time, if given
 * @param until only what happened before this time, if given
 * @param actors only what these did or said; empty for all
 * @param channels only what happened in these channels; empty for all
 * @param reranker reads the best once more and reorders them, if given
 * @param diversity how much an item counts that says something else than those before it, against its score: 0 for not at all,
 *            the default, below 1
 */
public record RecallQuery(String text, int limit, int tokenBudget, Set<Layer> layers, Trust minimumTrust,
        Optional<Instant> from, Optional<Instant> until, Set<String> actors, Set<String> channels,
        Optional<Reranker> reranker, double diversity) {
    public RecallQuery {
        Checks.notBlank("text", text);
        Checks.atLeast("limit", 1, limit);
        Checks.atLeast("tokenBudget", 1, tokenBudget);
        if (!(diversity >= 0 && diversity < 1)) {
            throw new IllegalArgumentException("diversity must be at least 0 and below 1, was " + diversity);
        }
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("layers must name at least one layer, was empty");
        }
        layers = java.util.Collections.unmodifiableSet(EnumSet.copyOf(layers));
        actors = Set.copyOf(actors);
        channels = Set.copyOf(channels);
    }

    /** Ten items from all long-term layers, any trust, any time, as the signals rank them. */
    public static RecallQuery of(String text) {
        return new RecallQuery(text, 10, Integer.MAX_VALUE,
                EnumSet.of(Layer.EPISODIC, Layer.SEMANTIC, Layer.PROCEDURAL), Trust.UNTRUSTED, Optional.empty(),
                Optional.empty(), Set.of(), Set.of(), Optional.empty(), 0);
    }

    public RecallQuery withLimit(int newLimit) {
        return new RecallQuery(text, newLimit, tokenBudget, layers, minimumTrust, from, until, actors, channels,
                reranker, diversity);
    }

    public RecallQuery withTokenBudget(int tokens) {
        return new RecallQuery(text, limit, tokens, layers, minimumTrust, from, until, actors, channels, reranker,
                diversity);
    }

    public RecallQuery withLayers(Set<Layer> newLayers) {
        return new RecallQuery(text, limit, tokenBudget, newLayers, minimumTrust, from, until, actors, channels,
                reranker, diversity);
    }

    public RecallQuery withMinimumTrust(Trust trust) {
        return new RecallQuery(text, limit, tokenBudget, layers, trust, from, until, actors, channels, reranker,
                diversity);
    }

    public RecallQuery between(Instant start, Instant end) {
        return new RecallQuery(text, limit, tokenBudget, layers, minimumTrust, Optional.of(start), Optional.of(end),
                actors, channels, reranker, diversity);
    }

    public RecallQuery withActors(Set<String> only) {
        return new RecallQuery(text, limit, tokenBudget, layers, minimumTrust, from, until, only, channels, reranker,
                diversity);
    }

    public RecallQuery withChannels(Set<String> only) {
        return new RecallQuery(text, limit, tokenBudget, layers, minimumTrust, from, until, actors, only, reranker,
                diversity);
    }

    public RecallQuery withReranker(Reranker with) {
        return new RecallQuery(text, limit, tokenBudget, layers, minimumTrust, from, until, actors, channels,
                Optional.of(with), diversity);
    }

    /** The same, preferring items that say different things; they then come in the order of choice and not by score. */
    public RecallQuery withDiversity(double weight) {
        return new RecallQuery(text, limit, tokenBudget, layers, minimumTrust, from, until, actors, channels,
                reranker, weight);
    }
}
