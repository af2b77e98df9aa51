package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.FactDraft;
import io.engram.memory.testing.Crash;
import io.engram.memory.testing.HashingEmbedder;
import io.engram.memory.testing.Lives;
import io.engram.memory.testing.MovableClock;
import io.engram.memory.working.WorkingDraft;
import io.engram.memory.working.WorkingItem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations, closes and crashes against a simple model of what must be remembered. */
class ModelBasedTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;
    private final MovableClock clock = new MovableClock();
    private final Map<Long, String> texts = new TreeMap<>();
    private final Map<Long, Fact> facts = new TreeMap<>();
    private final List<WorkingItem> mind = new ArrayList<>();
    private int images;

    private AgentMemory open(Path at) {
        return AgentMemory.open(MemoryOptions.of(at, "ada", new HashingEmbedder()).withClock(clock)
                .withTokens(text -> 10, 50));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverHappens_nothingAcknowledgedIsLost(long seed) {
        Random random = new Random(seed);
        Path home = dir.resolve("home");
        AgentMemory memory = open(home);
        for (int i = 0; i < 250; i++) {
            clock.advance(Duration.ofSeconds(random.nextInt(100)));
            switch (random.nextInt(12)) {
                case 0 -> memory.sleep(SleepListener.none());
                case 1 -> {
                    memory.close();
                    memory = open(home);
                }
                case 2 -> {
                    Path image = Crash.image(home, dir.resolve("image" + images++));
                    memory.close();
                    home = image;
                    memory = open(home);
                }
                case 3, 4 -> think(memory, "thought " + i);
                case 5 -> believe(memory, random);
                case 6 -> remember(memory.record(Lives.keyAndDoor(random.nextInt(50), random.nextBoolean())).join());
                case 7 -> assertThat(memory.recall(RecallQuery.of("word" + random.nextInt(30)).withLimit(5)).items())
                        .allMatch(item -> item.layer() != Layer.EPISODIC
                                || item.text().equals(texts.get(item.id())));
                default -> remember(memory.record(EpisodeDraft.said("alice", "word" + random.nextInt(30) + " said " + i)
                        .withSession("s" + random.nextInt(3))).join());
            }
            if (i % 10 == 0) {
                check(memory);
            }
        }
        check(memory);
        memory.close();
    }

    private void remember(Episode episode) {
        texts.put(episode.id(), episode.text());
    }

    private void think(AgentMemory memory, String text) {
        WorkingItem item = memory.working().add(WorkingDraft.of(EpisodeDraft.said("alice", text))).join();
        mind.add(item);
        while (mind.size() > 5) {
            WorkingItem gone = mind.removeFirst();
            Episode written = memory.episodic().latest(1).getFirst();
            assertThat(written.text()).isEqualTo(gone.text());
            remember(written);
        }
    }

    private void believe(AgentMemory memory, Random random) {
        String place = "place" + random.nextInt(3);
        Fact fact = memory.semantic().learn(new FactDraft("alice", "lives in", place, Map.of(), true, 0.5,
                clock.instant(), Instant.MAX, Provenance.said("alice"), List.of())).join();
        memory.semantic().history("alice", "lives in").forEach(f -> facts.put(f.id(), f));
        assertThat(memory.semantic().about("Alice", clock.instant())).as("one place at a time")
                .extracting(Fact::id).containsExactly(fact.id());
    }

    private void check(AgentMemory memory) {
        Map<Long, String> have = new TreeMap<>();
        memory.episodic().after(0, Integer.MAX_VALUE).forEach(e -> have.put(e.id(), e.text()));
        assertThat(have).isEqualTo(texts);
        assertThat(memory.working().items()).isEqualTo(mind);
        assertThat(memory.semantic().history("alice", "lives in"))
                .containsExactlyInAnyOrderElementsOf(facts.values());
        for (Episode episode : memory.episodic().latest(20)) {
            if (episode.next() != 0) {
                assertThat(memory.episodic().get(episode.next()).orElseThrow().previous()).isEqualTo(episode.id());
            }
        }
    }
}
