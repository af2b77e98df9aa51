package io.engram.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code model logits --json} has the shape and the values of the stored runs of an independent engine. */
class ModelLogitsTest {
    private static final Path GOLDEN = Path.of(System.getProperty("engram.root", ".."),
            "inference/src/test/resources/golden/models");
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({"mixtral-f32, 0.001", "olmoe-f32, 0.001", "qwen3moe-f32, 0.001"})
    void goldenModel(String name, double tolerance) throws IOException {
        JsonNode golden = JSON.readTree(GOLDEN.resolve(name + ".json").toFile());
        int greedy = name.endsWith("f32") ? golden.get("greedy").size() : 0;

        CommandLineRunner.Outcome outcome = CommandLineRunner.run("model", "logits", "--model",
                GOLDEN.resolve(name + ".gguf").toString(), "--tokens", join(golden.get("tokens")), "--greedy",
                Integer.toString(greedy), "--top", "64", "--json");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.status()).isZero();
        JsonNode ours = onlyValue(outcome.out());
        assertThat(names(ours)).isEqualTo(names(golden));
        assertThat(ours.get("tokens")).isEqualTo(golden.get("tokens"));
        assertThat(ours.get("vocab")).isEqualTo(golden.get("vocab"));
        assertThat(ours.get("greedy").size()).isEqualTo(greedy);
        if (greedy > 0)
            assertThat(ours.get("greedy")).isEqualTo(golden.get("greedy"));
        assertThat(ours.get("top")).hasSameSizeAs(golden.get("top"));
        for (int i = 0; i < ours.get("top").size(); i++)
            for (JsonNode pair : golden.get("top").get(i))
                assertThat(probability(ours.get("top").get(i), pair.get(0).intValue()))
                        .as("position %d, token %s", i, pair.get(0))
                        .isCloseTo(pair.get(1).doubleValue(), within(tolerance));
    }

    @Test
    void idOutsideTheVocabularyIsAMisuse() {
        CommandLineRunner.Outcome outcome = CommandLineRunner.run("model", "logits", "--model",
                GOLDEN.resolve("olmoe-q8_0.gguf").toString(), "--tokens", "1,99999");

        assertThat(outcome.err())
                .isEqualTo("engram model logits: --tokens: expected ids in [0, 319], received 99999\n");
        assertThat(outcome.status()).isEqualTo(2);
    }

    private static double probability(JsonNode row, int token) {
        for (JsonNode pair : row)
            if (pair.get(0).intValue() == token)
                return pair.get(1).doubleValue();
        return Double.NaN;
    }

    private static JsonNode onlyValue(String text) throws IOException {
        assertThat(text.lines()).hasSize(1);
        try (var parser = JSON.createParser(text)) {
            JsonNode value = JSON.readTree(parser);
            assertThat(parser.nextToken()).as("nothing follows the value").isNull();
            return value;
        }
    }

    private static List<String> names(JsonNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String join(JsonNode ids) {
        var texts = new ArrayList<String>();
        ids.forEach(id -> texts.add(id.asText()));
        return String.join(",", texts);
    }
}
