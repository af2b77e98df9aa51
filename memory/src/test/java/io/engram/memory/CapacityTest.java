package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.memory.consolidation.Decision;
import io.engram.memory.semantic.Fact;
import io.engram.memory.testing.Crash;
import io.engram.memory.testing.Grep;
import io.engram.memory.testing.HashingEmbedder;
import io.engram.memory.testing.MovableClock;
import io.engram.memory.working.WorkingDraft;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent with little room forgets what it retains least, for good, and says why. */
class CapacityTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;
    private final MovableClock clock = new MovableClock();

    private AgentMemory open(Path at, int room) {
        return AgentMemory.open(
                MemoryOptions.of(at, "ada", new HashingEmbedder()).withClock(clock).withMaxEpisodes(room));
    }

    private Episode tell(AgentMemory memory, EpisodeDraft draft) {
        clock.advance(Duration.ofHours(6));
        return memory.record(draft).join();
    }

    private List<Episode> remarks(AgentMemory memory, int count) {
        List<Episode> told = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            told.add(tell(memory, EpisodeDraft.said("bob", "Quetzal number" + i + " passes").withSalience(0.3)));
        }
        return told;
    }

    private static List<Long> ids(AgentMemory memory) {
        return memory.episodic().after(0, 1000).stream().map(Episode::id).toList();
    }

    private static List<SleepReport.Promotion> forgotten(SleepReport report) {
        return report.promotions().stream().filter(p -> p.layer() == Layer.EPISODIC).toList();
    }

    @Test
    void leastRetainedGo_whatIsRecalledRewardedMarkedInMindOrEvidenceStays() {
        Path home = dir.resolve("a");
        Decision why;
        List<Long> left;
        try (AgentMemory memory = open(home, 10)) {
            Episode marked = tell(memory, EpisodeDraft.said("bob", "the oldest thing of all").withSalience(0).mark());
            Episode fact = tell(memory, EpisodeDraft.said("alice", "I live in Oslo").withSalience(0));
            Episode rewarded = tell(memory, EpisodeDraft.said("bob", "a prize was won").withSalience(0.3)
                    .withReward(1));
            Episode recalled = tell(memory, EpisodeDraft.said("bob", "umbrella weather").withSalience(0.3));
            Episode minded = tell(memory, EpisodeDraft.said("bob", "on my mind").withSalience(0));
            List<Episode> remarks = remarks(memory, 12);
            memory.working().add(WorkingDraft.copyOf(minded.id(), EpisodeDraft.said("bob", minded.text()))).join();
            clock.advance(Duration.ofDays(2));
            assertThat(memory.recall(RecallQuery.of("umbrella weather").withLimit(1)).items())
                    .extracting(RecalledItem::id).containsExactly(recalled.id());
            memory.awaitEmbeddings();

            SleepReport report = memory.sleep(SleepListener.none());

            assertThat(report.complete()).isTrue();
            List<Long> gone = forgotten(report).stream().map(SleepReport.Promotion::id).toList();
            assertThat(gone).as("17 episodes, room for 10").hasSize(7);
            assertThat(ids(memory)).contains(marked.id(), fact.id(), minded.id(), rewarded.id(), recalled.id())
                    .doesNotContainAnyElementsOf(gone);
            assertThat(gone).as("the oldest remarks")
                    .containsAll(remarks.subList(0, 6).stream().map(Episode::id).toList());
            assertThat(memory.semantic().facts()).extracting(Fact::object).containsExactly("Oslo");
            assertThat(Grep.files(home, "quetzal number0 passes")).as("journal bytes go too").isEmpty();
            assertThat(Grep.files(home, "quetzal number11 passes")).isNotEmpty();
            assertThat(memory.decisions(remarks.getFirst().id())).singleElement().satisfies(d -> {
                assertThat(d.rule()).isEqualTo("capacity-least-retained");
                assertThat(d.figures()).containsEntry("capacity", 10.0).containsEntry("recalls", 0.0);
                assertThat(d.figures().get("retained")).isBetween(0.0, 1.0);
            });
            why = memory.decisions(remarks.getFirst().id()).getFirst();
            left = ids(memory);
            assertThat(memory.sleep(SleepListener.none()).written()).as("again changes nothing").isZero();
            assertThat(ids(memory)).isEqualTo(left);
        }
        try (AgentMemory memory = open(home, 10)) {
            assertThat(ids(memory)).isEqualTo(left);
            assertThat(memory.decisions(why.record())).containsExactly(why);
            tell(memory, EpisodeDraft.said("bob", "Quetzal number0 passes"));
            assertThat(memory.recall(RecallQuery.of("number0")).items()).as("may be told again").isNotEmpty();
        }
    }

    @Test
    void dryRun_showsWhatGoes_andABudgetLeavesTheRest() {
        try (AgentMemory memory = open(dir.resolve("a"), 32)) {
            remarks(memory, 40);
            memory.awaitEmbeddings();
            List<Long> before = ids(memory);
            SleepReport tried = memory.rehearse(SleepListener.none(), SleepBudget.unlimited());
            assertThat(ids(memory)).isEqualTo(before);
            assertThat(forgotten(tried)).as("8 too many, and room for a sixteenth of 32").hasSize(10);
            SleepReport none = memory.sleep(SleepListener.none(), new SleepBudget(100, Duration.ZERO));
            assertThat(none.complete()).isFalse();
            assertThat(ids(memory)).isEqualTo(before);
            SleepReport done = memory.sleep(SleepListener.none());
            assertThat(done.promotions()).isEqualTo(tried.promotions());
            assertThat(memory.stats().episodes()).isEqualTo(30);
        }
        assertThatThrownBy(() -> MemoryOptions.of(dir, "ada", new HashingEmbedder()).withMaxEpisodes(0))
                .hasMessageContaining("maxEpisodes");
    }

    @Test
    void nothingGoesThatSleepHasNotSeen() {
        try (AgentMemory memory = open(dir.resolve("a"), 5)) {
            remarks(memory, 20);
            SleepReport part = memory.sleep(SleepListener.none(), new SleepBudget(3, Duration.ofHours(1)));
            assertThat(forgotten(part)).hasSize(3);
            assertThat(part.complete()).isFalse();
            assertThat(memory.stats().unconsolidated()).isEqualTo(17);
            memory.sleep(SleepListener.none());
            assertThat(memory.stats().episodes()).isEqualTo(5);
        }
    }

    @Test
    void killedAtAnyDurableStep_endsTheSame() {
        Path home = dir.resolve("a");
        List<Path> images = new ArrayList<>();
        List<Long> left;
        try (AgentMemory memory = open(home, 6)) {
            tell(memory, EpisodeDraft.said("alice", "I live in Oslo"));
            remarks(memory, 14);
            memory.awaitEmbeddings();
            memory.sleep((phase, done, total, promotions) -> {
                Path image = dir.resolve("image" + images.size());
                Crash.image(home, image);
                images.add(image);
            }, SleepBudget.unlimited());
            left = ids(memory);
            assertThat(left).hasSize(6);
        }
        assertThat(images).hasSizeGreaterThan(4);
        for (Path image : images) {
            try (AgentMemory memory = open(image, 6)) {
                memory.sleep(SleepListener.none());
                assertThat(ids(memory)).isEqualTo(left);
                assertThat(memory.semantic().facts()).extracting(Fact::object).containsExactly("Oslo");
                assertThat(Grep.files(image, "quetzal number0 passes")).isEmpty();
            }
        }
    }

    /** Stands still on one thread from a moment on, until it is let go. */
    private static final class Held {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch letGo = new CountDownLatch(1);

        private void here() {
            reached.countDown();
            try {
                assertThat(letGo.await(1, TimeUnit.MINUTES)).as("let go in time").isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Stands still where retention asks for the time. */
    private final class HoldingClock extends Clock {
        private final Held weighing;
        private final AtomicBoolean armed = new AtomicBoolean();
        private volatile Thread sleeping = Thread.currentThread();

        private HoldingClock(Held weighing) {
            this.weighing = weighing;
        }

        private void armHere() {
            sleeping = Thread.currentThread();
            armed.set(true);
        }

        @Override
        public Instant instant() {
            if (Thread.currentThread() == sleeping && armed.compareAndSet(true, false)) {
                weighing.here();
            }
            return clock.instant();
        }

        @Override
        public ZoneId getZone() {
            return clock.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return clock.withZone(zone);
        }
    }

    @Test
    void appendsGoOn_whileASleepReadsAndWeighs_andNothingToldMeanwhileIsLost() throws Exception {
        Held reading = new Held();
        Held weighing = new Held();
        AtomicBoolean first = new AtomicBoolean(true);
        HoldingClock slow = new HoldingClock(weighing);
        MemoryOptions options = MemoryOptions.of(dir.resolve("a"), "ada", new HashingEmbedder()).withClock(slow)
                .withMaxEpisodes(6).withExtractor(episode -> {
                    if (first.getAndSet(false)) {
                        reading.here();
                    }
                    return List.of();
                });
        List<Long> told = new ArrayList<>();
        List<Long> left;
        try (AgentMemory memory = AgentMemory.open(options);
                ExecutorService sleeper = Executors.newSingleThreadExecutor()) {
            remarks(memory, 12);
            Future<SleepReport> sleep = sleeper.submit(() -> memory.sleep((phase, done, total, promotions) -> {
                if (phase == SleepPhase.SKILLS && done > 0 && done == total) {
                    slow.armHere(); // what comes next asks for the time when it weighs the episodes
                }
            }, SleepBudget.unlimited()));
            for (Held held : List.of(reading, weighing)) {
                assertThat(held.reached.await(1, TimeUnit.MINUTES)).isTrue();
                for (int i = 0; i < 3; i++) {
                    told.add(memory.record(EpisodeDraft.said("bob", "meanwhile " + told.size())).get(30,
                            TimeUnit.SECONDS).id());
                }
                assertThat(memory.recall(RecallQuery.of("meanwhile")).items()).isNotEmpty();
                assertThat(sleep.isDone()).as("it still sleeps").isFalse();
                held.letGo.countDown();
            }
            SleepReport report = sleep.get(1, TimeUnit.MINUTES);
            assertThat(forgotten(report)).isNotEmpty();
            assertThat(forgotten(report)).extracting(SleepReport.Promotion::id).doesNotContainAnyElementsOf(told);
            left = ids(memory);
            assertThat(left).containsAll(told);
        } finally {
            reading.letGo.countDown();
            weighing.letGo.countDown();
        }
        try (AgentMemory memory = open(dir.resolve("a"), 100)) {
            assertThat(ids(memory)).isEqualTo(left);
            memory.sleep(SleepListener.none());
            assertThat(memory.stats().unconsolidated()).isZero();
        }
    }
}
