package io.engram.memory;

import io.engram.memory.change.Change;
import io.engram.memory.change.ChangeCodec;
import io.engram.memory.consolidation.SkillMiner;
import io.engram.memory.procedural.Skill;
import io.engram.memory.semantic.EntityMerge;
import io.engram.memory.semantic.Fact;
import io.engram.memory.transfer.ExportHeader;
import io.engram.memory.transfer.ExportReader;
import io.engram.memory.transfer.ImportReport;
import io.engram.memory.working.WorkingItem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Takes the memory of a file into an agent.
 *
 * <p>An empty agent gets it as it was, ids included. An agent that remembers something keeps all it has: records get new ids,
 * those it knows already are joined, what it was made to forget stays forgotten, working memory becomes episodes, and
 * regularities are left to the next sleep, which counts the new episodes as any others. Importing the same file again adds
 * nothing, so an import that was interrupted is simply repeated.
 */
final class Importer {
    private static final int BATCH = 256;
    private static final Deque<Long> NONE = new ArrayDeque<>(0);

    /** The identity of an episode beside its id. A life may hold several alike: each is joined with one of its own. */
    private record Same(String actor, String channel, String session, String text, Instant time,
            List<LivedStep> steps) {
        static Same of(Episode e) {
            return new Same(e.actor(), e.channel(), e.session(), e.text(), e.eventTime(), e.steps());
        }
    }

    private final MemoryState state;
    private final Consumer<List<Change>> commit;
    private final Instant now;
    private final List<Change> batch = new ArrayList<>();
    private final Map<Long, Long> ids = new HashMap<>();
    private final Map<Same, Deque<Long>> known = new HashMap<>();
    private final Map<Long, Fact> facts = new LinkedHashMap<>();
    private final Map<Long, Skill> skills = new LinkedHashMap<>();
    private final Map<Long, EntityMerge> merges = new LinkedHashMap<>();
    private final Map<Long, WorkingItem> working = new LinkedHashMap<>();
    private int episodes;
    private int joined;
    private int addedFacts;
    private int addedSkills;
    private int forgotten;

    /** @param commit makes changes true together, durably; called on the importing thread */
    Importer(MemoryState state, Consumer<List<Change>> commit, Instant now) {
        this.state = state;
        this.commit = commit;
        this.now = now;
    }

    /** Throws if the changes of a frame cannot be read. */
    private static void decodable(ByteBuffer payload) {
        Objects.requireNonNull(ChangeCodec.decode(payload));
    }

    ImportReport read(Path file) {
        long begin = System.nanoTime();
        try {
            // Everything is read and decoded once before anything is used.
            ExportHeader header = ExportReader.read(file, Importer::decodable);
            boolean empty = state.nextId() == 1;
            if (!empty) {
                learnWhatIsKnown();
            }
            ExportReader.read(file, payload -> ChangeCodec.decode(payload)
                    .forEach(empty ? this::asItWas : this::beside));
            if (!empty) {
                derived();
            }
            flush();
            return new ImportReport(header.agentId(), episodes, joined, addedFacts, addedSkills, forgotten,
                    Duration.ofNanos(System.nanoTime() - begin));
        } catch (IOException e) {
            throw new MemoryException("cannot read " + file + ": " + e, e);
        }
    }

    private void asItWas(Change change) {
        switch (change) {
            case Change.EpisodeRecorded c -> episodes++;
            case Change.FactWritten c -> facts.put(c.fact().id(), c.fact());
            case Change.SkillWritten c -> skills.put(c.skill().id(), c.skill());
            default -> {
                // not counted
            }
        }
        addedFacts = facts.size();
        addedSkills = skills.size();
        emit(change);
    }

    private void emit(Change change) {
        batch.add(change);
        if (batch.size() >= BATCH) {
            flush();
        }
    }

    private void flush() {
        if (!batch.isEmpty()) {
            commit.accept(List.copyOf(batch));
            batch.clear();
        }
    }

    private void learnWhatIsKnown() {
        long after = 0;
        List<Episode> chunk = state.episodic.after(after, BATCH);
        while (!chunk.isEmpty()) {
            chunk.forEach(e -> known.computeIfAbsent(Same.of(e), same -> new ArrayDeque<>()).add(e.id()));
            after = chunk.getLast().id();
            chunk = state.episodic.after(after, BATCH);
        }
    }

    private void beside(Change change) {
        switch (change) {
            case Change.EpisodeRecorded c -> episode(c.episode());
            case Change.VectorStored c -> emit(c);
            case Change.FactWritten c -> facts.put(c.fact().id(), c.fact());
            case Change.FactDropped c -> facts.remove(c.id());
            case Change.SkillWritten c -> skills.put(c.skill().id(), c.skill());
            case Change.SkillDropped c -> skills.remove(c.id());
            case Change.EntityMerged c -> merges.put(c.merge().id(), c.merge());
            case Change.WorkingWritten c -> working.put(c.item().id(), c.item());
            case Change.WorkingRemoved c -> working.remove(c.id());
            case Change.Accessed c -> {
                List<Long> mapped = mapped(c.ids());
                if (!mapped.isEmpty()) {
                    emit(new Change.Accessed(mapped, c.time()));
                }
            }
            case Change.Forgotten c -> emit(
                    new Change.Forgotten(c.time(), List.of(), state.nextId(), c.key(), c.values()));
            default -> {
                // regularities, watermarks and decisions come from the sleep to come
            }
        }
    }

    private void episode(Episode e) {
        Deque<Long> same = known.getOrDefault(Same.of(e), NONE);
        if (!same.isEmpty()) {
            ids.put(e.id(), same.remove());
            joined++;
        } else if (!state.tombstones.allow(List.of(e.text()), List.of())) {
            forgotten++;
        } else {
            long id = state.newId();
            ids.put(e.id(), id);
            emit(new Change.EpisodeRecorded(moved(e, id)));
            episodes++;
        }
    }

    private List<Long> mapped(List<Long> old) {
        return List.copyOf(new TreeSet<>(old.stream().map(ids::get).filter(java.util.Objects::nonNull).toList()));
    }

    private void derived() {
        for (WorkingItem item : working.values()) {
            if (item.episode() == 0) {
                EpisodeDraft content = item.content();
                episode(Episodes.of(content.eventTime().isPresent() ? content : content.withEventTime(item.added()),
                        item.id(), now));
            }
        }
        List<Fact> fresh = facts.values().stream().filter(this::isNew).toList();
        fresh.forEach(fact -> ids.put(fact.id(), state.newId())); // all first, as they name each other
        fresh.forEach(fact -> emit(new Change.FactWritten(moved(fact, ids.getOrDefault(fact.id(), 0L),
                mapped(fact.episodes()), ids.getOrDefault(fact.closedBy(), 0L),
                ids.getOrDefault(fact.closedIn(), 0L)))));
        addedFacts = fresh.size();
        skills.values().forEach(this::skill);
        merges.values().forEach(this::merge);
    }

    /** Whether it has to be added; if it is known, its evidence is joined here. */
    private boolean isNew(Fact f) {
        List<Long> evidence = mapped(f.episodes());
        if ((!f.episodes().isEmpty() && evidence.isEmpty())
                || !state.tombstones.allow(List.of(f.subject(), f.relation(), f.object()), List.of())) {
            forgotten++;
            return false;
        }
        Fact same = state.semantic.history(f.subject(), f.relation()).stream()
                .filter(other -> other.object().equalsIgnoreCase(f.object()) && other.negated() == f.negated()
                        && other.validFrom().equals(f.validFrom()))
                .findFirst().orElse(null);
        if (same == null) {
            return true;
        }
        ids.put(f.id(), same.id());
        joined++;
        Set<Long> all = new TreeSet<>(same.episodes());
        if (all.addAll(evidence)) {
            emit(new Change.FactWritten(
                    moved(same, same.id(), List.copyOf(all), same.closedBy(), same.closedIn())));
        }
        return false;
    }

    private static Episode moved(Episode e, long id) {
        return new Episode(id, e.actor(), e.channel(), e.session(), e.text(), e.eventTime(), e.ingestTime(),
                e.reward(), e.salience(), e.provenance(), e.attributes(), e.steps(), e.success(), 0, 0, e.surprise(),
                e.marked());
    }

    private static Fact moved(Fact f, long id, List<Long> episodes, long closedBy, long closedIn) {
        return new Fact(id, f.subject(), f.relation(), f.object(), f.qualifiers(), f.singleValued(), f.confidence(),
                f.validFrom(), f.validTo(), f.learnedAt(), f.retiredAt(), Math.max(f.support(), episodes.size()),
                episodes, f.provenance(), f.negated(), closedBy, closedIn, f.statedUntil(), f.startStated());
    }

    private static Skill moved(Skill s, long id, List<Long> episodes) {
        return new Skill(id, s.name(), s.channel(), s.condition(), s.actions(), s.outcome(), s.support(),
                s.successes(), s.failures(), s.uses(), s.usesSucceeded(), s.meanCost(), s.gain(), s.status(), episodes,
                s.learnedAt(), s.lastUsed(), s.provenance(), s.channels(), s.termination(), s.parameters());
    }

    private void skill(Skill s) {
        boolean there = state.procedural.all().stream().anyMatch(other -> SkillMiner.key(other.channel(),
                other.actions()).equals(SkillMiner.key(s.channel(), s.actions())));
        if (there) {
            joined++;
        } else if (!state.tombstones.allow(s.actions(), List.of())) {
            forgotten++;
        } else {
            emit(new Change.SkillWritten(moved(s, state.newId(), mapped(s.episodes()))));
            addedSkills++;
        }
    }

    private void merge(EntityMerge m) {
        if (state.semantic.mergeDecided(m.alias(), m.into())) {
            joined++;
        } else {
            emit(new Change.EntityMerged(new EntityMerge(state.newId(), m.alias(), m.into(), m.method(), m.score(),
                    mapped(m.episodes()), m.time(), m.undoneAt(), m.provenance())));
        }
    }
}
