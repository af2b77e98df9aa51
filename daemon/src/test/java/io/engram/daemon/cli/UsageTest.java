package io.engram.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A misuse is one line that names what was expected, and exit status 2; a failure one line and exit status 1. */
class UsageTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "rum | unknown command 'rum'; expected chat, run, plan, scenarios, ", //
            "run | missing SCENARIO", //
            "run door-kye | unknown scenario 'door-kye'; expected 2048, acrobot", //
            "run door-key --sed 3 | unknown option '--sed'; expected --seed, --steps", //
            "run door-key --seed x | '--seed'", //
            "run door-key --steps -5 | maxSteps: expected >= 0, received -5", //
            "run door-key extra | unexpected argument 'extra'", //
            "run door-key --data | --data", //
            "model | a command is missing; expected ", //
            "model tokenise | unknown command 'tokenise'; expected ", //
            "model tokenize | missing option --model FILE", //
            "doctor --jsn | unknown option '--jsn'; expected --data", //
            "help nothing | unknown command 'nothing'; expected chat, run, ",})
    void misuse(String line, String expected) {
        CommandLineRunner.Outcome outcome = CommandLineRunner.run(line.strip().split(" "));

        assertThat(outcome.errorLines()).hasSize(1);
        assertThat(outcome.err()).contains(expected.strip());
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.status()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "help", "--help", "run --help", "help run", "model --help", "help model tokenize",
            "doctor -h", "scenarios"})
    void help(String line) {
        CommandLineRunner.Outcome outcome = CommandLineRunner.run(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(outcome.status()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).isNotBlank();
        assertThat(outcome.out().lines()).allSatisfy(row -> assertThat(row.length()).isLessThanOrEqualTo(110));
    }

    @Test
    void missingModelFile(@TempDir Path folder) {
        String file = folder.resolve("none.gguf").toString();

        CommandLineRunner.Outcome outcome = CommandLineRunner.run("model", "tokenize", "--model", file, "--json");

        assertThat(outcome.errorLines()).containsExactly("engram model tokenize: " + file + ": no such file");
        assertThat(outcome.status()).isEqualTo(1);
    }

    @Test
    void corruptModelFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("bad.gguf"), "GGUFnonsense and nothing else");

        CommandLineRunner.Outcome outcome = CommandLineRunner.run("model", "tokenize", "--model", file.toString());

        assertThat(outcome.errorLines()).hasSize(1);
        assertThat(outcome.err()).contains("bad.gguf");
        assertThat(outcome.status()).isEqualTo(1);
    }

    @Test
    void corruptPlugin(@TempDir Path folder) throws Exception {
        Path jar = Files.writeString(folder.resolve("bad.jar"), "not a jar");

        CommandLineRunner.Outcome outcome = CommandLineRunner.run("run", "door-key", "--plugin", jar.toString());

        assertThat(outcome.errorLines()).hasSize(1);
        assertThat(outcome.err()).contains("bad.jar: expected a jar file");
        assertThat(outcome.status()).isEqualTo(1);
    }

    @Test
    void stacktraceOnRequest(@TempDir Path folder) {
        CommandLineRunner.Outcome outcome = CommandLineRunner.run("doctor", "--data",
                folder.resolve("none").toString(), "--stacktrace");

        assertThat(outcome.err()).contains("\tat io.engram.daemon");
        assertThat(outcome.status()).isEqualTo(1);
    }
}
