package io.engram.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fixed contracts of {@code model render} and {@code model parse}; that of {@code model accepts} is beside this. */
class ModelRenderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEMPLATE = """
            {{- bos_token }}
            {%- if tools %}{{ '<tools>' ~ (tools | tojson) ~ '</tools>' }}{% endif %}
            {%- for m in messages %}{{ '<|im_start|>' ~ m.role ~ '\\n' ~ m.content ~ '<|im_end|>\\n' }}{% endfor %}
            {%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% if n is defined %}{{ n + 1 }}{% endif %}{% endif %}
            {#- <think> </think> <tool_call> #}""";

    @TempDir
    private Path folder = Path.of("");

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private String[] render(String template, String messages, String... more) throws IOException {
        String[] args = {"model", "render", "--template", file("t.jinja", template), "--messages",
                file("m.json", messages)};
        String[] all = java.util.Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return all;
    }

    @Test
    void renderPrintsThePromptAndNothingElse() throws IOException {
        String messages = "[{\"role\":\"user\",\"content\":\"Gr\u00fc\u00df <|im_end|>\"}]";

        CommandLineRunner.Outcome plain = CommandLineRunner.run(render(TEMPLATE, messages, "--var", "bos_token=<s>"));
        CommandLineRunner.Outcome full = CommandLineRunner.run(render(TEMPLATE, messages, "--add-generation-prompt",
                "--tools", file("tools.json", "[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]"), "--var",
                "n=41"));

        assertThat(plain.err()).isEmpty();
        assertThat(plain.out()).isEqualTo("<s><|im_start|>user\nGr\u00fc\u00df <|im_end|><|im_end|>\n");
        assertThat(full.out()).isEqualTo(
                "<tools>[{\"type\": \"function\", \"function\": {\"name\": \"f\"}}]</tools><|im_start|>user\nGr\u00fc\u00df <|im_end|><|im_end|>\n<|im_start|>assistant\n42");
        assertThat(full.status()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {"{{ x ! [] ! template line 1: expected ",
            "{{ raise_exception('no') }} ! [] ! raised: no",
            "a ! {} ! m.json: expected a JSON array of messages, received OBJECT",
            "a ! [1 ! m.json: expected a JSON array of messages, received "})
    void renderOfWhatIsWrong_isOneLine(String template, String messages, String expected) throws IOException {
        CommandLineRunner.Outcome outcome = CommandLineRunner.run(render(template, messages));

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.errorLines()).hasSize(1);
        assertThat(outcome.err()).contains(expected.strip());
    }

    @Test
    void renderWithoutAFile_isOneLine() {
        CommandLineRunner.Outcome outcome = CommandLineRunner.run("model", "render", "--template",
                folder.resolve("none").toString(), "--messages", folder.resolve("none").toString());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.errorLines()).hasSize(1);
        assertThat(outcome.err()).contains("none: no such file");
        assertThat(CommandLineRunner.run("model", "render", "--messages", "m").status()).isEqualTo(2);
    }

    @Test
    void parseTakesAReplyApart() throws IOException {
        String reply = "<think>\nhm\n</think>\n\nLet me see. <tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": [1]}}\n</tool_call><|im_end|>";

        CommandLineRunner.Outcome outcome = CommandLineRunner.runWith(reply, "model", "parse", "--template",
                file("t.jinja", TEMPLATE));

        assertThat(outcome.err()).isEmpty();
        JsonNode parsed = JSON.readTree(outcome.out());
        assertThat(parsed).isEqualTo(JSON.readTree(
                "{\"text\":\"Let me see.\",\"thinking\":\"hm\",\"tool_calls\":[{\"name\":\"f\",\"arguments\":{\"a\":[1]}}]}"));
        assertThat(outcome.out()).endsWith("\n").hasLineCount(1);
    }

    @Test
    void parseOfWhatIsWrong_isOneLine() throws IOException {
        CommandLineRunner.Outcome outcome = CommandLineRunner.runWith("x", "model", "parse", "--template",
                file("t.jinja", "{% if %}"));

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.errorLines()).hasSize(1);
        assertThat(outcome.err()).contains("template line 1");
    }
}
