package io.engram.agent.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.agent.learning.LearnedAdapter.Learned;
import io.engram.agent.testing.WordEmbedder;
import io.engram.inference.curriculum.AdapterTraining.Mark;
import io.engram.inference.curriculum.AdapterTraining.Outcome;
import io.engram.memory.AgentMemory;
import io.engram.memory.Episode;
import io.engram.memory.EpisodeDraft;
import io.engram.memory.MemoryOptions;
import io.engram.memory.Provenance;
import io.engram.memory.forgetting.ForgetRequest;
import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.FactDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterShelfTest {
    private static final Outcome GOOD = new Outcome(true, "fine", 1, 0.1, List.of(new Mark("by-heart", 0, 1)), 2);

    @TempDir
    private Path folder = Path.of("");
    private AgentMemory memory;
    private AdapterShelf shelf;

    @BeforeEach
    void open() {
        memory = AgentMemory.open(MemoryOptions.of(folder, "a", new WordEmbedder()));
        shelf = new AdapterShelf(folder);
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private Fact told(String city) {
        Episode episode = memory.record(EpisodeDraft.said("user", "I live in " + city + ".")).join();
        return memory.semantic().learn(new FactDraft("user", "lives in", city, Map.of(), true, 0.9,
                episode.eventTime(), Instant.MAX, Provenance.observed("test"), List.of(episode.id()))).join();
    }

    private void adopt(String model, Fact fact) throws IOException {
        Files.writeString(shelf.next(), fact.text());
        shelf.adopt(new LearnedAdapter(model, "2026-01-01T00:00:00Z", List.of(new Learned(fact.id(), fact.text())),
                GOOD));
    }

    private String inForce(String model) throws IOException {
        return shelf.current(model).isPresent() ? Files.readString(shelf.current(model).orElseThrow()) : "none";
    }

    @Test
    void adopted_isInForceForItsModelUntilRolledBack() throws IOException {
        assertThat(shelf.isEmpty()).isTrue();
        assertThat(shelf.rollBack()).isFalse();
        Fact bern = told("Bern");
        adopt("m", bern);
        Files.writeString(shelf.next(), "written, but never adopted");
        assertThat(inForce("m")).isEqualTo("user lives in Bern");
        assertThat(inForce("other")).isEqualTo("none");
        assertThat(shelf.record().orElseThrow().outcome()).isEqualTo(GOOD);

        Files.writeString(shelf.next(), "again");
        shelf.adopt(new LearnedAdapter("m", "2026-01-02T00:00:00Z", List.of(), GOOD));
        assertThat(inForce("m")).isEqualTo("again");
        assertThat(shelf.rollBack()).isTrue();
        assertThat(inForce("m")).isEqualTo("user lives in Bern");
        assertThat(shelf.rollBack()).isTrue();
        assertThat(inForce("m")).isEqualTo("none");
    }

    @Test
    void whatIsCorrectedOrForgotten_takesItsAdaptersWithIt() throws IOException {
        Fact bern = told("Bern");
        adopt("m", bern);
        Files.writeString(shelf.next(), "written, but never adopted");
        assertThat(shelf.dropStale(memory, Instant.now())).isZero();
        assertThat(folder.resolve("adapters").toFile().list()).containsExactlyInAnyOrder("1.gguf", "1.json");
        Fact basel = told("Basel");
        assertThat(shelf.dropStale(memory, Instant.now().plusSeconds(1))).isOne();
        assertThat(inForce("m")).isEqualTo("none");

        adopt("m", basel);
        memory.forget(ForgetRequest.nothing().withIds(Set.copyOf(basel.episodes())));
        assertThat(shelf.dropStale(memory, Instant.now().plusSeconds(1))).isOne();
        assertThat(folder.resolve("adapters").toFile().list()).isEmpty();
    }

    @Test
    void adopt_withoutAFile_isRefused() {
        assertThatThrownBy(() -> shelf.adopt(new LearnedAdapter("m", "", List.of(), GOOD)))
                .isInstanceOf(IOException.class).hasMessageContaining("1.gguf: expected the adapter");
    }

    @Test
    void damagedRecord_isOneClearLine() throws IOException {
        adopt("m", told("Bern"));
        Files.writeString(folder.resolve("adapters/1.json"), "{\"model\":");
        assertThatThrownBy(() -> shelf.current("m")).isInstanceOf(IOException.class)
                .hasMessageContaining("1.json: expected the record of an adapter")
                .hasMessageContaining("delete the folder");
    }
}
