package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.memory.forgetting.ForgetRequest;
import io.engram.memory.journal.FaultyDisk;
import io.engram.memory.journal.JournalOptions;
import io.engram.memory.testing.Crash;
import io.engram.memory.testing.Grep;
import io.engram.memory.testing.HashingEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A whole memory on a disk that is full for a while: it says so, answers on, and takes records again without a restart. */
class DiskFaultTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    private static MemoryOptions options(Path home) {
        return MemoryOptions.of(home, "ada", new HashingEmbedder());
    }

    @Test
    void fullDisk_isSaid_memoryAnswersOn_andTakesRecordsAgainWithoutARestart() throws Exception {
        Path home = dir.resolve("a");
        FaultyDisk disk = new FaultyDisk();
        JournalOptions journal = JournalOptions.of("ada").withRetryAfter(Duration.ofMillis(20));
        Path image = dir.resolve("image");
        try (AgentMemory memory = JournalledMemory.open(options(home),
                disk.open(home.resolve("journal"), journal))) {
            Episode secret = memory.record(EpisodeDraft.said("alice", "I live in Quetzalville")).join();
            memory.record(EpisodeDraft.said("bob", "The train leaves at noon")).join();
            memory.awaitEmbeddings();
            disk.failAfter(0, Integer.MAX_VALUE);
            assertThatThrownBy(() -> memory.record(EpisodeDraft.said("bob", "lost")).join()).cause()
                    .isInstanceOf(MemoryException.class).hasMessageContaining("nothing was recorded")
                    .hasMessageContaining("No space left");
            assertThatThrownBy(() -> memory.record(EpisodeDraft.said("bob", "lost too")).join()).cause()
                    .isInstanceOf(MemoryException.class)
                    // On a slow machine the disk may have been tried again meanwhile.
                    .message().containsAnyOf("disk failed", "No space left");
            assertThatThrownBy(() -> memory.sleep(SleepListener.none())).isInstanceOf(MemoryException.class);
            assertThatThrownBy(() -> memory.forget(ForgetRequest.nothing().withIds(Set.of(secret.id()))))
                    .isInstanceOf(MemoryException.class);
            assertThat(memory.recall(RecallQuery.of("train")).items().getFirst().text()).contains("train");
            assertThat(memory.episodic().size()).isEqualTo(2);
            disk.heal();
            Thread.sleep(40);
            memory.record(EpisodeDraft.said("bob", "there is room again")).join();
            memory.sleep(SleepListener.none());
            assertThat(memory.episodic().latest(9)).extracting(Episode::text).containsExactly("there is room again",
                    "The train leaves at noon", "I live in Quetzalville");
            Crash.image(home, image);
        }
        for (Path at : new Path[]{home, image}) {
            try (AgentMemory memory = AgentMemory.open(options(at))) {
                assertThat(memory.episodic().latest(9)).extracting(Episode::text).containsExactly(
                        "there is room again", "The train leaves at noon", "I live in Quetzalville");
                assertThat(memory.semantic().facts()).isNotEmpty();
            }
        }
    }

    /** The removal is durable and the rewriting of the journal fails at each step in turn; asking again finishes it. */
    @Test
    void forgettingWhoseRewritingFails_isFinishedByAskingAgain() throws Exception {
        int failed = 0;
        for (int step = 1; step < 14; step++) {
            Path home = dir.resolve("f" + step);
            FaultyDisk disk = new FaultyDisk();
            try (AgentMemory memory = JournalledMemory.open(options(home), disk.open(home.resolve("journal"),
                    JournalOptions.of("ada").withRetryAfter(Duration.ZERO)))) {
                Episode secret = memory.record(EpisodeDraft.said("alice", "the word is Quetzalville")).join();
                memory.record(EpisodeDraft.said("bob", "The train leaves at noon")).join();
                memory.awaitEmbeddings();
                ForgetRequest request = ForgetRequest.nothing().withIds(Set.of(secret.id()));
                disk.failAfter(step, 2);
                try {
                    memory.forget(request);
                } catch (MemoryException e) {
                    failed++;
                }
                disk.heal();
                memory.forget(request);
                assertThat(memory.episodic().latest(9)).as("step %d", step).extracting(Episode::text)
                        .containsExactly("The train leaves at noon");
                assertThat(Grep.files(home, "quetzalville")).as("step %d", step).isEmpty();
            }
            try (AgentMemory memory = AgentMemory.open(options(home))) {
                assertThat(memory.episodic().size()).as("step %d", step).isEqualTo(1);
                assertThat(memory.stats().pendingEmbeddings()).as("step %d", step).isZero();
            }
        }
        assertThat(failed).as("steps at which it failed").isGreaterThan(4);
    }

    /** Mounts a file system of 40 MiB in memory, so it runs on demand only, as root on Linux: {@code -Dengram.mount=true}. */
    @Test
    @EnabledIfSystemProperty(named = "engram.mount", matches = "true")
    void reallyFullFileSystem_isSaid_andTakesRecordsAgainWhenThereIsRoom() throws Exception {
        Path mount = Files.createDirectory(dir.resolve("mount"));
        run("mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", mount.toString());
        try {
            Path home = mount.resolve("a");
            TreeMap<Long, String> told = new TreeMap<>();
            try (AgentMemory memory = AgentMemory.open(options(home))) {
                Path filler = mount.resolve("filler");
                assertThat(tell(memory, "first", told)).isZero();
                int refused = 0;
                for (int round = 0; round < 3; round++) {
                    fill(filler);
                    refused += tell(memory, "full" + round, told);
                    assertThat(memory.recall(RecallQuery.of("word")).items()).isNotEmpty();
                    Files.delete(filler);
                    Thread.sleep(1100);
                    assertThat(tell(memory, "room" + round, told)).as("refused with room").isZero();
                }
                assertThat(refused).isPositive();
                memory.awaitEmbeddings();
            }
            try (AgentMemory memory = AgentMemory.open(options(home))) {
                TreeMap<Long, String> found = new TreeMap<>();
                memory.episodic().after(0, Integer.MAX_VALUE).forEach(e -> found.put(e.id(), e.text()));
                assertThat(found).isEqualTo(told);
            }
        } finally {
            run("umount", mount.toString());
        }
    }

    private static int tell(AgentMemory memory, String round, Map<Long, String> told) {
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            try {
                Episode e = memory.record(EpisodeDraft.said("bob", round + " word " + i + " ".repeat(500) + '.'))
                        .join();
                told.put(e.id(), e.text());
            } catch (java.util.concurrent.CompletionException e) {
                assertThat(e).cause().isInstanceOf(MemoryException.class);
                refused++;
            }
        }
        return refused;
    }

    private static void fill(Path file) throws IOException {
        byte[] block = new byte[4096];
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).as(String.join(" ", command)).isZero();
    }
}
