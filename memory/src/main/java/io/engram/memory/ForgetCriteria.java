package io.engram.memory;

import io.engram.memory.forgetting.ForgetRequest;
import io.engram.memory.procedural.Skill;
import io.engram.memory.recall.RecallIndex;
import io.engram.memory.semantic.EntityMerge;
import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.Regularity;
import io.engram.memory.working.WorkingItem;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whether a record meets every criterion of a request. */
final class ForgetCriteria {
    private final ForgetRequest request;
    private final Set<Long> alike;
    /** The subject's names as sequences of words. */
    private final List<List<String>> names;
    private final Set<String> terms;

    /**
     * @param alike ids of records that are like the text asked for in meaning
     * @param names all names of the subject asked for
     */
    ForgetCriteria(ForgetRequest request, Set<Long> alike, List<String> names) {
        this.request = request;
        this.alike = alike;
        this.names = names.stream().map(ForgetCriteria::words).filter(name -> !name.isEmpty()).toList();
        this.terms = new HashSet<>(RecallIndex.terms(request.matching().orElse("")));
    }

    boolean accepts(Episode e) {
        return !request.isEmpty() && id(e.id()) && source(e.provenance()) && time(e.eventTime())
                && about(e.actor(), e.text() + ' ' + String.join(" ", e.attributes().values()))
                && matches(e.id(), e.text());
    }

    boolean accepts(Fact f) {
        boolean about = request.subject().isEmpty() || isName(f.subject()) || isName(f.object());
        return !request.isEmpty() && id(f.id()) && source(f.provenance()) && time(f.learnedAt()) && about
                && matches(f.id(), f.text());
    }

    boolean accepts(WorkingItem w) {
        return !request.isEmpty() && id(w.id()) && source(w.content().provenance())
                && time(w.content().eventTime().orElse(w.added())) && about(w.content().actor(), w.text())
                && matches(w.id(), w.text());
    }

    boolean accepts(Regularity r) {
        return byIdOrWords(r.id(), r.text());
    }

    boolean accepts(Skill s) {
        return byIdOrWords(s.id(), s.name() + ' ' + s.text());
    }

    boolean accepts(EntityMerge m) {
        boolean named = request.subject().isPresent() && (isName(m.alias()) || isName(m.into()))
                && request.from().isEmpty() && request.until().isEmpty() && request.source().isEmpty()
                && request.matching().isEmpty();
        return (named || request.isByIdOnly()) && id(m.id());
    }

    /** What was learned by living has no subject, source or time of its own: it goes with its episodes, or by id. */
    private boolean byIdOrWords(long id, String text) {
        return request.isByIdOnly()
                ? id(id)
                : request.matching().isPresent() && request.subject().isEmpty() && request.source().isEmpty()
                        && request.from().isEmpty() && request.until().isEmpty() && id(id) && matches(id, text);
    }

    private boolean id(long id) {
        return request.ids().isEmpty() || request.ids().contains(id);
    }

    private boolean source(Provenance provenance) {
        return request.source().map(wanted -> wanted.equalsIgnoreCase(provenance.source())
                || wanted.equalsIgnoreCase(provenance.source() + '/' + provenance.writer())).orElse(true);
    }

    private boolean time(Instant time) {
        return request.from().map(from -> !time.isBefore(from)).orElse(true)
                && request.until().map(time::isBefore).orElse(true);
    }

    private boolean about(String actor, String text) {
        return request.subject().isEmpty() || isName(actor)
                || names.stream().anyMatch(name -> Collections.indexOfSubList(words(text), name) >= 0);
    }

    private boolean isName(String name) {
        return names.contains(words(name));
    }

    private boolean matches(long id, String text) {
        return request.matching().isEmpty() || alike.contains(id)
                || (!terms.isEmpty() && new HashSet<>(RecallIndex.terms(text)).containsAll(terms));
    }

    private static List<String> words(String text) {
        return List.of(text.toLowerCase(Locale.ROOT).strip().split("[^\\p{L}\\p{N}]+", -1)).stream()
                .filter(word -> !word.isEmpty()).toList();
    }
}
