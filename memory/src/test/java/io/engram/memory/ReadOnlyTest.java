package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.memory.forgetting.ForgetRequest;
import io.engram.memory.journal.JournalException;
import io.engram.memory.journal.JournalLockedException;
import io.engram.memory.testing.HashingEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A memory that another instance or another process has open. */
class ReadOnlyTest {
    private static final String OPEN = "open";

    @TempDir
    private Path dir = Path.of("");

    private static MemoryOptions options(Path home) {
        return MemoryOptions.of(home, "ada", new HashingEmbedder());
    }

    private static void tell(AgentMemory memory, int from, int to) {
        for (int i = from; i < to; i++) {
            memory.record(EpisodeDraft.said("eve", "the number " + i + " is w" + i)).join();
        }
    }

    /** The other process: tells three things, says so, and waits until it is killed. */
    static final class Owner {
        private Owner() {
        }

        public static void main(String[] arguments) throws IOException, InterruptedException {
            AgentMemory memory = AgentMemory.open(options(Path.of(arguments[0])));
            tell(memory, 0, 3);
            Files.createFile(Path.of(arguments[1]));
            Thread.sleep(TimeUnit.MINUTES.toMillis(5));
            memory.close();
        }
    }

    @Test
    void another_process_keeps_owners_out_and_readers_not() throws Exception {
        Path home = dir.resolve("ada");
        Path sign = dir.resolve(OPEN);
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "--add-modules=jdk.incubator.vector", "-cp",
                System.getProperty("java.class.path"), Owner.class.getName(), home.toString(), sign.toString());
        Path log = dir.resolve("log");
        Process owner = new ProcessBuilder(command).redirectOutput(log.toFile()).redirectError(log.toFile()).start();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
            while (!Files.exists(sign)) {
                assertThat(owner.isAlive() && System.nanoTime() < end).as("runs; said %s", Files.readString(log))
                        .isTrue();
                Thread.sleep(10);
            }
            assertThatThrownBy(() -> AgentMemory.open(options(home)).close())
                    .isInstanceOf(JournalLockedException.class).hasMessageContaining("process " + owner.pid());
            try (AgentMemory memory = AgentMemory.openReadOnly(options(home))) {
                assertThat(memory.episodic().size()).isEqualTo(3);
                assertThat(memory.recall(RecallQuery.of("w2")).items()).extracting(RecalledItem::text)
                        .anyMatch(text -> text.contains("w2"));
            }
        } finally {
            owner.destroyForcibly().waitFor();
        }
        try (AgentMemory memory = AgentMemory.open(options(home))) {
            assertThat(memory.episodic().size()).isEqualTo(3);
        }
    }

    @Test
    void a_reader_beside_the_owner_shows_all_and_touches_no_file() throws IOException {
        Path home = dir.resolve("ada");
        try (AgentMemory owner = AgentMemory.open(options(home))) {
            tell(owner, 0, 2500); // enough for a snapshot at the close
            owner.awaitEmbeddings();
        }
        try (AgentMemory owner = AgentMemory.open(options(home))) {
            tell(owner, 2500, 2510);
            owner.awaitEmbeddings();
            owner.sleep(SleepListener.none());
            Map<Path, String> before = state(home);
            try (AgentMemory reader = AgentMemory.openReadOnly(options(home))) {
                assertThat(reader.episodic().after(0, 9999)).isEqualTo(owner.episodic().after(0, 9999));
                reader.awaitEmbeddings();
                assertThat(reader.stats()).isEqualTo(owner.stats());
                for (String asked : List.of("w7", "w2505", "number")) {
                    assertThat(ids(reader.recall(RecallQuery.of(asked)))).isEqualTo(ids(owner.recall(
                            RecallQuery.of(asked))));
                }
                assertThatThrownBy(() -> reader.record(EpisodeDraft.said("eve", "no")).join())
                        .hasMessageContaining("opened for reading");
                assertThatThrownBy(() -> reader.forget(ForgetRequest.nothing().withIds(Set.of(1L))))
                        .isInstanceOf(MemoryException.class).hasMessageContaining("opened for reading");
                assertThatThrownBy(() -> reader.sleep(SleepListener.none())).isInstanceOf(MemoryException.class);
                assertThatThrownBy(() -> reader.exportTo(dir.resolve("out"))).isInstanceOf(MemoryException.class);
                assertThat(reader.episodic().size()).isEqualTo(2510);
            }
            assertThat(state(home)).isEqualTo(before);
            tell(owner, 2510, 2511);
        }
    }

    @Test
    void nothing_to_read_is_said_and_nothing_is_made() {
        Path home = dir.resolve("nobody");
        assertThatThrownBy(() -> AgentMemory.openReadOnly(options(home)).close()).isInstanceOf(JournalException.class)
                .hasMessageContaining("nobody");
        assertThat(home).doesNotExist();
    }

    private static List<Long> ids(Recall recall) {
        return recall.items().stream().map(RecalledItem::id).toList();
    }

    private static Map<Path, String> state(Path home) throws IOException {
        Map<Path, String> state = new TreeMap<>();
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(home)) {
            all.filter(Files::isRegularFile).forEach(files::add);
        }
        for (Path file : files) {
            state.put(file, Files.size(file) + " bytes of " + Files.getLastModifiedTime(file));
        }
        return state;
    }
}
