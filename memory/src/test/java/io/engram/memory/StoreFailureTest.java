package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.memory.forgetting.ForgetRequest;
import io.engram.memory.testing.HashingEmbedder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
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
}
