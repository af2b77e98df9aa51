package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.memory.testing.Crash;
import io.engram.memory.testing.HashingEmbedder;
import io.engram.memory.testing.MovableClock;
import io.engram.memory.working.WorkingDraft;
import io.engram.memory.working.WorkingItem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkingMemoryTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;
    private final MovableClock clock = new MovableClock();

    /** Words are tokens. */
    private AgentMemory open(Path at) {
        return AgentMemory.open(MemoryOptions.of(at, "ada", new HashingEmbedder()).withClock(clock)
                .withTokens(text -> text.split(" ").length, 6));
    }

    private static WorkingDraft thought(String text, double salience) {
        return WorkingDraft.of(EpisodeDraft.said("alice", text).withSalience(salience));
    }

    @Test
    void overBudget_theLeastSalientGoesToEpisodicMemory() {
        try (AgentMemory memory = open(dir.resolve("a"))) {
            memory.working().add(thought("very important words", 0.9)).join();
            memory.working().add(thought("small talk", 0.1)).join();
            memory.working().add(thought("two more", 0.5)).join();
            assertThat(memory.working().items()).extracting(WorkingItem::text)
                    .containsExactly("very important words", "two more");
            assertThat(memory.working().tokens()).isEqualTo(5);
            assertThat(memory.episodic().latest(9)).extracting(Episode::text).containsExactly("small talk");
        }
    }

    @Test
    void pinned_stays_andWhatCannotFitIsRefused() {
        try (AgentMemory memory = open(dir.resolve("a"))) {
            memory.working().add(thought("pinned goal now", 0.0).pin()).join();
            memory.working().add(thought("one two three", 1.0)).join();
            memory.working().add(thought("four", 1.0)).join();
            assertThat(memory.working().items()).extracting(WorkingItem::text).containsExactly("pinned goal now",
                    "four");
            assertThatThrownBy(() -> memory.working().add(thought("a b c d", 1)).join())
                    .isInstanceOf(CompletionException.class).hasCauseInstanceOf(MemoryException.class)
                    .hasMessageContaining("at most 3 tokens");
        }
    }

    @Test
    void copyOfAnEpisode_isNotRecordedTwice() {
        try (AgentMemory memory = open(dir.resolve("a"))) {
            EpisodeDraft said = EpisodeDraft.said("alice", "one two three");
            Episode episode = memory.record(said).join();
            memory.working().add(WorkingDraft.copyOf(episode.id(), said)).join();
            assertThat(memory.working().flush().join()).isEqualTo(1);
            assertThat(memory.episodic().size()).isEqualTo(1);
        }
    }

    @Test
    void touched_staysLonger() {
        try (AgentMemory memory = open(dir.resolve("a"))) {
            WorkingItem first = memory.working().add(thought("a b c", 0.5)).join();
            memory.working().add(thought("d e f", 0.5)).join();
            clock.advance(Duration.ofMinutes(30));
            memory.working().touch(first.id());
            memory.working().add(thought("g h i", 0.5)).join();
            assertThat(memory.working().items()).extracting(WorkingItem::text).containsExactly("a b c", "g h i");
        }
    }

    @Test
    void contents_surviveACrash() {
        try (AgentMemory memory = open(dir.resolve("a"))) {
            memory.working().add(thought("a b c", 0.5).pin()).join();
            WorkingItem gone = memory.working().add(thought("d e", 0.5)).join();
            assertThat(memory.working().remove(gone.id()).join()).isTrue();
            assertThat(memory.working().remove(gone.id()).join()).isFalse();
            Path image = Crash.image(dir.resolve("a"), dir.resolve("image"));
            try (AgentMemory reopened = open(image)) {
                assertThat(reopened.working().items()).isEqualTo(memory.working().items()).hasSize(1);
            }
        }
    }
}
