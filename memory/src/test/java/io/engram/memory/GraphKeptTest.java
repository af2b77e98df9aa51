package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.memory.testing.HashingEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The graph over the vectors takes longest to build, and is nowhere but in a snapshot. */
class GraphKeptTest {
    /** Above the size from which there is a graph. */
    private static final int EPISODES = 4300;

    @TempDir
    private Path directory = Path.of("");

    private AgentMemory open() {
        return AgentMemory.open(MemoryOptions.of(directory, "ada", new HashingEmbedder()));
    }

    private long snapshotBytes() throws IOException {
        try (var files = Files.list(directory.resolve("snapshot"))) {
            Path only = files.filter(file -> file.toString().endsWith(".snapshot")).findFirst().orElseThrow();
            return Files.size(only);
        }
    }

    @Test
    void what_was_built_after_the_last_record_is_in_the_snapshot_of_the_close() throws IOException {
        try (AgentMemory memory = open()) {
            Random random = new Random(3);
            List<CompletableFuture<Episode>> told = new ArrayList<>();
            for (int i = 0; i < EPISODES; i++) {
                told.add(memory.record(EpisodeDraft.said("ada", "w" + i + " v" + random.nextInt(100))));
            }
            told.forEach(CompletableFuture::join);
            memory.awaitEmbeddings();
        } // here the graph is a few vectors at most
        long before = snapshotBytes();
        try (AgentMemory memory = open()) {
            memory.awaitIndexes();
        }
        assertThat(snapshotBytes()).isGreaterThan(before + 4000L * 4 * 8); // eight neighbours of each, at the very least
        try (AgentMemory memory = open()) {
            assertThat(memory.stats().vectors()).isEqualTo(EPISODES);
            assertThat(memory.recall(RecallQuery.of("w17 v3")).items()).isNotEmpty();
        }
    }
}
