package io.engram.memory.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fails at every step in turn. */
class JournalFaultTest {
    private final Path directory;

    JournalFaultTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void failed_fsync_fails_the_append_and_the_journal_recovers_by_itself() {
        FaultyDisk files = new FaultyDisk();
        try (Journal journal = Journal.open(directory, TestFiles.OPTIONS, files)) {
            TestFiles.append(journal, 10);
            files.failAfter(1, 1); // the write passes, its fsync does not
            CompletableFuture<Long> refused = journal.append(1, new byte[50]);
            assertThatThrownBy(refused::join).isInstanceOf(CompletionException.class).cause()
                    .isInstanceOf(JournalException.class).hasMessageContaining("No space left");
            assertThat(journal.lastSequence()).isEqualTo(10);
            TestFiles.append(journal, 10);
            assertThat(TestFiles.read(journal)).hasSize(20);
        }
        try (Journal journal = Journal.open(directory, TestFiles.OPTIONS)) {
            assertThat(TestFiles.read(journal)).hasSize(20);
            assertThat(journal.verify()).isEqualTo(new JournalRecovery(0, java.util.List.of()));
        }
    }

    @Test
    void full_disk_makes_the_journal_read_only_until_there_is_room() throws Exception {
        FaultyDisk files = new FaultyDisk();
        try (Journal journal = Journal.open(directory, TestFiles.OPTIONS.withRetryAfter(Duration.ofMillis(50)),
                files)) {
            TestFiles.append(journal, 10);
            files.failAfter(0, Integer.MAX_VALUE);
            assertThat(failure(journal.append(1, new byte[9]))).isInstanceOf(JournalException.class);
            assertThat(failure(journal.append(1, new byte[9]))).isInstanceOf(JournalReadOnlyException.class)
                    .hasMessageContaining("disk failed");
            assertThat(TestFiles.read(journal)).hasSize(10);
            files.heal();
            Thread.sleep(60);
            TestFiles.append(journal, 3);
            assertThat(TestFiles.read(journal)).hasSize(13);
        }
    }

    private static Throwable failure(CompletableFuture<Long> append) {
        return append.handle((sequence, error) -> error).join();
    }

    @Test
    void every_step_of_a_script_may_fail_and_nothing_acknowledged_is_lost() throws IOException {
        for (int step = 0; step < 40; step++) {
            for (int count : new int[]{1, 3}) {
                Path path = directory.resolve(step + "-" + count);
                FaultyDisk files = new FaultyDisk();
                TreeMap<Long, byte[]> acknowledged = new TreeMap<>();
                files.failAfter(step, count);
                script(path, files, acknowledged);
                try (Journal journal = Journal.open(path, TestFiles.OPTIONS)) {
                    TreeMap<Long, byte[]> found = new TreeMap<>();
                    journal.replay(1, (sequence, type, payload) -> {
                        byte[] bytes = new byte[payload.remaining()];
                        payload.get(bytes);
                        found.put(sequence, bytes);
                    });
                    String at = "fault at operation " + step + ", " + count + " times";
                    assertThat(found.keySet()).as(at).containsAll(acknowledged.keySet());
                    acknowledged.forEach((s, bytes) -> assertThat(found.get(s)).as(at).isEqualTo(bytes));
                    assertThat(journal.recovery().damages()).as(at).isEmpty();
                }
            }
        }
    }

    private static void script(Path path, FaultyDisk files, Map<Long, byte[]> acknowledged) {
        for (int life = 0; life < 2; life++) {
            try (Journal journal = Journal.open(path, TestFiles.OPTIONS.withSegmentBytes(4096), files)) {
                for (int i = 0; i < 12; i++) {
                    byte[] payload = new byte[700];
                    java.util.Arrays.fill(payload, (byte) (life * 50 + i));
                    journal.append(1, payload).thenAccept(sequence -> acknowledged.put(sequence, payload))
                            .exceptionally(error -> null).join();
                    if (i == 8) {
                        compact(journal, acknowledged);
                    }
                }
            } catch (JournalException e) {
                assertThat(e).hasMessageContaining("No space left"); // opening itself hit the fault
            }
        }
    }

    private static void compact(Journal journal, Map<Long, byte[]> acknowledged) {
        try {
            journal.compact((sequence, type, payload) -> sequence % 5 != 0);
        } catch (JournalException e) {
            // a failed compaction may have finished some segments
        }
        acknowledged.keySet().removeIf(sequence -> sequence % 5 == 0);
    }
}
