package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.memory.forgetting.ForgetRequest;
import io.engram.memory.testing.HashingEmbedder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record store that cannot take a record which is in the journal already. */
class StoreFailureTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private AgentMemory open() {
        return AgentMemory.open(MemoryOptions.of(home, "ada", new HashingEmbedder()));
    }

    @Test
    void durableRecordThatTheStoreCannotTake_isNotForgottenWithSomethingElse_andTheNextOpenHasIt() throws Exception {
        String longText = "a long story ".repeat(2000);
        Episode first;
        try (AgentMemory memory = open()) {
            first = memory.record(EpisodeDraft.said("bob", "hello")).join();
            // Long values are files named by id: this one's place is taken.
            Files.createDirectory(home.resolve("records").resolve("large-" + (first.id() + 1)));
            assertThatThrownBy(() -> memory.record(EpisodeDraft.said("bob", longText)).join()).cause()
                    .isInstanceOf(MemoryException.class).hasMessageContaining("after the next open");
            memory.record(EpisodeDraft.said("bob", "still here")).join();
            assertThatThrownBy(() -> memory.forget(ForgetRequest.nothing().withIds(Set.of(first.id()))))
                    .isInstanceOf(MemoryException.class).hasMessageContaining("open it again first");
        }
        try (AgentMemory memory = open()) {
            assertThat(memory.episodic().after(0, 10)).extracting(Episode::text).containsExactly("hello", longText,
                    "still here");
            assertThat(memory.forget(ForgetRequest.nothing().withIds(Set.of(first.id()))).count("episode"))
                    .isEqualTo(1);
            assertThat(memory.episodic().size()).isEqualTo(2);
        }
    }

    @Test
    void aValueThatChangedOnTheDisk_isReadFromTheJournal_andTheStoreIsFilledAnew() throws Exception {
        List<Episode> told;
        try (AgentMemory memory = open()) {
            for (int i = 0; i < 20; i++) {
                memory.record(EpisodeDraft.said("bob", "the town of Quetzalville, house " + i)).join();
            }
            told = memory.episodic().after(0, 99);
        }
        assertThat(flip("Quetzalville, house 13")).isTrue();
        for (int open = 0; open < 2; open++) {
            try (AgentMemory memory = open()) {
                assertThat(memory.episodic().after(0, 99)).as("open %d", open).isEqualTo(told);
            }
        }
    }

    /** Turns one bit of a text in the record store's files; whether it was there. */
    private boolean flip(String text) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(home.resolve("records"))) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
            if (at >= 0) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap(new byte[]{(byte) (bytes[at + 3] ^ 4)}), at + 3L);
                }
                return true;
            }
        }
        return false;
    }
}
