package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.memory.testing.Crash;
import io.engram.memory.testing.HashingEmbedder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage to the files of a whole memory: snapshots with their indexes, and the end of the journal behind a snapshot. */
class MemoryDamageTest {
    private static final int EPISODES = 1100;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;
    private List<Episode> told = List.of();

    private AgentMemory open(Path home) {
        return AgentMemory.open(MemoryOptions.of(home, "ada", new HashingEmbedder()));
    }

    @BeforeEach
    void fill() {
        try (AgentMemory memory = open(dir.resolve("a"))) {
            IntStream.range(0, EPISODES).mapToObj(
                    i -> memory.record(EpisodeDraft.said("p" + i % 7, "remark " + i + " on word" + i % 90)
                            .withSession("s" + i % 5)))
                    .toList().forEach(CompletableFuture::join);
            memory.awaitEmbeddings();
            told = memory.episodic().after(0, EPISODES);
        }
        assertThat(told).hasSize(EPISODES);
        assertThat(snapshot(dir.resolve("a"))).exists();
    }

    private static Path snapshot(Path home) {
        return only(home.resolve("snapshot"), ".snapshot");
    }

    private static Path only(Path folder, String suffix) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(suffix)).sorted().reduce((a, b) -> b).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void flip(Path file, LongUnaryOperator place, int bit) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long at = place.applyAsLong(channel.size());
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 1 << bit));
            channel.write(one.flip(), at);
        }
    }

    /** {@code -Dengram.snapshot.flips=N}: one flip, one open each. */
    @Test
    void flippedBitsInASnapshot_changeNoAnswer() throws IOException {
        int flips = Integer.getInteger("engram.snapshot.flips", 25);
        Random random = new Random(3);
        List<Long> best = List.of();
        for (int i = 0; i <= flips; i++) {
            Path image = Crash.image(dir.resolve("a"), dir.resolve("image" + i));
            if (i > 0) {
                int round = i;
                // first the ends, where the file says what it is, then anywhere
                flip(snapshot(image), size -> round % 4 == 0 ? size - 1 - random.nextLong(300) : random.nextLong(size),
                        random.nextInt(8));
            }
            try (AgentMemory memory = open(image)) {
                assertThat(memory.episodic().after(0, Integer.MAX_VALUE)).as("flip %d", i).isEqualTo(told);
                memory.awaitEmbeddings();
                assertThat(memory.stats().vectors()).as("flip %d", i).isEqualTo(EPISODES);
                List<Long> answer = memory.recall(RecallQuery.of("who had a remark on word17?")).items().stream()
                        .map(RecalledItem::id).toList();
                best = i == 0 ? answer : best;
                assertThat(answer).as("flip %d", i).isEqualTo(best).isNotEmpty();
            }
        }
    }

    /** Writes nothing to the journal, so that the next number goes to the next episode. */
    private static final class NoVectors implements Embedder {
        private final HashingEmbedder like = new HashingEmbedder();

        @Override
        public String id() {
            return like.id();
        }

        @Override
        public String version() {
            return like.version();
        }

        @Override
        public int dimensions() {
            return like.dimensions();
        }

        @Override
        public float[] embedDocument(String text) {
            throw new IllegalStateException("not now");
        }

        @Override
        public float[] embedQuery(String text) {
            return like.embedQuery(text);
        }
    }

    /** The number of the record that was lost is given again; the snapshot that had seen the old one must not hide the new one. */
    @Test
    void lostEndOfTheJournal_doesNotLetAnOlderSnapshotHideWhatIsToldNext() throws IOException {
        Path home = dir.resolve("a");
        flip(only(home.resolve("journal"), ".journal"), size -> size - 16, 0);
        Path image = dir.resolve("image");
        Episode next;
        try (AgentMemory memory = AgentMemory.open(MemoryOptions.of(home, "ada", new NoVectors()))) {
            assertThat(memory.episodic().size()).isGreaterThanOrEqualTo(EPISODES - 1);
            next = memory.record(EpisodeDraft.said("zoe", "told after the damage")).join();
            Crash.image(home, image);
        }
        try (AgentMemory memory = open(image)) {
            assertThat(memory.episodic().get(next.id()).map(Episode::text)).contains("told after the damage");
        }
        try (AgentMemory memory = open(home)) {
            assertThat(memory.episodic().get(next.id()).map(Episode::text)).contains("told after the damage");
        }
    }
}
