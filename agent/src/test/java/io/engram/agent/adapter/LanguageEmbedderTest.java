package io.engram.agent.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.engram.memory.AgentMemory;
import io.engram.memory.EpisodeDraft;
import io.engram.memory.MemoryOptions;
import io.engram.memory.RecallQuery;
import io.engram.memory.RecalledItem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanguageEmbedderTest {
    private static final Map<String, String> CHINESE_NAMES = Map.of("Lena", "莉娜", "Wei", "小魏");
    private static LanguageEmbedder embedder;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @BeforeAll
    static void open() {
        embedder = LanguageEmbedder.open();
    }

    @AfterAll
    static void close() {
        embedder.close();
    }

    private static List<String[]> lines(String name) {
        try (var in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(LanguageEmbedderTest.class.getResourceAsStream(name), name),
                StandardCharsets.UTF_8))) {
            return in.lines().filter(line -> !line.startsWith("#")).map(line -> line.split("\t")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EpisodeDraft said(String[] turn, boolean chinese) {
        String speaker = chinese ? Objects.requireNonNull(CHINESE_NAMES.get(turn[1]), turn[1]) : turn[1];
        return EpisodeDraft.said(speaker, turn[chinese ? 3 : 2]).withSession(turn[0])
                .withChannel(chinese ? "zh" : "en");
    }

    /** Mean share of the answering lines among the first five recalled, over all questions. */
    private double recallAtFive(AgentMemory memory, Map<Long, Integer> lineOf, boolean chinese) {
        double sum = 0;
        List<String[]> questions = lines("parallel-questions.tsv");
        for (String[] question : questions) {
            Set<Integer> wanted = Arrays.stream(question[0].split(",")).map(Integer::valueOf)
                    .collect(Collectors.toSet());
            Set<Integer> found = memory.recall(RecallQuery.of(question[chinese ? 2 : 1]).withLimit(5)).items().stream()
                    .map(RecalledItem::id).map(lineOf::get).collect(Collectors.toSet());
            sum += wanted.stream().filter(found::contains).count() / (double) wanted.size();
        }
        return sum / questions.size();
    }

    @Test
    void chinese_dialogue_is_recalled_as_well_as_english_also_when_both_are_in_one_memory() {
        try (AgentMemory memory = AgentMemory.open(MemoryOptions.of(directory, "polyglot", embedder))) {
            Map<Long, Integer> english = new HashMap<>();
            Map<Long, Integer> chinese = new HashMap<>();
            List<String[]> turns = lines("parallel-dialogue.tsv");
            for (int i = 0; i < turns.size(); i++) {
                english.put(memory.record(said(turns.get(i), false)).join().id(), i + 1);
                chinese.put(memory.record(said(turns.get(i), true)).join().id(), i + 1);
            }
            memory.awaitEmbeddings();
            double inEnglish = recallAtFive(memory, english, false);
            double inChinese = recallAtFive(memory, chinese, true);
            assertThat(inEnglish).as("recall@5, English").isGreaterThanOrEqualTo(0.8);
            assertThat(inChinese).as("recall@5, Chinese").isGreaterThanOrEqualTo(0.8)
                    .isGreaterThanOrEqualTo(inEnglish - 0.08);
        }
    }

    @Test
    void language_is_seen_from_the_script() {
        assertThat(LanguageEmbedder.language("Where is the key?")).isEqualTo(BgeModel.ENGLISH);
        assertThat(LanguageEmbedder.language("钥匙在哪里？")).isEqualTo(BgeModel.CHINESE);
        assertThat(LanguageEmbedder.language("Lena: 冬天也骑吗？")).isEqualTo(BgeModel.CHINESE);
        assertThat(LanguageEmbedder.language("The word 猫 means cat in that language")).isEqualTo(BgeModel.ENGLISH);
        assertThat(LanguageEmbedder.language("42 !")).isEqualTo(BgeModel.ENGLISH);
    }

    @Test
    void english_vectors_are_those_of_the_english_model_and_all_are_unit() {
        float[] english = embedder.embedQuery("where is the key");
        float[] chinese = embedder.embedDocument("钥匙在花盆下面");
        try (BgeSmallEmbedder alone = BgeSmallEmbedder.open()) {
            assertThat(Arrays.copyOf(english, alone.dimensions())).isEqualTo(alone.embedQuery("where is the key"));
        }
        for (float[] vector : List.of(english, chinese)) {
            double square = 0;
            for (float x : vector)
                square += x * x;
            assertThat(vector).hasSize(LanguageEmbedder.DIMENSIONS);
            assertThat(square).isCloseTo(1, within(1e-4));
        }
    }

    @Test
    void closed_embedder_refuses() {
        LanguageEmbedder other = LanguageEmbedder.open();
        other.close();
        assertThatThrownBy(() -> other.embedDocument("text")).isInstanceOf(IllegalStateException.class);
    }
}
