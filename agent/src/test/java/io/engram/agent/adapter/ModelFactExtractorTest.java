package io.engram.agent.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.engram.inference.LanguageModel;
import io.engram.inference.ModelFactory;
import io.engram.memory.Episode;
import io.engram.memory.Provenance;
import io.engram.memory.semantic.FactDraft;
import io.engram.tensor.DType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFactExtractorTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path folder = Path.of("");

    private static Episode said(String text) {
        return new Episode(7, "mia", "chat", "", text, NOW, NOW, 0, 0.5, Provenance.said("mia"), Map.of(), List.of(),
                false, 0, 0);
    }

    @Test
    void whatTheModelWrites_countsOnlyIfItWasSaid() throws Exception {
        String written = """
                {"facts":[{"subject":"I","relation":"Lives in","object":"Bern","polarity":"affirms"},
                {"subject":"Ben","relation":"likes","object":"tea","polarity":"denies"},
                {"subject":"I","relation":"works at","object":"Initech","polarity":"affirms"},
                {"subject":"Zoe","relation":"lives in","object":"Bern","polarity":"affirms"}]}
                """;
        List<FactDraft> facts = ModelFactExtractor.facts(new ObjectMapper().readTree(written),
                said("I live in Bern, and Ben does not like tea."));
        assertThat(facts).extracting(f -> f.subject() + ' ' + f.relation() + ' ' + f.object() + ' ' + f.polarity())
                .containsExactly("mia lives in Bern AFFIRMS", "Ben likes tea DENIES");
        assertThat(facts).allSatisfy(f -> assertThat(f.episodes()).containsExactly(7L));
    }

    /** Random weights: it writes nonsense in the form of the schema, or does not finish; neither becomes a fact. */
    @Test
    void modelThatKnowsNothing_statesNothing_andDoesNotFail() throws Exception {
        Path file = folder.resolve("tiny.gguf");
        ModelFactory.write("tiny", DType.F32, file, 1, (written, total) -> {
        });
        try (LanguageModel model = LanguageModel.load(file)) {
            assertThat(new ModelFactExtractor(model, 24).facts(said("I live in Bern."))).isEmpty();
        }
    }
}
