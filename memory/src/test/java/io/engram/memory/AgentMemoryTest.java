package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.memory.testing.Crash;
import io.engram.memory.testing.HashingEmbedder;
import io.engram.memory.testing.MovableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentMemoryTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;
    private final HashingEmbedder embedder = new HashingEmbedder();
    private final MovableClock clock = new MovableClock();

    private AgentMemory open() {
        return open(dir.resolve("a"), embedder);
    }

    private AgentMemory open(Path at, Embedder with) {
        return AgentMemory.open(MemoryOptions.of(at, "ada", with).withClock(clock));
    }

    @Test
    void record_thenRecall_findsItAndSaysWhy() {
        try (AgentMemory memory = open()) {
            Episode told = memory.record(EpisodeDraft.said("alice", "My cat is called Pixel")).join();
            memory.record(EpisodeDraft.said("bob", "The train leaves at noon")).join();
            memory.awaitEmbeddings();
            Recall recall = memory.recall(RecallQuery.of("what is the name of the cat?"));
            RecalledItem best = recall.items().getFirst();
            assertThat(best.id()).isEqualTo(told.id());
            assertThat(best.text()).isEqualTo("My cat is called Pixel");
            assertThat(best.provenance()).isEqualTo(Provenance.said("alice"));
            assertThat(best.why()).extracting(Signal::name).contains("lexical", "dense");
            assertThat(best.why().stream().mapToDouble(Signal::contribution).sum()).isCloseTo(best.score(),
                    org.assertj.core.data.Offset.offset(1e-9));
        }
    }

    @Test
    void recall_beforeTheVectorIsThere_findsByWords() {
        Embedder broken = new Embedder() {
            @Override
            public String id() {
                return "broken";
            }

            @Override
            public String version() {
                return "1";
            }

            @Override
            public int dimensions() {
                return 8;
            }

            @Override
            public float[] embedDocument(String text) {
                throw new IllegalStateException("no model");
            }

            @Override
            public float[] embedQuery(String text) {
                throw new IllegalStateException("no model");
            }
        };
        try (AgentMemory memory = open(dir.resolve("b"), broken)) {
            memory.record(EpisodeDraft.said("alice", "My cat is called Pixel")).join();
            assertThat(memory.recall(RecallQuery.of("cat")).items()).hasSize(1);
        }
    }

    @Test
    void reopen_afterClose_hasEverything() {
        Episode first;
        Episode second;
        try (AgentMemory memory = open()) {
            first = memory.record(EpisodeDraft.said("alice", "I live in Bern").withSession("s1")
                    .withAttributes(Map.of("caption", "a bear pit"))).join();
            clock.advance(Duration.ofMinutes(1));
            second = memory.record(EpisodeDraft.said("alice", "and I like cheese").withSession("s1")).join();
            memory.awaitEmbeddings();
        }
        int embedded = embedder.documents();
        try (AgentMemory memory = open()) {
            assertThat(memory.episodic().get(first.id())).contains(first.withLinks(0, second.id()));
            assertThat(memory.episodic().get(second.id())).contains(second.withLinks(first.id(), 0));
            memory.awaitEmbeddings();
            assertThat(embedder.documents()).as("vectors come from the journal").isEqualTo(embedded);
            assertThat(memory.recall(RecallQuery.of("bear")).items()).isNotEmpty();
            Episode third = memory.record(EpisodeDraft.said("alice", "new")).join();
            assertThat(third.id()).isGreaterThan(second.id());
        }
    }

    @Test
    void crash_afterAcknowledgement_losesNothing() {
        try (AgentMemory memory = open()) {
            List<Episode> told = java.util.stream.IntStream.range(0, 50)
                    .mapToObj(i -> memory.record(EpisodeDraft.said("alice", "number " + i)).join()).toList();
            Path image = Crash.image(dir.resolve("a"), dir.resolve("image"));
            try (AgentMemory reopened = open(image, embedder)) {
                assertThat(reopened.episodic().latest(100).reversed())
                        .extracting(Episode::id).isEqualTo(told.stream().map(Episode::id).toList());
            }
        }
    }

    @Test
    void equalTexts_areEmbeddedOnce() {
        try (AgentMemory memory = open()) {
            for (int i = 0; i < 200; i++) {
                memory.record(EpisodeDraft.lived("rooms", "opened the door",
                        List.of(new LivedStep("a", "go", "b", 0)), true, 1)).join();
            }
            memory.record(EpisodeDraft.said("alice", "the door is green")).join();
            memory.awaitEmbeddings();
            assertThat(embedder.documents()).isEqualTo(2);
            assertThat(memory.stats().vectors()).isEqualTo(2);
            List<RecalledItem> items = memory.recall(RecallQuery.of("door")).items();
            assertThat(items).as("a life that repeats itself does not crowd out the rest").hasSize(4);
        }
    }

    @Test
    void newEmbedderVersion_embedsAgainAndRecallGoesOn() {
        try (AgentMemory memory = open()) {
            memory.record(EpisodeDraft.said("alice", "My cat is called Pixel")).join();
            memory.awaitEmbeddings();
        }
        HashingEmbedder newer = new HashingEmbedder("2");
        try (AgentMemory memory = open(dir.resolve("a"), newer)) {
            assertThat(memory.recall(RecallQuery.of("cat")).items()).hasSize(1);
            memory.awaitEmbeddings();
            assertThat(newer.documents()).isEqualTo(1);
            assertThat(memory.stats().vectors()).isEqualTo(1);
        }
    }

    @Test
    void recall_keepsToTrustTimeLayersAndBudget() {
        try (AgentMemory memory = open()) {
            memory.record(EpisodeDraft.said("alice", "the code is 1234")).join();
            memory.record(EpisodeDraft.said("page", "the code is 9999")
                    .withProvenance(new Provenance("web", "page", Trust.UNTRUSTED))).join();
            RecallQuery query = RecallQuery.of("code");
            assertThat(memory.recall(query).items()).hasSize(2);
            assertThat(memory.recall(query.withMinimumTrust(Trust.PERSON)).items()).extracting(RecalledItem::text)
                    .containsExactly("the code is 1234");
            assertThat(memory.recall(query.between(clock.instant().minusSeconds(60), clock.instant())).items())
                    .isEmpty();
            assertThat(memory.recall(query.withLayers(EnumSet.of(Layer.SEMANTIC))).items()).isEmpty();
            assertThat(memory.recall(query.withTokenBudget(5)).items()).hasSize(1);
        }
    }

    @Test
    void secondOwner_isRefused() {
        try (AgentMemory memory = open()) {
            memory.record(EpisodeDraft.said("alice", "hello")).join();
            assertThatThrownBy(this::open).hasMessageContaining("journal");
        }
    }

    @Test
    void closedMemory_refusesClearly() {
        AgentMemory memory = open();
        memory.close();
        memory.close();
        assertThatThrownBy(() -> memory.record(EpisodeDraft.said("alice", "hello")).join())
                .hasCauseInstanceOf(MemoryClosedException.class);
        assertThatThrownBy(() -> memory.recall(RecallQuery.of("x"))).isInstanceOf(MemoryClosedException.class);
    }

    @Test
    void badDrafts_areRefusedWithNameRuleAndValue() {
        assertThatThrownBy(() -> EpisodeDraft.said("alice", " ")).hasMessageContaining("text must not be blank");
        assertThatThrownBy(() -> EpisodeDraft.said("alice", "x").withReward(Double.NaN))
                .hasMessage("reward must be finite, was NaN");
        assertThatThrownBy(() -> EpisodeDraft.said("alice", "x".repeat(Checks.MAX_TEXT + 1)))
                .hasMessageContaining("at most");
    }
}
