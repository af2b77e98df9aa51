package io.engram.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTokenizeTest {
    private static final String MODEL = Path
            .of(System.getProperty("engram.root", ".."), "inference/src/test/resources/golden/models/olmoe-q8_0.gguf")
            .toString();

    @ParameterizedTest
    @ValueSource(strings = {"hello world", "", " two  spaces\n", "Grüße, 世界 🦉"})
    void textComesBackFromItsIds(String text) {
        CommandLineRunner.Outcome ids = CommandLineRunner.runWith(text, "model", "tokenize", "--model", MODEL,
                "--json");
        CommandLineRunner.Outcome back = CommandLineRunner.runWith(ids.out(), "model", "detokenize", "--model", MODEL);

        assertThat(ids.err()).isEmpty();
        assertThat(ids.out()).matches("\\[[0-9,]*]\n");
        assertThat(back.out()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "{}", "[1.5]", "[-1]", "[999999]", "[\"1\"]", "[99999999999]"})
    void whatIsNoListOfIdsIsOneLine(String input) {
        CommandLineRunner.Outcome outcome = CommandLineRunner.runWith(input, "model", "detokenize", "--model", MODEL);

        assertThat(outcome.errorLines()).hasSize(1);
        assertThat(outcome.err()).startsWith("engram model detokenize: standard input").contains("expected");
        assertThat(outcome.status()).isEqualTo(1);
    }

    @Test
    void jsonStringOfTheText() {
        CommandLineRunner.Outcome ids = CommandLineRunner.runWith("a\"b", "model", "tokenize", "--model", MODEL,
                "--json");

        assertThat(CommandLineRunner.runWith(ids.out(), "model", "detokenize", "--model", MODEL, "--json").out())
                .isEqualTo("\"a\\\"b\"\n");
    }
}
