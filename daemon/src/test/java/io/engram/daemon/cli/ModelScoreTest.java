package io.engram.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code model embed} and {@code model score} on a made model, and what {@code --lora} refuses. */
class ModelScoreTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder = Path.of("");

    private String make() {
        String file = folder.resolve("tiny.gguf").toString();
        assertThat(CommandLineRunner.run("model", "make", "--shape", "tiny", "--type", "f32", file).status()).isZero();
        return file;
    }

    @Test
    void embedPrintsAVectorOfLengthOne() throws Exception {
        CommandLineRunner.Outcome outcome = CommandLineRunner.run("model", "embed", "--model", make(), "--threads", "1",
                "--prompt", "the end", "--normalise", "--json");
        JsonNode report = JSON.readTree(outcome.out());
        double squares = 0;
        for (JsonNode value : report.get("vector"))
            squares += value.doubleValue() * value.doubleValue();
        assertThat(report.get("vector")).hasSize(64);
        assertThat(squares).isCloseTo(1, within(1e-5));
        assertThat(report.get("pooling").textValue()).isEqualTo("mean");
    }

    @Test
    void scorePrintsWhatLogitsSays() throws Exception {
        String file = make();
        JsonNode scores = JSON.readTree(CommandLineRunner.run("model", "score", "--model", file, "--threads", "1",
                "--tokens", "1,2,3", "--continuation-tokens", "4", "--continuation-tokens", "4,5,6", "--continuation",
                " the", "--json").out());
        JsonNode logits = JSON.readTree(CommandLineRunner.run("model", "logits", "--model", file, "--threads", "1",
                "--tokens", "1,2,3,4,5", "--top", "512", "--json").out());
        double sum = probability(logits, 2, 4) + probability(logits, 3, 5) + probability(logits, 4, 6);
        // Texts come first, then lists of ids.
        assertThat(scores).hasSize(3);
        assertThat(scores.get(1).get("log_probability").doubleValue()).isCloseTo(probability(logits, 2, 4),
                within(1e-4));
        assertThat(scores.get(2).get("log_probability").doubleValue()).isCloseTo(sum, within(1e-3));
        assertThat(scores.get(2).get("per_token")).hasSize(3);
    }

    private static double probability(JsonNode logits, int position, int id) {
        for (JsonNode pair : logits.get("top").get(position))
            if (pair.get(0).intValue() == id)
                return pair.get(1).doubleValue();
        throw new AssertionError("id " + id);
    }

    @Test
    void wrongUseIsOneLine() {
        String file = make();
        CommandLineRunner.Outcome lora = CommandLineRunner.run("model", "generate", "--model", file, "--prompt", "a",
                "--lora", file + "=0.5");
        assertThat(lora.err()).contains("general.type", "adapter").hasLineCount(1);
        assertThat(lora.status()).isEqualTo(1);
        CommandLineRunner.Outcome pooling = CommandLineRunner.run("model", "embed", "--model", file, "--prompt", "a",
                "--pooling", "sum");
        assertThat(pooling.err()).contains("--pooling: expected mean or last, received sum");
        CommandLineRunner.Outcome both = CommandLineRunner.run("model", "score", "--model", file, "--prompt", "a",
                "--tokens", "1", "--continuation", "b");
        assertThat(both.err()).contains("either --prompt or --tokens");
        assertThat(both.status()).isEqualTo(2);
    }
}
