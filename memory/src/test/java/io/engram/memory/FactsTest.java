package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.memory.semantic.Fact;
import io.engram.memory.testing.HashingEmbedder;
import io.engram.memory.testing.MovableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;
    private final MovableClock clock = new MovableClock();

    private AgentMemory open() {
        return AgentMemory.open(MemoryOptions.of(dir.resolve("a"), "ada", new HashingEmbedder()).withClock(clock));
    }

    private void say(AgentMemory memory, String text) {
        memory.record(EpisodeDraft.said("alice", text)).join();
        clock.advance(Duration.ofDays(1));
    }

    @Test
    void plainStatements_becomeFactsWithTheirEpisodes() {
        try (AgentMemory memory = open()) {
            say(memory, "Hi! I live in Bern, near the river. My cat is called Pixel.");
            say(memory, "Do I live in Paris?");
            say(memory, "I really love old maps and compasses");
            memory.sleep(SleepListener.none());
            assertThat(memory.semantic().facts()).extracting(Fact::text).containsExactly("alice lives in Bern",
                    "alice has a cat called Pixel", "alice likes old maps", "alice likes compasses");
            assertThat(memory.semantic().facts()).allMatch(f -> f.provenance().trust() == Trust.PERSON);
            assertThat(memory.semantic().facts().getFirst().episodes())
                    .containsExactly(memory.episodic().after(0, 1).getFirst().id());
        }
    }

    @Test
    void contradiction_closesTheOldValidityAndKeepsIt() {
        try (AgentMemory memory = open()) {
            Instant first = clock.instant();
            say(memory, "I live in Bern.");
            Instant second = clock.instant();
            say(memory, "I moved to Oslo last week");
            memory.sleep(SleepListener.none()); // both in one chunk
            say(memory, "I live in bern.");
            memory.sleep(SleepListener.none());
            assertThat(memory.semantic().about("Alice", clock.instant())).extracting(Fact::object)
                    .containsExactly("bern");
            assertThat(memory.semantic().about("alice", first)).extracting(Fact::object).containsExactly("Bern");
            assertThat(memory.semantic().about("alice", second)).extracting(Fact::object)
                    .containsExactly("Oslo");
            assertThat(memory.semantic().history("alice", "lives in")).hasSize(3);
        }
    }

    @Test
    void repetition_addsSupportOnce() {
        try (AgentMemory memory = open()) {
            say(memory, "I like tea");
            say(memory, "I like tea");
            memory.sleep(SleepListener.none());
            memory.sleep(SleepListener.none());
            List<Fact> facts = memory.semantic().facts();
            assertThat(facts).hasSize(1);
            assertThat(facts.getFirst().support()).isEqualTo(2);
            assertThat(facts.getFirst().confidence()).isGreaterThan(0.6);
        }
    }
}
