package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.memory.consolidation.Decision;
import io.engram.memory.semantic.Fact;
import io.engram.memory.testing.HashingEmbedder;
import io.engram.memory.testing.Lives;
import io.engram.memory.testing.MovableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sleep that is only tried, sleep that may not do everything, and what is known of its decisions afterwards. */
class RehearsalTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;
    private final MovableClock clock = new MovableClock();

    private AgentMemory open() {
        return AgentMemory.open(MemoryOptions.of(dir.resolve("a"), "ada", new HashingEmbedder()).withClock(clock));
    }

    private void live(AgentMemory memory) {
        for (int i = 0; i < 20; i++) {
            memory.record(Lives.keyAndDoor(i, i % 3 != 0)).join();
        }
        memory.record(EpisodeDraft.said("alice", "I live in Bern. My employer is kind. I work at Acme.")).join();
        clock.advance(Duration.ofDays(3));
        memory.record(EpisodeDraft.said("alice", "I moved to Oslo.")).join();
    }

    @Test
    void dryRun_showsWhatTheSleepThenDoes_andWritesNothing() {
        try (AgentMemory memory = open()) {
            live(memory);
            memory.awaitEmbeddings();
            MemoryStats before = memory.stats();
            SleepReport tried = memory.rehearse(SleepListener.none(), SleepBudget.unlimited());
            assertThat(memory.stats()).isEqualTo(before);
            assertThat(memory.semantic().facts()).isEmpty();
            assertThat(tried.promotions()).extracting(SleepReport.Promotion::rule).contains("fact-plain-statement",
                    "fact-contradicted", "skill-support-2", "regularity-support-2");
            SleepReport done = memory.sleep(SleepListener.none());
            assertThat(done.promotions()).isEqualTo(tried.promotions());
            assertThat(memory.rehearse(SleepListener.none(), SleepBudget.unlimited()).written()).isZero();
        }
    }

    @Test
    void budget_leavesTheRestForTheNextSleep_toTheSameEnd() {
        try (AgentMemory memory = open()) {
            live(memory);
            SleepReport part = memory.sleep(SleepListener.none(), new SleepBudget(5, Duration.ofHours(1)));
            assertThat(part.complete()).isFalse();
            assertThat(part.phases().getFirst().read()).isEqualTo(5);
            assertThat(memory.sleep(SleepListener.none(), new SleepBudget(100, Duration.ZERO)).written()).isZero();
            SleepReport rest = memory.sleep(SleepListener.none());
            assertThat(rest.complete()).isTrue();
            assertThat(rest.phases().getFirst().read()).isEqualTo(17);
            assertThat(memory.semantic().facts()).extracting(Fact::text).containsExactlyInAnyOrder(
                    "alice works at Acme", "alice lives in Oslo");
        }
    }

    @Test
    void decisions_areKeptWithTheirEvidence() {
        long fact;
        List<Decision> decisions;
        try (AgentMemory memory = open()) {
            live(memory);
            memory.sleep(SleepListener.none());
            Fact bern = memory.semantic().history("alice", "lives in").getFirst();
            fact = bern.id();
            decisions = memory.decisions(fact);
            assertThat(decisions).extracting(Decision::rule).containsExactly("fact-plain-statement",
                    "fact-contradicted");
            assertThat(decisions.getFirst().episodes()).isEqualTo(bern.episodes());
            assertThat(decisions.getFirst().figures()).containsEntry("support", 1.0);
            assertThat(memory.decisions(-1)).isEmpty();
        }
        try (AgentMemory memory = open()) {
            assertThat(memory.decisions(fact)).isEqualTo(decisions);
        }
    }

    @Test
    void writesWhileItIsTried_areKept() {
        try (AgentMemory memory = open()) {
            live(memory);
            memory.rehearse((phase, done, total, promotions) -> memory
                    .record(EpisodeDraft.said("bob", "I live in Rome " + phase + done)).join(),
                    SleepBudget.unlimited());
            assertThat(memory.episodic().size()).isGreaterThan(22);
            memory.sleep(SleepListener.none());
            assertThat(memory.stats().unconsolidated()).isZero();
        }
    }

    @Test
    void salience_growsWithSurpriseRewardAndMark() {
        try (AgentMemory memory = open()) {
            EpisodeDraft plain = EpisodeDraft.said("alice", "hm").withSalience(0.2);
            double base = memory.record(plain).join().salience();
            Episode surprising = memory.record(plain.withSurprise(2)).join();
            Episode rewarded = memory.record(plain.withReward(-1)).join();
            Episode marked = memory.record(plain.mark()).join();
            assertThat(base).isEqualTo(0.2);
            assertThat(surprising.salience()).isBetween(0.5, 0.6);
            assertThat(surprising.surprise()).isEqualTo(2);
            assertThat(rewarded.salience()).isCloseTo(0.6, org.assertj.core.api.Assertions.within(1e-12));
            assertThat(marked.salience()).isEqualTo(Salience.MARKED);
            assertThat(memory.episodic().get(marked.id()).orElseThrow().marked()).isTrue();
        }
    }
}
