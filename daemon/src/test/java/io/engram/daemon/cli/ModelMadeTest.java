package io.engram.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that need a model of some size, on one that {@code model make} wrote. */
class ModelMadeTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder = Path.of("");

    private String make(String type) {
        String file = folder.resolve(type + ".gguf").toString();
        CommandLineRunner.Outcome outcome = CommandLineRunner.run("model", "make", "--shape", "tiny", "--type", type,
                file);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.status()).isZero();
        return file;
    }

    @Test
    void benchPrintsTheSpreadOfBothSpeeds() throws Exception {
        CommandLineRunner.Outcome outcome = CommandLineRunner.run("model", "bench", "--model", make("q8_0"), "--prompt",
                "16", "--generate", "4", "--runs", "3", "--threads", "1", "--json");

        JsonNode report = JSON.readTree(outcome.out());
        for (String speed : new String[]{"prefill_tps", "decode_tps"}) {
            double min = report.get(speed).get("min").doubleValue();
            double median = report.get(speed).get("median").doubleValue();
            assertThat(min).isPositive().isLessThanOrEqualTo(median);
            assertThat(median).isLessThanOrEqualTo(report.get(speed).get("max").doubleValue());
        }
        assertThat(report).hasSize(2);
    }

    @Test
    void sameSeedMakesTheSameFile() throws Exception {
        byte[] first = Files.readAllBytes(Path.of(make("q4_0")));

        assertThat(Files.readAllBytes(Path.of(make("q4_0")))).isEqualTo(first);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void wrongShapeAndTypeListTheRightOnes() {
        String file = folder.resolve("x.gguf").toString();

        assertThat(CommandLineRunner.run("model", "make", "--shape", "huge", "--type", "q8_0", file).err())
                .isEqualTo(
                        "engram model make: --shape: expected granitemoe-1b-a400m, olmoe-1b-7b or tiny, received huge\n");
        CommandLineRunner.Outcome type = CommandLineRunner.run("model", "make", "--shape", "tiny", "--type", "q9",
                file);
        assertThat(type.err()).contains("--type: expected ", "q4_0", "received q9");
        assertThat(type.status()).isEqualTo(2);
        assertThat(Path.of(file)).doesNotExist();
    }

    @Test
    void packWritesBesideTheModel() {
        String file = make("q4_0");
        CommandLineRunner.Outcome outcome = CommandLineRunner.run("model", "pack", file);
        assertThat(outcome.out()).isEqualTo(file + ".packed: 0 MiB\n");
        assertThat(Path.of(file + ".packed")).isNotEmptyFile();
        assertThat(CommandLineRunner.run("model", "pack", make("q8_0")).out()).contains("nothing to rearrange");
        assertThat(CommandLineRunner.run("model", "pack", file + "x").err())
                .isEqualTo("engram model pack: " + file + "x: no such file\n");
    }
}
