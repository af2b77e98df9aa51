package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.memory.change.Change;
import io.engram.memory.change.ChangeCodec;
import io.engram.memory.forgetting.ForgetReport;
import io.engram.memory.forgetting.ForgetRequest;
import io.engram.memory.forgetting.ValueTombstones;
import io.engram.memory.journal.Journal;
import io.engram.memory.journal.JournalOptions;
import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.FactDraft;
import io.engram.memory.testing.Crash;
import io.engram.memory.testing.Grep;
import io.engram.memory.testing.HashingEmbedder;
import io.engram.memory.testing.Lives;
import io.engram.memory.testing.MovableClock;
import io.engram.memory.working.WorkingDraft;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was forgotten is gone from answers, layers and files, and stays gone. */
class ForgetTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;
    private final MovableClock clock = new MovableClock();

    private AgentMemory open(Path at) {
        return AgentMemory.open(MemoryOptions.of(at, "ada", new HashingEmbedder()).withClock(clock));
    }

    private Episode tell(AgentMemory memory, String who, String text) {
        clock.advance(Duration.ofMinutes(1));
        return memory.record(EpisodeDraft.said(who, text)).join();
    }

    private static ForgetRequest ids(Long... ids) {
        return ForgetRequest.nothing().withIds(Set.of(ids));
    }

    @Test
    void episode_isGoneFromAnswersLayersAndFiles_andStaysGone() {
        Path home = dir.resolve("a");
        try (AgentMemory memory = open(home)) {
            tell(memory, "bob", "The train leaves at noon");
            Episode secret = tell(memory, "alice", "I live in Quetzalville");
            tell(memory, "bob", "Bring an umbrella");
            memory.working().add(WorkingDraft.of(EpisodeDraft.said("alice", secret.text()))).join();
            memory.awaitEmbeddings();
            memory.sleep(SleepListener.none());
            memory.awaitEmbeddings();
            List<Fact> facts = memory.semantic().facts();
            assertThat(facts).extracting(Fact::object).contains("Quetzalville");
            assertThat(Grep.files(home, "quetzalville")).isNotEmpty();

            ForgetReport report = memory.forget(ids(secret.id()));

            assertThat(report.count("episode")).isEqualTo(1);
            assertThat(report.count("fact")).isEqualTo(1);
            assertThat(report.count("working")).isEqualTo(1);
            assertThat(report.items()).allMatch(item -> item.text().isEmpty());
            assertThat(report.journalSegments()).isPositive();
            assertGone(memory, "Quetzalville");
            assertThat(memory.episodic().get(secret.id())).isEmpty();
            assertThat(memory.working().items()).isEmpty();
            assertThat(Grep.files(home, "quetzalville")).isEmpty();
            assertThat(memory.episodic().size()).isEqualTo(2);
            assertThat(memory.recall(RecallQuery.of("umbrella")).items()).isNotEmpty();
        }
        assertThat(Grep.files(home, "quetzalville")).isEmpty();
        try (AgentMemory memory = open(home)) {
            assertGone(memory, "Quetzalville");
            memory.sleep(SleepListener.none());
            assertGone(memory, "Quetzalville");
            assertThat(memory.episodic().size()).isEqualTo(2);
            assertThat(tell(memory, "bob", "New").id()).as("ids are never given again").isGreaterThan(3);
        }
    }

    private static void assertGone(AgentMemory memory, String word) {
        assertThat(memory.recall(RecallQuery.of(word).withLimit(50)).items())
                .noneMatch(item -> item.text().contains(word));
        assertThat(memory.semantic().facts()).noneMatch(fact -> fact.text().contains(word));
        assertThat(memory.episodic().latest(1000)).noneMatch(episode -> episode.text().contains(word));
    }

    @Test
    void fact_canGoWithoutItsEvidence_andSleepDoesNotBringItBack_butANewTellingDoes() {
        try (AgentMemory memory = open(dir.resolve("a"))) {
            tell(memory, "alice", "I live in Oslo");
            memory.sleep(SleepListener.none());
            Fact fact = memory.semantic().facts().stream().filter(f -> f.object().equals("Oslo")).findFirst()
                    .orElseThrow();
            ForgetReport report = memory.forget(ids(fact.id()).keepingEvidence());
            assertThat(report.count("episode")).isZero();
            assertThat(memory.semantic().facts()).noneMatch(f -> f.object().equals("Oslo"));
            memory.record(EpisodeDraft.said("page", "alice lives in Oslo")
                    .withProvenance(new Provenance("web", "page", Trust.UNTRUSTED))).join();
            memory.record(EpisodeDraft.said("page", "I live in Oslo").withProvenance(
                    new Provenance("web", "alice", Trust.UNTRUSTED))).join();
            memory.sleep(SleepListener.none());
            assertThat(memory.semantic().facts()).as("not from old evidence, not from a web page")
                    .noneMatch(f -> f.subject().equals("alice") && f.object().equals("Oslo"));
        }
        try (AgentMemory memory = open(dir.resolve("a"))) {
            memory.sleep(SleepListener.none());
            assertThat(memory.semantic().facts())
                    .noneMatch(f -> f.subject().equals("alice") && f.object().equals("Oslo"));
            tell(memory, "alice", "I live in Oslo");
            memory.sleep(SleepListener.none());
            assertThat(memory.semantic().facts()).as("told anew by a person")
                    .anyMatch(f -> f.subject().equals("alice") && f.object().equals("Oslo"));
        }
    }

    @Test
    void forgettingWhatEndedAFact_letsItHoldAgain() {
        try (AgentMemory memory = open(dir.resolve("a"))) {
            tell(memory, "alice", "I live in Rome");
            Episode moved = tell(memory, "alice", "I live in Oslo");
            memory.sleep(SleepListener.none());
            assertThat(memory.semantic().about("alice", clock.instant())).extracting(Fact::object)
                    .containsExactly("Oslo");
            ForgetReport report = memory.forget(ids(moved.id()));
            assertThat(report.changed()).hasSize(1);
            assertThat(memory.semantic().about("alice", clock.instant())).extracting(Fact::object)
                    .containsExactly("Rome");
        }
    }

    @Test
    void factWithOtherEvidence_staysWithLessSupport() {
        try (AgentMemory memory = open(dir.resolve("a"))) {
            Episode first = tell(memory, "alice", "I live in Rome");
            Episode second = tell(memory, "alice", "I live in Rome");
            memory.sleep(SleepListener.none());
            assertThat(memory.semantic().facts()).singleElement()
                    .satisfies(f -> assertThat(f.episodes()).containsExactly(first.id(), second.id()));
            memory.forget(ids(first.id()));
            assertThat(memory.semantic().facts()).singleElement().satisfies(f -> {
                assertThat(f.episodes()).containsExactly(second.id());
                assertThat(f.support()).isEqualTo(1);
            });
            memory.forget(ids(second.id()));
            assertThat(memory.semantic().facts()).isEmpty();
        }
    }

    @Test
    void livedEpisodes_takeSkillsAndRegularitiesWithThem() {
        Path home = dir.resolve("a");
        try (AgentMemory memory = open(home)) {
            for (int i = 0; i < 40; i++) {
                memory.record(Lives.keyAndDoor(i, i % 4 != 0)).join();
            }
            memory.sleep(SleepListener.none());
            assertThat(memory.procedural().all()).isNotEmpty();
            assertThat(memory.semantic().regularities()).isNotEmpty();
            tell(memory, "alice", "hello");
            ForgetReport preview = memory.previewForget(ForgetRequest.nothing().fromSource("environment:rooms"));
            assertThat(preview.count("episode")).isEqualTo(40);
            assertThat(memory.episodic().size()).as("a preview changes nothing").isEqualTo(41);
            ForgetReport report = memory.forget(ForgetRequest.nothing().fromSource("environment:rooms"));
            assertThat(report.items().stream().map(ForgetReport.Item::id))
                    .isEqualTo(preview.items().stream().map(ForgetReport.Item::id).toList());
            assertThat(memory.procedural().all()).isEmpty();
            assertThat(memory.semantic().regularities()).isEmpty();
            assertThat(Grep.files(home, "toggle")).isEmpty();
            memory.sleep(SleepListener.none());
            assertThat(memory.procedural().all()).isEmpty();
            assertThat(memory.semantic().regularities()).isEmpty();
            assertThat(memory.episodic().size()).isEqualTo(1);
        }
    }

    @Test
    void criteria_chooseBySubjectSourceTimeAndMeaning() {
        try (AgentMemory memory = open(dir.resolve("a"))) {
            Episode about = tell(memory, "bob", "I met Zoë Quill at the station");
            Episode by = tell(memory, "Zoë Quill", "good morning");
            Episode other = tell(memory, "bob", "the quill is blue");
            Instant middle = clock.instant();
            Episode late = tell(memory, "carol", "a walrus is on the roof of the house");
            memory.awaitEmbeddings();
            ForgetRequest none = ForgetRequest.nothing();
            assertThat(chosen(memory, none.about("zoë  QUILL"))).containsExactly(about.id(), by.id());
            assertThat(chosen(memory, none.fromSource("chat/bob"))).containsExactly(about.id(), other.id());
            assertThat(chosen(memory, none.fromSource("chat").before(middle))).containsExactly(about.id(), by.id());
            assertThat(chosen(memory, none.since(middle.plusSeconds(1)))).containsExactly(late.id());
            assertThat(chosen(memory, none.matching("roof walrus"))).containsExactly(late.id());
            assertThat(chosen(memory, none.matching("carol: a walrus is on the roof of a house").withSimilarity(0.8)))
                    .containsExactly(late.id());
            assertThat(chosen(memory, none.matching("something else entirely"))).isEmpty();
            assertThatThrownBy(() -> memory.forget(none)).hasMessageContaining("at least one criterion");
            assertThatThrownBy(() -> none.withSimilarity(Double.NaN)).hasMessageContaining("NaN");
            assertThat(memory.forget(ids(999L)).items()).isEmpty();
        }
    }

    private static List<Long> chosen(AgentMemory memory, ForgetRequest request) {
        return memory.previewForget(request).items().stream().map(ForgetReport.Item::id).toList();
    }

    @Test
    void toldFact_goesById() {
        Path home = dir.resolve("a");
        try (AgentMemory memory = open(home)) {
            Fact fact = memory.semantic().learn(new FactDraft("alice", "likes", "Xylophonics", Map.of(), false, 0.5,
                    clock.instant(), Instant.MAX, Provenance.said("alice"), List.of())).join();
            memory.awaitEmbeddings();
            memory.forget(ids(fact.id()));
            assertGone(memory, "Xylophonics");
            assertThat(Grep.files(home, "xylophonics")).isEmpty();
        }
    }

    @Test
    void namesOfWhomAndWhere_areInNoLaterSnapshot() {
        Path home = dir.resolve("a");
        try (AgentMemory memory = open(home)) {
            memory.record(EpisodeDraft.said("Quetzalnaut", "the first word").withChannel("den-of-wolves")
                    .withSession("midnight-tryst")).join();
            Episode stays = memory.record(EpisodeDraft.said("bob", "the second word").withChannel("den-of-sheep")
                    .withSession("noon")).join();
            tellMuch(memory);
            memory.sleep(SleepListener.none());
            memory.awaitEmbeddings();
            memory.forget(ForgetRequest.nothing().about("Quetzalnaut"));
            tellMuch(memory);
            memory.awaitEmbeddings();
            assertThat(memory.episodic().get(stays.id())).isPresent();
        }
        assertThat(Grep.files(home, "den-of-sheep")).as("a snapshot was taken at the close")
                .anyMatch(file -> file.startsWith(home.resolve("snapshot")));
        for (String name : List.of("quetzalnaut", "den-of-wolves", "midnight-tryst")) {
            assertThat(Grep.files(home, name)).as(name).isEmpty();
        }
        try (AgentMemory memory = open(home)) {
            assertThat(memory.recall(RecallQuery.of("second word").withChannels(Set.of("den-of-sheep"))).items())
                    .extracting(RecalledItem::text).containsExactly("the second word");
        }
    }

    /** Enough that a close takes a snapshot. */
    private static void tellMuch(AgentMemory memory) {
        List<java.util.concurrent.CompletableFuture<Episode>> told = new java.util.ArrayList<>();
        for (int i = 0; i < SnapshotKeeper.AT_CLOSE + 100; i++) {
            told.add(memory.record(EpisodeDraft.said("carol", "remark " + i % 50)));
        }
        told.forEach(java.util.concurrent.CompletableFuture::join);
    }

    @Test
    void crashBeforeTheBytesAreGone_isFinishedByTheNextOpen() {
        Path home = dir.resolve("a");
        Path image = dir.resolve("image");
        try (AgentMemory memory = open(home)) {
            tell(memory, "bob", "The train leaves at noon");
            Episode secret = tell(memory, "alice", "the word is Quetzalville");
            memory.awaitEmbeddings();
            Crash.image(home, image);
            // The removal was journalled, and then the process died.
            try (Journal journal = Journal.open(image.resolve("journal"), JournalOptions.of("ada"))) {
                byte[] key = ValueTombstones.newKey();
                journal.append(ChangeCodec.RECORD_TYPE, ChangeCodec.encode(List.of(new Change.Forgotten(
                        clock.instant(), List.of(secret.id()), 5, key,
                        List.of(ValueTombstones.hash(key, List.of(secret.text()))))))).join();
            }
        }
        assertThat(Grep.files(image, "quetzalville")).isNotEmpty();
        try (AgentMemory memory = open(image)) {
            assertGone(memory, "Quetzalville");
            assertThat(memory.episodic().size()).isEqualTo(1);
            assertThat(Grep.files(image, "quetzalville")).isEmpty();
        }
    }

    @Test
    void nothingElseIsLost_whenMuchWasSupersededAndThenForgotten() {
        Path home = dir.resolve("a");
        List<Episode> kept;
        List<Fact> facts;
        try (AgentMemory memory = open(home)) {
            for (int i = 0; i < 30; i++) {
                tell(memory, "alice", i % 3 == 0 ? "I live in Place" + i : "remark " + i);
                if (i % 7 == 0) {
                    memory.sleep(SleepListener.none());
                }
            }
            memory.awaitEmbeddings();
            memory.forget(ForgetRequest.nothing().matching("remark 10"));
            memory.forget(ForgetRequest.nothing().about("Place15"));
            kept = memory.episodic().after(0, 100);
            facts = memory.semantic().history("alice", "lives in");
            assertThat(kept).hasSize(28);
        }
        Path image = dir.resolve("image");
        try (AgentMemory memory = open(home)) {
            assertThat(memory.episodic().after(0, 100)).isEqualTo(kept);
            assertThat(memory.semantic().history("alice", "lives in")).isEqualTo(facts);
            Crash.image(home, image);
        }
        try (AgentMemory memory = open(image)) {
            assertThat(memory.episodic().after(0, 100)).isEqualTo(kept);
            assertThat(memory.semantic().history("alice", "lives in")).isEqualTo(facts);
            assertThat(memory.stats().pendingEmbeddings()).as("vectors of what stays are kept").isZero();
        }
    }
}
