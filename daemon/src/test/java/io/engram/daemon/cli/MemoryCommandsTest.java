package io.engram.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engram.agent.adapter.LanguageEmbedder;
import io.engram.inference.ModelFactory;
import io.engram.memory.AgentMemory;
import io.engram.memory.EpisodeDraft;
import io.engram.memory.MemoryOptions;
import io.engram.tensor.DType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands over a folder of memories: the JSON that {@code docs/formats/memory-commands.md} promises, and misuse. */
class MemoryCommandsTest {
    @TempDir
    private Path folder = Path.of("");
    private String data = "";

    @BeforeEach
    void tell() {
        data = folder.resolve("data").toString();
        try (var embedder = LanguageEmbedder.open();
                var memory = AgentMemory.open(MemoryOptions.of(folder.resolve("data/ada"), "ada", embedder))) {
            for (String text : List.of("I live in Bern", "The train leaves at noon", "Bring an umbrella"))
                memory.record(EpisodeDraft.said("alice", text)).join();
        }
    }

    private CommandLineRunner.Outcome run(String... args) {
        String[] all = java.util.stream.Stream
                .concat(java.util.stream.Stream.of(args), java.util.stream.Stream.of("--data", data))
                .toArray(String[]::new);
        return CommandLineRunner.run(all);
    }

    private JsonNode json(String... args) throws Exception {
        String[] all = java.util.stream.Stream.concat(java.util.stream.Stream.of(args),
                java.util.stream.Stream.of("--json")).toArray(String[]::new);
        CommandLineRunner.Outcome outcome = run(all);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out().lines()).hasSize(1);
        return new ObjectMapper().readTree(outcome.out());
    }

    private static Set<String> fields(JsonNode node) {
        Set<String> fields = new TreeSet<>();
        node.fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    @Test
    void looking_worksBesideWhoeverHasTheMemoryOpen() throws Exception {
        try (var embedder = LanguageEmbedder.open();
                var memory = AgentMemory.open(MemoryOptions.of(folder.resolve("data/ada"), "ada", embedder))) {
            memory.record(EpisodeDraft.said("alice", "The key is under the mat")).join();
            assertThat(json("memory", "stats").get("episodes").asInt()).isEqualTo(4);
            assertThat(json("memory", "search", "key").get("items").get(0).get("text").asText()).contains("mat");
            assertThat(run("memory", "forget", "--id", "1").status()).isNotZero();
            assertThat(memory.episodic().size()).isEqualTo(4);
        }
    }

    @Test
    void fromSleepToForgetting() throws Exception {
        JsonNode tried = json("memory", "sleep", "--dry-run");
        assertThat(fields(tried)).containsExactlyInAnyOrder("agent", "phases", "promotions", "written", "seconds",
                "complete", "dry_run");
        assertThat(json("memory", "stats").path("facts").asInt()).isZero();
        JsonNode slept = json("memory", "sleep");
        assertThat(slept.path("promotions")).isEqualTo(tried.path("promotions")).isNotEmpty();
        assertThat(fields(slept.path("promotions").path(0))).containsExactlyInAnyOrder("rule", "layer", "id", "what",
                "episodes", "figures");
        JsonNode stats = json("memory", "stats");
        assertThat(fields(stats)).containsExactlyInAnyOrder("agent", "episodes", "lived_episodes", "facts",
                "regularities", "skills", "retired_skills", "working_items", "working_tokens", "vectors",
                "pending_embeddings", "unconsolidated", "journal_sequence");
        assertThat(stats.path("episodes").asInt()).isEqualTo(3);
        assertThat(stats.path("facts").asInt()).isEqualTo(1);

        JsonNode found = json("memory", "search", "umbrella", "--limit", "2");
        assertThat(fields(found)).containsExactlyInAnyOrder("agent", "query", "items", "embedding_ms",
                "searching_ms", "reranked_by");
        assertThat(found.path("reranked_by").isNull()).isTrue();
        assertThat(found.path("items")).hasSize(2);
        assertThat(fields(found.path("items").path(0))).containsExactlyInAnyOrder("layer", "id", "text", "score",
                "provenance", "time", "why", "episodes");
        assertThat(found.path("items").path(0).path("text").asText()).isEqualTo("Bring an umbrella");
        JsonNode history = json("memory", "history", "alice", "lives in");
        assertThat(history.path(0).path("object").asText()).isEqualTo("Bern");
        JsonNode shown = json("memory", "show", history.path(0).path("id").asText());
        assertThat(shown.path(0).path("kind").asText()).isEqualTo("fact");
        assertThat(shown.path(0).path("record")).isEqualTo(history.path(0));

        String file = folder.resolve("ada.export").toString();
        JsonNode exported = json("memory", "export", file);
        assertThat(fields(exported)).containsExactlyInAnyOrder("agent", "file", "records", "bytes");
        assertThat(exported.path("bytes").asLong()).isEqualTo(Files.size(Path.of(file)));
        JsonNode preview = json("memory", "forget", "--subject", "Bern", "--dry-run");
        assertThat(preview.path("episodes").asInt()).isEqualTo(1);
        assertThat(preview.path("facts").asInt()).isEqualTo(1);
        JsonNode forgotten = json("memory", "forget", "--subject", "Bern", "--yes");
        assertThat(fields(forgotten)).containsExactlyInAnyOrder("agent", "dry_run", "episodes", "facts",
                "regularities", "skills", "working", "items", "changed", "journal_segments", "journal_bytes", "copies",
                "seconds");
        assertThat(forgotten.path("items")).hasSize(preview.path("items").size());
        assertThat(forgotten.path("copies").path(0).path("file").asText()).isEqualTo(file);
        assertThat(json("memory", "search", "Bern").path("items").toString()).doesNotContain("Bern");
        JsonNode imported = json("memory", "import", file);
        assertThat(fields(imported)).containsExactlyInAnyOrder("agent", "from", "episodes", "facts", "skills", "known",
                "forgotten", "seconds");
        assertThat(imported.path("forgotten").asInt()).as("stays forgotten").isEqualTo(2);
        assertThat(json("memory", "stats").path("episodes").asInt()).isEqualTo(2);

        JsonNode bounded = json("memory", "sleep", "--max-episodes", "1");
        assertThat(bounded.path("promotions").path(0).path("rule").asText()).isEqualTo("capacity-least-retained");
        assertThat(json("memory", "stats").path("episodes").asInt()).isEqualTo(1);
    }

    @Test
    void rerank_letsAModelReadTheBestAgain_andSaysSo() throws Exception {
        Path model = folder.resolve("tiny.gguf");
        ModelFactory.write("tiny", DType.F32, model, 1, (written, total) -> {
        });
        JsonNode found = json("memory", "search", "umbrella", "--rerank", model.toString());
        assertThat(found.path("reranked_by").asText()).isNotEmpty();
        assertThat(found.path("items")).hasSize(3).allSatisfy(item -> assertThat(item.path("why"))
                .anySatisfy(signal -> assertThat(signal.path("name").asText()).isEqualTo("rerank")));
        misused(1, "none.gguf: no such file", "memory", "search", "x", "--rerank", "none.gguf");
    }

    @Test
    void wrongUse_isOneLineThatSaysWhatWasExpected() {
        misused(2, "expected --dry-run or --yes, received neither", "memory", "forget", "--id", "1");
        misused(2, "expected --id, --subject, --source, --from, --until or --matching, received none", "memory",
                "forget", "--yes");
        misused(2, "--from: expected a time such as 2026-01-31", "memory", "forget", "--from", "soon", "--yes");
        misused(2, "similarity must be above 0 and at most 1, was 7.0", "memory", "forget", "--matching", "x",
                "--similarity", "7", "--yes");
        misused(2, "limit must be at least 1", "memory", "search", "x", "--limit", "0");
        misused(2, "--limit: expected >= 0, received -1", "memory", "show", "--limit", "-1");
        misused(2, "--seconds: expected >= 0, received -1", "memory", "sleep", "--seconds", "-1");
        misused(2, "--max-episodes: expected >= 1, received 0", "memory", "sleep", "--max-episodes", "0");
        misused(2, "missing RELATION", "memory", "history", "alice");
        misused(1, "expected one of ada, received --agent eve", "memory", "stats", "--agent", "eve");
        misused(1, "expected the id of an episode, fact, regularity or skill, received 99", "memory", "show", "99");
        misused(1, "there is none", "memory", "import", folder.resolve("none").toString());
    }

    @Test
    void anotherFolder_getsTheAgentOfTheFile() throws Exception {
        String file = folder.resolve("ada.export").toString();
        json("memory", "export", file);
        data = folder.resolve("moved").toString();
        assertThat(json("memory", "import", file).path("agent").asText()).isEqualTo("ada");
        assertThat(json("memory", "stats").path("episodes").asInt()).isEqualTo(3);
    }

    @Test
    void fileThatIsNoExport_makesNoAgent() throws Exception {
        Path file = Files.writeString(folder.resolve("bad"), "not an export at all, only words");
        data = folder.resolve("none").toString();
        misused(1, "bad", "memory", "import", file.toString(), "--agent", "eve");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void fileThatIsNoExport_isOneLine() throws Exception {
        Path file = Files.writeString(folder.resolve("bad"), "not an export at all, only words");
        misused(1, "bad", "memory", "import", file.toString());
    }

    private void misused(int status, String expected, String... args) {
        CommandLineRunner.Outcome outcome = run(args);
        assertThat(outcome.errorLines()).as(String.join(" ", args)).hasSize(1);
        assertThat(outcome.err()).contains(expected);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.status()).isEqualTo(status);
    }
}
