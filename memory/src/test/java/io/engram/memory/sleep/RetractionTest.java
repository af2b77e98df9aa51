package io.engram.memory.sleep;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.memory.Episode;
import io.engram.memory.EpisodeDraft;
import io.engram.memory.Provenance;
import io.engram.memory.Trust;
import io.engram.memory.change.Change;
import io.engram.memory.consolidation.RegularityMiner;
import io.engram.memory.consolidation.SkillMiner;
import io.engram.memory.consolidation.Tombstones;
import io.engram.memory.procedural.ProceduralState;
import io.engram.memory.procedural.Skill;
import io.engram.memory.recall.Documents;
import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.FactDraft;
import io.engram.memory.semantic.Regularity;
import io.engram.memory.semantic.SemanticState;
import io.engram.memory.testing.Lives;
import io.engram.memory.testing.MovableClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RetractionTest {
    private final SemanticState semantic = new SemanticState(Documents.none());
    private final ProceduralState procedural = new ProceduralState(Documents.none());
    private final AtomicLong ids = new AtomicLong(10_000);
    private final Layers layers = new Layers(semantic, procedural, Tombstones.none(), ids::incrementAndGet,
            new MovableClock());

    private static Episode lived(long id) {
        EpisodeDraft d = Lives.keyAndDoor(id, id % 3 != 0);
        Instant time = Instant.EPOCH.plusSeconds(id);
        return new Episode(id, d.actor(), d.channel(), "", d.text(), time, time, d.reward(), 0.5, d.provenance(),
                d.attributes(), d.steps(), d.success(), 0, 0);
    }

    private void apply(List<Change> changes) {
        for (Change change : changes) {
            switch (change) {
                case Change.FactWritten c -> semantic.apply(c.fact());
                case Change.FactDropped c -> semantic.dropFact(c.id());
                case Change.RegularityWritten c -> semantic.apply(c.regularity());
                case Change.RegularityDropped c -> semantic.drop(c.id());
                case Change.SkillWritten c -> procedural.apply(c.skill());
                case Change.SkillDropped c -> procedural.drop(c.id());
                case Change.EntityMerged c -> semantic.apply(c.merge());
                default -> throw new AssertionError("not derived: " + change);
            }
        }
    }

    private void promote(List<Episode> episodes) {
        RegularityJob regularities = new RegularityJob(layers, 1000);
        SkillJob skills = new SkillJob(layers, 64, id -> java.util.Optional.empty());
        episodes.forEach(e -> {
            regularities.fold(e);
            skills.fold(e);
        });
        apply(regularities.promote(new ArrayList<>()).get());
        apply(skills.promote(new ArrayList<>()).get());
    }

    @Test
    void whatWasDerivedFromLivedEpisodes_isWhatTheRestGives() {
        List<Episode> all = new ArrayList<>();
        for (long id = 1; id <= 30; id++) {
            all.add(lived(id));
        }
        promote(all);
        assertThat(semantic.regularities()).isNotEmpty();
        Set<Long> gone = new HashSet<>();
        all.stream().map(Episode::id).filter(id -> id > 4 && id != 9).forEach(gone::add);
        List<Episode> leaving = all.stream().filter(e -> gone.contains(e.id())).toList();
        List<Episode> rest = all.stream().filter(e -> !gone.contains(e.id())).toList();

        Retraction some = new Retraction(layers, gone, id -> Trust.OBSERVED);
        apply(some.plan(leaving, some.recount(leaving, rest::forEach)));

        RegularityMiner miner = new RegularityMiner();
        SkillMiner skillMiner = new SkillMiner();
        rest.forEach(miner::fold);
        rest.forEach(skillMiner::fold);
        assertThat(semantic.regularities()).allSatisfy(r -> assertThat(miner.findings()).anySatisfy(f -> {
            assertThat(RegularityJob.key(r)).isEqualTo(f.key());
            assertThat(r.support()).isEqualTo(f.support());
            assertThat(r.episodes()).doesNotContainAnyElementsOf(gone);
        }));
        assertThat(semantic.regularities()).extracting(Regularity::support).allMatch(support -> support >= 2);
        assertThat(procedural.all()).isNotEmpty().extracting(Skill::support).allMatch(support -> support <= 3);
        assertThat(procedural.all()).allSatisfy(s -> assertThat(s.episodes()).doesNotContainAnyElementsOf(gone));

        Retraction others = new Retraction(layers, Set.of(1L, 2L, 3L, 4L, 9L), id -> Trust.OBSERVED);
        apply(others.plan(rest, others.recount(rest, sink -> {
        })));
        assertThat(semantic.regularities()).isEmpty();
        assertThat(procedural.all()).isEmpty();
    }

    private Fact learn(String object, Instant from, long... episodes) {
        List<Long> list = java.util.Arrays.stream(episodes).boxed().toList();
        var learned = semantic.learn(new FactDraft("alice", "lives in", object, Map.of(), true, 0.6, from, Instant.MAX,
                Provenance.said("alice"), list), Trust.PERSON, from, ids::incrementAndGet);
        learned.written().forEach(semantic::apply);
        return learned.fact().orElseThrow();
    }

    @Test
    void facts_loseTheirSupport_andWhatTheyClosedHoldsAgain() {
        Fact bern = learn("Bern", Instant.ofEpochSecond(100), 1, 2);
        Fact oslo = learn("Oslo", Instant.ofEpochSecond(200), 3);
        Fact rome = learn("Rome", Instant.ofEpochSecond(300), 4);

        apply(new Retraction(layers, Set.of(2L, 3L), id -> Trust.TOOL).facts());

        assertThat(semantic.fact(oslo.id())).isEmpty();
        Fact rest = semantic.fact(bern.id()).orElseThrow();
        assertThat(rest.episodes()).containsExactly(1L);
        assertThat(rest.support()).isEqualTo(1);
        assertThat(rest.provenance().trust()).isEqualTo(Trust.TOOL);
        assertThat(rest.closedBy()).as("Rome closes it now").isEqualTo(rome.id());
        assertThat(rest.validTo()).isEqualTo(Instant.ofEpochSecond(300));

        apply(new Retraction(layers, Set.of(4L), id -> Trust.PERSON).facts());
        assertThat(semantic.fact(bern.id()).orElseThrow().validTo()).isEqualTo(Instant.MAX);
    }
}
