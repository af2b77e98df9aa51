package io.engram.memory.extract;

import io.engram.memory.Episode;
import io.engram.memory.Provenance;
import io.engram.memory.Trust;
import io.engram.memory.semantic.FactDraft;
import io.engram.memory.semantic.FactDraft.Polarity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The facts that an episode states in plain words. Pure. */
public final class PlainStatements {
    /** Who likes something no longer dislikes it, and the other way round. */
    private static final Map<String, String> OPPOSITES = Map.of("likes", "dislikes", "dislikes", "likes");

    private PlainStatements() {
    }

    /** The facts, in order; none for a lived episode or for what was marked as a question. */
    public static List<FactDraft> of(Episode episode) {
        List<FactDraft> facts = new ArrayList<>();
        if (episode.lived() || "question".equals(episode.attributes().get("kind"))) {
            return facts;
        }
        for (String sentence : Sentences.of(episode.text())) {
            if (!Sentences.statesNothing(sentence)) {
                StatedTime time = StatedTime.in(sentence, episode.eventTime());
                List<Statement> found = sentence.codePoints().anyMatch(Character::isIdeographic)
                        ? ChineseRules.of(sentence, time.rest())
                        : EnglishRules.of(sentence, time.rest());
                found.forEach(statement -> facts.addAll(drafts(episode, statement, time)));
            }
        }
        return facts;
    }

    private static List<FactDraft> drafts(Episode episode, Statement s, StatedTime time) {
        Instant said = episode.eventTime();
        Optional<Instant> from = s.timed() ? time.from().filter(t -> !t.isAfter(said)) : Optional.empty();
        Optional<Instant> until = s.timed() ? time.until().filter(t -> !t.isAfter(said)) : Optional.empty();
        Polarity polarity = s.polarity();
        Instant begin = from.orElse(until.isPresent() ? Instant.MIN : said);
        Instant end = until.orElse(Instant.MAX);
        if (polarity == Polarity.ENDS && until.isPresent()) {
            begin = until.get();
            end = Instant.MAX;
        }
        List<FactDraft> drafts = new ArrayList<>();
        String opposite = OPPOSITES.get(s.relation());
        if (opposite != null && polarity == Polarity.AFFIRMS) {
            drafts.add(draft(episode, s, opposite, begin, Instant.MAX, said, Polarity.ENDS));
        }
        drafts.add(draft(episode, s, s.relation(), begin, end, said, polarity));
        return drafts;
    }

    private static FactDraft draft(Episode episode, Statement s, String relation, Instant from, Instant until,
            Instant said, Polarity polarity) {
        Trust trust = episode.provenance().trust();
        return new FactDraft(s.subject().isEmpty() ? episode.actor() : s.subject(), relation, s.object(), Map.of(),
                s.singleValued(), FactDraft.confidence(trust, 1), from, until,
                new Provenance("consolidation", "statement", trust), List.of(episode.id()), polarity, said);
    }
}
