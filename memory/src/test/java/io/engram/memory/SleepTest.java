package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.memory.procedural.Skill;
import io.engram.memory.semantic.Regularity;
import io.engram.memory.testing.Crash;
import io.engram.memory.testing.HashingEmbedder;
import io.engram.memory.testing.Lives;
import io.engram.memory.testing.MovableClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SleepTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;
    private final MovableClock clock = new MovableClock();

    private AgentMemory open(Path at) {
        return AgentMemory.open(MemoryOptions.of(at, "ada", new HashingEmbedder()).withClock(clock));
    }

    private static void live(AgentMemory memory, long from, long until) {
        List<java.util.concurrent.CompletableFuture<Episode>> futures = new ArrayList<>();
        for (long i = from; i < until; i++) {
            futures.add(memory.record(Lives.keyAndDoor(i, i % 3 != 0)));
        }
        futures.forEach(java.util.concurrent.CompletableFuture::join);
    }

    @Test
    void sleep_turnsRepetitionIntoRegularitiesAndSkills() {
        try (AgentMemory memory = open(dir.resolve("a"))) {
            live(memory, 0, 40);
            memory.sleep(SleepListener.none());
            assertThat(memory.semantic().regularities()).filteredOn(Regularity::general)
                    .extracting(Regularity::text)
                    .contains("when carrying nothing; key ahead, pickup leads to has key",
                            "when carrying key; door ahead, toggle leads to door open");
            Skill skill = memory.procedural().applicable("carrying nothing; key ahead; tile 3").stream()
                    .filter(s -> s.actions().equals(List.of("pickup", "left", "toggle"))).findFirst().orElseThrow();
            assertThat(skill.condition()).isEqualTo(Set.of("carrying nothing", "key ahead"));
            assertThat(skill.outcome()).isEqualTo("door open");
            assertThat(skill.support()).isEqualTo(26);
            assertThat(skill.episodes()).hasSize(Skill.MAX_EPISODES);
            assertThat(memory.procedural().applicable("carrying key; tile 3")).doesNotContain(skill);
            assertThat(memory.semantic().expect("carrying key; door ahead; tile 1", "toggle").getFirst().outcome())
                    .isEqualTo("door open");
            assertThat(memory.recall(RecallQuery.of("how does one open the door?")).items())
                    .extracting(RecalledItem::layer).contains(Layer.SEMANTIC, Layer.PROCEDURAL, Layer.EPISODIC);
        }
    }

    @Test
    void sleepAgain_changesNothing() {
        try (AgentMemory memory = open(dir.resolve("a"))) {
            live(memory, 0, 40);
            assertThat(memory.sleep(SleepListener.none()).written()).isPositive();
            long journal = memory.stats().journalSequence();
            SleepReport again = memory.sleep(SleepListener.none());
            assertThat(again.written()).isZero();
            assertThat(again.phases()).allMatch(phase -> phase.read() == 0);
            assertThat(memory.stats().journalSequence()).isEqualTo(journal);
            assertThat(memory.stats().unconsolidated()).isZero();
        }
    }

    @Test
    void crashAtEveryStepOfSleep_resumesToTheSameResult() {
        Path home = dir.resolve("a");
        List<Path> images = new ArrayList<>();
        List<Regularity> regularities;
        List<Skill> skills;
        try (AgentMemory memory = open(home)) {
            live(memory, 0, 700); // more than one chunk
            images.add(Crash.image(home, dir.resolve("image0")));
            memory.sleep((phase, done, total, promotions) -> images
                    .add(Crash.image(home, dir.resolve("image" + images.size()))));
            regularities = memory.semantic().regularities();
            skills = memory.procedural().all();
        }
        assertThat(images).hasSizeGreaterThanOrEqualTo(6);
        for (Path image : images) {
            try (AgentMemory resumed = open(image)) {
                resumed.sleep(SleepListener.none());
                assertThat(resumed.semantic().regularities()).usingRecursiveFieldByFieldElementComparatorIgnoringFields(
                        "id").containsExactlyInAnyOrderElementsOf(regularities);
                assertThat(resumed.procedural().all()).usingRecursiveFieldByFieldElementComparatorIgnoringFields("id")
                        .containsExactlyInAnyOrderElementsOf(skills);
            }
        }
    }

    @Test
    void reopenBetweenSleeps_countsOnAsIfItHadStayedOpen() {
        List<Skill> stayed;
        List<Regularity> known;
        try (AgentMemory memory = open(dir.resolve("stay"))) {
            for (int i = 0; i < 60; i += 10) {
                live(memory, i, i + 10);
                memory.sleep(SleepListener.none());
            }
            stayed = memory.procedural().all();
            known = memory.semantic().regularities();
        }
        for (int i = 0; i < 60; i += 10) {
            try (AgentMemory memory = open(dir.resolve("reopened"))) {
                live(memory, i, i + 10);
                memory.sleep(SleepListener.none());
            }
        }
        try (AgentMemory memory = open(dir.resolve("reopened"))) {
            assertThat(memory.procedural().all()).isEqualTo(stayed);
            assertThat(memory.semantic().regularities()).isEqualTo(known);
        }
    }

    @Test
    void derivedRecords_haveTheLowestTrustOfTheirEpisodes() {
        try (AgentMemory memory = open(dir.resolve("a"))) {
            Provenance rumour = new Provenance("web", "page", Trust.UNTRUSTED);
            memory.record(Lives.keyAndDoor(1, true)).join();
            memory.record(Lives.keyAndDoor(2, true).withProvenance(rumour)).join();
            memory.sleep(SleepListener.none());
            assertThat(memory.procedural().skills()).isNotEmpty()
                    .allMatch(s -> s.provenance().trust() == Trust.UNTRUSTED);
            assertThat(memory.semantic().regularities()).isNotEmpty()
                    .allMatch(r -> r.provenance().trust() == Trust.UNTRUSTED);
            assertThat(memory.recall(RecallQuery.of("door").withMinimumTrust(Trust.OBSERVED)).items())
                    .allMatch(item -> item.layer() == Layer.EPISODIC);
        }
    }

    @Test
    void oneEpisode_isNoEvidence() {
        try (AgentMemory memory = open(dir.resolve("a"))) {
            live(memory, 1, 2);
            assertThat(memory.sleep(SleepListener.none()).promotions()).isEmpty();
        }
    }

    @Test
    void skillThatFails_isDemotedForGood() {
        try (AgentMemory memory = open(dir.resolve("a"))) {
            live(memory, 0, 20);
            memory.sleep(SleepListener.none());
            Skill skill = memory.procedural().applicable("carrying nothing; key ahead").getFirst();
            for (int i = 0; i < 8; i++) {
                memory.procedural().reportUse(skill.id(), false, 3).join();
            }
            assertThat(memory.procedural().skill(skill.id()).orElseThrow().status()).isEqualTo(Skill.Status.DEMOTED);
            live(memory, 20, 60);
            memory.sleep(SleepListener.none());
            assertThat(memory.procedural().applicable("carrying nothing; key ahead"))
                    .noneMatch(s -> s.actions().equals(skill.actions()));
        }
        try (AgentMemory memory = open(dir.resolve("a"))) {
            assertThat(memory.procedural().all()).anyMatch(s -> s.status() == Skill.Status.DEMOTED && s.uses() == 8);
        }
    }

    @Test
    void writesDuringSleep_areKeptAndWaitForTheNext() {
        try (AgentMemory memory = open(dir.resolve("a"))) {
            live(memory, 0, 40);
            memory.sleep((phase, done, total, promotions) -> memory
                    .record(EpisodeDraft.said("alice", "hello " + phase + done)).join());
            assertThat(memory.episodic().size()).isEqualTo(46);
            assertThat(memory.stats().unconsolidated()).isPositive();
            memory.sleep(SleepListener.none());
            assertThat(memory.stats().unconsolidated()).isZero();
        }
    }
}
