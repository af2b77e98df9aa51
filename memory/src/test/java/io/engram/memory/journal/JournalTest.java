package io.engram.memory.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
    private final Path directory;

    JournalTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void new_journal_is_empty() {
        try (Journal journal = Journal.open(directory, TestFiles.OPTIONS)) {
            assertThat(journal.lastSequence()).isZero();
            assertThat(TestFiles.read(journal)).isEmpty();
            assertThat(journal.recovery()).isEqualTo(new JournalRecovery(0, List.of()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void random_operations_agree_with_a_map(long seed) {
        Random random = new Random(seed);
        JournalOptions options = TestFiles.OPTIONS.withSegmentBytes(4096).withBatchBytes(1 + random.nextInt(600));
        TreeMap<Long, byte[]> model = new TreeMap<>();
        Journal journal = Journal.open(directory, options);
        for (int step = 0; step < 120; step++) {
            switch (random.nextInt(8)) {
                case 0 -> {
                    journal.close();
                    journal = Journal.open(directory, options);
                }
                case 1 -> {
                    int divisor = 2 + random.nextInt(20);
                    int rest = random.nextInt(divisor);
                    journal.compact((sequence, type, payload) -> sequence % divisor != rest);
                    model.keySet().removeIf(sequence -> sequence % divisor == rest);
                }
                default -> {
                    int count = 1 + random.nextInt(20);
                    TestFiles.append(journal, count);
                    for (long s = journal.lastSequence() - count + 1; s <= journal.lastSequence(); s++) {
                        model.put(s, TestFiles.payload(s));
                    }
                }
            }
            assertSame(TestFiles.read(journal), model);
            assertThat(journal.recovery().damages()).isEmpty();
        }
        journal.close();
    }

    private static void assertSame(Map<Long, byte[]> actual, Map<Long, byte[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        actual.forEach((sequence, bytes) -> assertThat(bytes).isEqualTo(expected.get(sequence)));
    }

    @Test
    void replay_begins_where_asked() {
        try (Journal journal = Journal.open(directory, TestFiles.OPTIONS.withSegmentBytes(4096))) {
            TestFiles.append(journal, 200);
            List<Long> seen = new ArrayList<>();
            journal.replay(150, (sequence, type, payload) -> seen.add(sequence));
            assertThat(seen).hasSize(51).startsWith(150L).endsWith(200L);
        }
    }

    @Test
    void many_writers_get_distinct_sequences_and_every_record_is_kept() throws Exception {
        int writers = 16;
        int each = 200;
        List<CompletableFuture<Long>> all = new ArrayList<>();
        try (Journal journal = Journal.open(directory, TestFiles.OPTIONS.withQueueRecords(8));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int w = 0; w < writers; w++) {
                threads.execute(() -> {
                    for (int i = 0; i < each; i++) {
                        CompletableFuture<Long> done = journal.append(3, "x".getBytes(StandardCharsets.UTF_8));
                        synchronized (all) {
                            all.add(done);
                        }
                        done.join();
                    }
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(all.stream().map(CompletableFuture::join).distinct()).hasSize(writers * each);
            assertThat(journal.lastSequence()).isEqualTo((long) writers * each);
        }
    }

    @Test
    void blocking_in_a_completion_does_not_stop_commits() {
        try (Journal journal = Journal.open(directory, TestFiles.OPTIONS)) {
            CompletableFuture<Long> second = journal.append(1, new byte[1])
                    .thenApply(first -> journal.append(1, new byte[1]).join());
            assertThat(second.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(2);
        }
    }

    @Test
    void record_larger_than_batch_and_segment_is_kept() {
        byte[] large = new byte[3 << 20];
        new Random(5).nextBytes(large);
        try (Journal journal = Journal.open(directory, TestFiles.OPTIONS.withSegmentBytes(4096).withBatchBytes(1))) {
            journal.append(1, large).join();
            journal.append(2, new byte[0]).join();
            List<byte[]> seen = new ArrayList<>();
            journal.replay(1, (sequence, type, payload) -> {
                byte[] bytes = new byte[payload.remaining()];
                payload.get(bytes);
                seen.add(bytes);
            });
            assertThat(seen.getFirst()).isEqualTo(large);
            assertThat(seen.getLast()).isEmpty();
        }
    }

    @Test
    void second_owner_is_told_who_has_it() {
        try (Journal journal = Journal.open(directory, TestFiles.OPTIONS)) {
            assertThatThrownBy(() -> Journal.open(directory, TestFiles.OPTIONS))
                    .isInstanceOf(JournalLockedException.class).hasMessageContaining(directory.toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            TestFiles.append(journal, 3);
        }
        Journal.open(directory, TestFiles.OPTIONS).close();
    }

    @Test
    void read_only_opening_sees_all_and_changes_nothing() throws IOException {
        try (Journal journal = Journal.open(directory, TestFiles.OPTIONS)) {
            TestFiles.append(journal, 20);
            try (Journal reader = Journal.open(directory, TestFiles.OPTIONS.forReading())) {
                assertThat(TestFiles.read(reader)).hasSize(20);
                assertThat(reader.append(1, new byte[1])).isCompletedExceptionally();
                assertThatThrownBy(() -> reader.compact((s, t, p) -> true))
                        .isInstanceOf(JournalReadOnlyException.class);
            }
        }
        assertThatThrownBy(() -> Journal.open(directory.resolve("absent"), TestFiles.OPTIONS.forReading()))
                .isInstanceOf(JournalException.class).hasMessageContaining("absent");
        assertThat(Files.exists(directory.resolve("absent"))).isFalse();
    }

    @Test
    void append_after_close_fails() {
        Journal journal = Journal.open(directory, TestFiles.OPTIONS);
        journal.close();
        journal.close();
        assertThat(journal.append(1, new byte[0])).isCompletedExceptionally();
    }

    @Test
    void bad_arguments_are_named() {
        try (Journal journal = Journal.open(directory, TestFiles.OPTIONS)) {
            assertThatThrownBy(() -> journal.append(-1, new byte[0])).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("-1");
        }
        assertThatThrownBy(() -> JournalOptions.of("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TestFiles.OPTIONS.withSegmentBytes(5)).hasMessageContaining("5");
    }

    @Test
    void journal_of_another_agent_is_refused() {
        Journal.open(directory, TestFiles.OPTIONS).close();
        assertThat(Journal.agentIn(directory)).isEmpty();
        try (Journal journal = Journal.open(directory, TestFiles.OPTIONS)) {
            TestFiles.append(journal, 1);
        }
        assertThat(Journal.agentIn(directory)).contains("ada");
        assertThatThrownBy(() -> Journal.open(directory, JournalOptions.of("bob")))
                .isInstanceOf(JournalFormatException.class).hasMessageContaining("ada").hasMessageContaining("bob");
    }

    @Test
    void replaced_owner_is_refused() {
        try (Journal first = Journal.open(directory, TestFiles.OPTIONS.withEpoch(3))) {
            TestFiles.append(first, 5);
        }
        try (Journal next = Journal.open(directory, TestFiles.OPTIONS.withEpoch(4))) {
            TestFiles.append(next, 5);
            assertThat(TestFiles.read(next)).hasSize(10);
        }
        assertThatThrownBy(() -> Journal.open(directory, TestFiles.OPTIONS.withEpoch(3)))
                .isInstanceOf(JournalFormatException.class).hasMessageContaining("epoch 4");
    }

    @Test
    void compaction_removes_the_bytes_and_keeps_the_numbers() throws IOException {
        try (Journal journal = Journal.open(directory, TestFiles.OPTIONS)) {
            journal.append(1, "keep one".getBytes(StandardCharsets.UTF_8)).join();
            journal.append(1, "the secret".getBytes(StandardCharsets.UTF_8)).join();
            journal.append(1, "keep two".getBytes(StandardCharsets.UTF_8)).join();
            JournalCompaction.Report report = journal
                    .compact((sequence, type, payload) -> !TestFiles.text(payload).contains("secret"));
            assertThat(report.records()).isEqualTo(1);
            assertThat(TestFiles.contains(directory, "secret")).isFalse();
            assertThat(journal.append(1, "more".getBytes(StandardCharsets.UTF_8)).join()).isEqualTo(4);
        }
        try (Journal journal = Journal.open(directory, TestFiles.OPTIONS)) {
            List<String> seen = new ArrayList<>();
            journal.replay(1, (sequence, type, payload) -> seen.add(sequence + " " + TestFiles.text(payload)));
            assertThat(seen).containsExactly("1 keep one", "3 keep two", "4 more");
            assertThat(journal.verify().undamaged()).isTrue();
            assertThat(journal.compact((s, t, p) -> true).segments()).isZero();
        }
    }

    @Test
    void appends_and_replays_go_on_during_compaction() throws Exception {
        try (Journal journal = Journal.open(directory, TestFiles.OPTIONS.withSegmentBytes(4096));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            TestFiles.append(journal, 100);
            var compacting = threads.submit(() -> {
                for (int i = 0; i < 30; i++) {
                    int divisor = 31 + i;
                    journal.compact((sequence, type, payload) -> sequence % divisor != 0 || sequence % 2 == 1);
                }
            });
            int added = 100;
            while (!compacting.isDone()) {
                TestFiles.append(journal, 10);
                added += 10;
                NavigableMap<Long, byte[]> seen = TestFiles.read(journal);
                assertThat(seen.keySet().stream().filter(s -> s % 2 == 1)).hasSize(added / 2);
            }
            compacting.get();
            assertThat(journal.verify().damages()).isEmpty();
        }
    }

    @Test
    void waiting_time_before_a_retry_is_honoured_per_option() {
        assertThat(JournalOptions.of("x").retryAfter()).isEqualTo(Duration.ofSeconds(1));
    }
}
