package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.memory.forgetting.ForgetRequest;
import io.engram.memory.testing.HashingEmbedder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight writers, readers, sleep and forgetting at the same time. {@code -Dengram.together.seconds=N} sets for how long. */
class TogetherTest {
    private static final int SECONDS = Integer.getInteger("engram.together.seconds", 5);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;
    private final Map<Long, String> texts = new ConcurrentHashMap<>();
    /** Ids whose forgetting was begun. */
    private final Set<Long> going = ConcurrentHashMap.newKeySet();
    private final Set<Long> gone = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedDeque<Long> toForget = new ConcurrentLinkedDeque<>();

    private AgentMemory open() {
        return AgentMemory.open(MemoryOptions.of(dir, "ada", new HashingEmbedder()));
    }

    @Test
    void writersReadersSleepAndForgetting_loseNothing_andAnswerWithWhatThereIs() throws Exception {
        try (AgentMemory memory = open(); ExecutorService threads = Executors.newCachedThreadPool()) {
            long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
            List<Future<Integer>> running = new ArrayList<>();
            for (int w = 0; w < 8; w++) {
                int writer = w;
                running.add(threads.submit(() -> until(end, i -> tell(memory, writer, i))));
            }
            for (int r = 0; r < 3; r++) {
                Random random = new Random(r);
                running.add(threads.submit(() -> until(end, i -> read(memory, random))));
            }
            running.add(threads.submit(() -> until(end, i -> memory.sleep(SleepListener.none()))));
            running.add(threads.submit(() -> until(end, i -> forget(memory))));
            for (Future<Integer> each : running) {
                assertThat(each.get()).as("times each came round").isPositive();
            }
            assertThat(gone).isNotEmpty();
            texts.keySet().removeAll(gone);
            check(memory);
        }
        try (AgentMemory memory = open()) {
            check(memory);
        }
    }

    private static int until(long end, IntConsumer action) {
        int i = 0;
        while (System.nanoTime() < end) {
            action.accept(i++);
        }
        return i;
    }

    private void tell(AgentMemory memory, int writer, int i) {
        String text = i % 4 == 0
                ? "I live in Place" + i % 40
                : "writer" + writer + " says word" + i % 50 + " for the " + i + "th time";
        Episode episode = memory.record(EpisodeDraft.said("writer" + writer, text)).join();
        texts.put(episode.id(), text);
        if (i % 50 == 7) {
            toForget.add(episode.id());
        }
    }

    private void read(AgentMemory memory, Random random) {
        for (RecalledItem item : memory.recall(RecallQuery.of("what says word" + random.nextInt(50))).items()) {
            assertThat(item.text()).isNotEmpty();
            assertThat(item.layer() == Layer.EPISODIC && gone.contains(item.id()) && !going.contains(item.id()))
                    .isFalse();
            String known = texts.get(item.id());
            if (item.layer() == Layer.EPISODIC && known != null) {
                assertThat(item.text()).isEqualTo(known);
            }
        }
        memory.episodic().latest(5).forEach(e -> assertThat(e.text()).isNotEmpty());
        long before = gone.stream().findFirst().orElse(0L);
        assertThat(memory.episodic().get(before)).isEmpty();
    }

    private void forget(AgentMemory memory) {
        Long id = toForget.pollFirst();
        if (id == null) {
            Thread.onSpinWait();
            return;
        }
        going.add(id);
        assertThat(memory.forget(ForgetRequest.nothing().withIds(Set.of(id))).count("episode")).isEqualTo(1);
        gone.add(id);
        going.remove(id);
    }

    private void check(AgentMemory memory) {
        Map<Long, String> found = new ConcurrentHashMap<>();
        memory.episodic().after(0, Integer.MAX_VALUE).forEach(e -> found.put(e.id(), e.text()));
        assertThat(found).isEqualTo(texts);
        memory.awaitEmbeddings();
        assertThat(memory.stats().pendingEmbeddings()).isZero();
    }
}
