package io.engram.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelAcceptsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void schemaJudgesEachText() throws IOException {
        Path schema = Files.writeString(folder.resolve("s.json"),
                "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"],\"additionalProperties\":false}");
        CommandLineRunner.Outcome outcome = CommandLineRunner.runWith(
                "[\"{\\\"n\\\":1}\",\"{\\\"n\\\":\\\"x\\\"}\",\"\"]", "model", "accepts", "--schema", schema.toString(),
                "--json");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).isEqualTo("[true,false,false]\n");
    }

    @Test
    void grammarThatCannotBeRead_isOneLine() throws IOException {
        Path grammar = Files.writeString(folder.resolve("g.gbnf"), "root ::= undefined-rule");
        CommandLineRunner.Outcome outcome = CommandLineRunner.runWith("[]", "model", "accepts", "--grammar",
                grammar.toString(), "--json");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.errorLines()).hasSize(1);
        assertThat(outcome.err()).contains("undefined-rule");
    }

    @Test
    void neitherSchemaNorGrammar_isMisuse() {
        CommandLineRunner.Outcome outcome = CommandLineRunner.runWith("[]", "model", "accepts", "--json");
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.errorLines()).hasSize(1);
    }
}
