package io.engram.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a run to its file to its score, by the commands. */
class ModelEvalTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void trainThenExportThenEvalPrintTheDocumentedJson() throws Exception {
        String run = folder.resolve("run").toString();
        String file = folder.resolve("out.gguf").toString();
        assertThat(CommandLineRunner.run("model", "train", "--size", "tiny", "--steps", "3", "--threads", "1", run)
                .status()).isZero();

        CommandLineRunner.Outcome export = CommandLineRunner.run("model", "export", "--type", "f32", "--json", run,
                file);
        assertThat(export.err()).isEmpty();
        JsonNode exported = JSON.readTree(export.out());
        assertThat(exported.get("steps").intValue()).isEqualTo(3);
        assertThat(exported.get("bytes").longValue()).isGreaterThan(4 * exported.get("parameters").longValue());

        CommandLineRunner.Outcome eval = CommandLineRunner.run("model", "eval", "--model", file, "--suite",
                "one-hop,unknown", "--examples", "2", "--seeds", "1,2", "--thinking", "off", "--json");
        assertThat(eval.status()).as(eval.err()).isZero();
        JsonNode report = JSON.readTree(eval.out());
        List<String> names = new ArrayList<>();
        report.fieldNames().forEachRemaining(names::add);
        assertThat(names).containsExactly("model", "examples", "seeds", "thinking", "suites", "false_unknown",
                "budgets", "failures", "generated_tokens", "seconds", "grounded");
        JsonNode first = report.get("suites").get(0);
        assertThat(first.get("suite").textValue()).isEqualTo("one-hop");
        assertThat(first.get("score").get("values")).hasSize(2);
        assertThat(report.get("false_unknown").get("median").isNumber()).isTrue();
        assertThat(eval.errorLines()).hasSize(4).allMatch(line -> line.contains(" · thinking off · seed "));
    }

    @Test
    void wrongArgumentsSayWhatIsRight() {
        String file = folder.resolve("none.gguf").toString();
        assertThat(CommandLineRunner.run("model", "eval", "--model", file, "--suite", "poetry").err())
                .startsWith("engram model eval: --suite: expected one of [one-hop").contains("received poetry");
        assertThat(CommandLineRunner.run("model", "eval", "--model", file, "--thinking", "hard").err())
                .isEqualTo("engram model eval: --thinking: expected off, low, medium or high, received hard\n");
        assertThat(CommandLineRunner.run("model", "export", folder.toString(), file).err())
                .contains("run.ckpt: no such file; expected the folder of a run");
        assertThat(CommandLineRunner.run("model", "export", "--type", "q9", folder.toString(), file).err())
                .contains("--type: expected q8_0, f16 or f32, received q9");
    }
}
