package io.engram.memory.forgetting;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What should be forgotten: the records that meet every criterion given. At least one must be given.
 *
 * @param ids records by id, of any layer; empty for no such criterion
 * @param subject whom or what it is about, under any of its names: facts with it as subject or object, episodes by it as actor or
 *            that name it
 * @param source where it comes from: {@code source} or {@code source/writer} of the provenance
 * @param from event time at or after this; a fact's time is when it was learned
 * @param until event time before this
 * @param matching a text that episodes and facts are like in meaning, or whose words they all hold
 * @param similarity how like in meaning, as cosine of the embeddings
 * @param keepEvidence whether the episodes behind a chosen fact stay; else they go with it, because they say it
 */
public record ForgetRequest(Set<Long> ids, Optional<String> subject, Optional<String> source, Optional<Instant> from,
        Optional<Instant> until, Optional<String> matching, double similarity, boolean keepEvidence) {
    /** The similarity asked for where none is given. */
    public static final double DEFAULT_SIMILARITY = 0.75;

    public ForgetRequest {
        ids = java.util.Collections.unmodifiableSet(new TreeSet<>(ids));
        notBlank("subject", subject);
        notBlank("source", source);
        notBlank("matching", matching);
        if (!(similarity > 0 && similarity <= 1)) {
            throw new IllegalArgumentException("similarity must be above 0 and at most 1, was " + similarity);
        }
        if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
            throw new IllegalArgumentException("from must be before until, were " + from.get() + " and " + until.get());
        }
        for (long id : ids) {
            if (id < 1) {
                throw new IllegalArgumentException("an id must be at least 1, was " + id);
            }
        }
    }

    private static void notBlank(String name, Optional<String> value) {
        if (value.isPresent() && value.get().isBlank()) {
            throw new IllegalArgumentException(name + " must not be blank, was \"" + value.get() + '"');
        }
    }

    /** No criterion yet. */
    public static ForgetRequest nothing() {
        return new ForgetRequest(Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), DEFAULT_SIMILARITY, false);
    }

    /** Whether no criterion is given. */
    public boolean isEmpty() {
        return ids.isEmpty() && subject.isEmpty() && source.isEmpty() && from.isEmpty() && until.isEmpty()
                && matching.isEmpty();
    }

    /** Whether ids are the only criterion. */
    public boolean isByIdOnly() {
        return !ids.isEmpty() && subject.isEmpty() && source.isEmpty() && from.isEmpty() && until.isEmpty()
                && matching.isEmpty();
    }

    public ForgetRequest withIds(Set<Long> records) {
        return new ForgetRequest(records, subject, source, from, until, matching, similarity, keepEvidence);
    }

    public ForgetRequest about(String name) {
        return new ForgetRequest(ids, Optional.of(name), source, from, until, matching, similarity, keepEvidence);
    }

    public ForgetRequest fromSource(String name) {
        return new ForgetRequest(ids, subject, Optional.of(name), from, until, matching, similarity, keepEvidence);
    }

    public ForgetRequest since(Instant time) {
        return new ForgetRequest(ids, subject, source, Optional.of(time), until, matching, similarity, keepEvidence);
    }

    public ForgetRequest before(Instant time) {
        return new ForgetRequest(ids, subject, source, from, Optional.of(time), matching, similarity, keepEvidence);
    }

    public ForgetRequest matching(String text) {
        return new ForgetRequest(ids, subject, source, from, until, Optional.of(text), similarity, keepEvidence);
    }

    public ForgetRequest withSimilarity(double cosine) {
        return new ForgetRequest(ids, subject, source, from, until, matching, cosine, keepEvidence);
    }

    public ForgetRequest keepingEvidence() {
        return new ForgetRequest(ids, subject, source, from, until, matching, similarity, true);
    }
}
