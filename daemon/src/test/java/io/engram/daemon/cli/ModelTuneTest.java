package io.engram.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engram.inference.Tokenizer;
import io.engram.inference.curriculum.Curriculum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of a user's own text, then tuned in every way, by the commands. */
class ModelTuneTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder = Path.of("");

    private String write(String name, String line, int times) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < times; i++)
            text.append(line.replace("{i}", String.valueOf(i))).append('\n');
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        return file.toString();
    }

    private static JsonNode run(String... args) throws IOException {
        CommandLineRunner.Outcome outcome = CommandLineRunner.run(args);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return JSON.readTree(outcome.out());
    }

    /** A full disk looks alike from here: the new checkpoint cannot be written. */
    @Test
    void aCheckpointThatCannotBeWritten_isOneLineAndTheLastOneStays() throws Exception {
        String book = write("book.txt", "The miller of number {i} sold flour to the baker of the river town.", 200);
        Path run = folder.resolve("run");
        run("model", "train", "--size", "tiny", "--steps", "2", "--threads", "1", "--text", book, "--json",
                run.toString());
        byte[] before = Files.readAllBytes(run.resolve("run.ckpt"));
        Files.createDirectory(run.resolve("run.ckpt.part"));
        CommandLineRunner.Outcome outcome = CommandLineRunner.run("model", "train", "--size", "tiny", "--steps", "9",
                "--save-every", "1", "--threads", "1", "--text", book, run.toString());
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.errorLines()).last().asString().contains("run.ckpt.part");
        assertThat(run.resolve("run.ckpt")).hasBinaryContent(before);
        assertThat(run("model", "train", "--size", "tiny", "--steps", "3", "--threads", "1", "--text", book, "--json",
                run.toString()).get("steps").intValue()).isEqualTo(3);
    }

    @Test
    void ownTextThenTalkThenAdapterThenPreferences() throws Exception {
        String book = write("book.txt", "The miller of number {i} sold flour to the baker of the river town.", 200);
        String run = folder.resolve("run").toString();
        String[] train = {"model", "train", "--size", "tiny", "--steps", "12", "--threads", "1", "--text", book,
                "--json",
                run};
        double loss = run(train).get("loss").doubleValue();
        assertThat(run(train).get("loss").doubleValue()).as("of a run that is at its end").isCloseTo(loss,
                within(1e-3));
        assertThat(folder.resolve("run")).isDirectoryContaining("glob:**/loss.png")
                .isDirectoryContaining("glob:**/load.png").isDirectoryContaining("glob:**/vocabulary.gguf");
        String model = folder.resolve("run/model.gguf").toString();

        String talk = write("talk.jsonl", "{\"prompt\": \"Who are you, {i}?\", \"completion\": \"A miller.\"}", 80);
        String tuned = folder.resolve("tuned").toString();
        JsonNode all = run("model", "tune", "--model", model, "--steps", "8", "--threads", "1", "--rate", "3e-3",
                "--json", tuned, talk);
        assertThat(all.get("held_out_after").doubleValue()).isLessThan(all.get("held_out_before").doubleValue());

        JsonNode adapter = run("model", "tune", "--model", model, "--steps", "8", "--threads", "1", "--rate", "1e-2",
                "--lora", "4", "--json", folder.resolve("lora").toString(), talk);
        assertThat(adapter.get("held_out_after").doubleValue())
                .isLessThan(adapter.get("held_out_before").doubleValue());
        String file = adapter.get("output").textValue();
        assertThat(file).endsWith("adapter.gguf");
        assertThat(CommandLineRunner.run("model", "generate", "--model", model, "--lora", file, "--prompt", "The",
                "--max-tokens", "3").status()).isZero();

        String pairs = write("pairs.jsonl",
                "{\"prompt\": \"Hello {i}.\", \"chosen\": \"Good day.\", \"rejected\": \"Go away.\"}", 20);
        JsonNode preferred = run("model", "tune", "--model", model, "--steps", "8", "--threads", "1", "--rate", "3e-3",
                "--json", folder.resolve("dpo").toString(), pairs);
        assertThat(preferred.get("preferences").booleanValue()).isTrue();
        assertThat(preferred.get("held_out_before").isNull()).isTrue();
        assertThat(preferred.get("loss").doubleValue()).isLessThan(Math.log(2));
    }

    /** The way in which the model that ships goes on learning, in small; and a run that is told to end early. */
    @Test
    void runFromAModel_learnsTheLaterLessons_andGoesOnWithoutIt() throws Exception {
        String book = write("book.txt", "The miller of number {i} sold flour to the baker of the river town.", 200);
        String[] train = {"model", "train", "--size", "tiny", "--steps", "9", "--cut", "1:2", "--threads", "1",
                "--text",
                book, "--json", folder.resolve("run").toString()};
        assertThat(run(train).get("steps").intValue()).isEqualTo(2);
        String model = folder.resolve("run/model.gguf").toString();
        String on = folder.resolve("on").toString();
        JsonNode first = run("model", "train", "--size", "tiny", "--from", model, "--steps", "3", "--cut", "1:2",
                "--threads", "1", "--json", on);
        assertThat(first.get("documents").longValue()).isGreaterThan(Curriculum.LATER_FROM);
        assertThat(Tokenizer.load(folder.resolve("on/model.gguf")).size())
                .isEqualTo(Tokenizer.load(folder.resolve("run/model.gguf")).size());
        JsonNode again = run("model", "train", "--size", "tiny", "--steps", "3", "--cut", "1:2", "--threads", "1",
                "--json", on);
        assertThat(again.get("documents")).isEqualTo(first.get("documents"));
        train[7] = "5:20";
        assertThat(CommandLineRunner.run(train).errorLines()).last().asString()
                .contains("--cut: expected steps that rise, the last at most 9, received 5:20");
    }

    @Test
    void badInputIsOneLineAndLeavesNoRun() throws Exception {
        String bell = write("bell.txt", "ding \u0007 dong", 1);
        assertThat(CommandLineRunner.run("model", "train", "--size", "tiny", "--text", bell,
                folder.resolve("a").toString()).err())
                .isEqualTo("engram model train: " + bell
                        + " line 1: expected text, received the control character U+0007 at column 6\n");
        assertThat(folder.resolve("a")).doesNotExist();
        String none = folder.resolve("none.gguf").toString();
        assertThat(CommandLineRunner.run("model", "tune", "--model", none, folder.resolve("b").toString(), bell).err())
                .isEqualTo("engram model tune: " + none + ": no such file\n");
        assertThat(folder.resolve("b")).doesNotExist();
        assertThat(CommandLineRunner.run("model", "train", "--from", none, folder.resolve("c").toString()).err())
                .isEqualTo("engram model train: " + none + ": no such file\n");
    }
}
