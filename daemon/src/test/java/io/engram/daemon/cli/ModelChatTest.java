package io.engram.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code model chat} and forms of {@code model generate}, on a model with random weights. */
class ModelChatTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEMPLATE = """
            {%- for m in messages %}{{ '<' ~ m.role ~ '>' ~ m.content ~ m.tool_call_id ~ '\\n' }}{%- endfor %}
            {%- if add_generation_prompt %}{{ '<assistant>' }}{% if thinking %}{{ '<think>\\n' }}{% endif %}{% endif -%}
            {#- </think> <tool_call> -#}""";
    private static final String MESSAGES = """
            [{"role":"user","content":[{"type":"text","text":"Hello"}]},
            {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"weather","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"a","content":"rain"}]""";
    private static final String TOOLS = """
            [{"type":"function","function":{"name":"weather","description":"d","parameters":{"type":"object",
            "properties":{"place":{"enum":["Bern","Ulm"]}},"required":["place"]}}}]""";

    @TempDir
    private Path folder = Path.of("");
    private String model = "";

    @BeforeEach
    void make() {
        model = folder.resolve("tiny.gguf").toString();
        assertThat(CommandLineRunner.run("model", "make", "--shape", "tiny", "--type", "f32", model).status()).isZero();
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private CommandLineRunner.Outcome chat(String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of("model", "chat", "--model", model, "--threads", "1", "--template",
                file("t.jinja", TEMPLATE), "--max-tokens", "300"));
        args.addAll(List.of(more));
        if (!args.contains("--messages"))
            args.addAll(List.of("--messages", file("m.json", MESSAGES)));
        return CommandLineRunner.run(args.toArray(String[]::new));
    }

    @Test
    void jsonTellsTextThinkingCallsAndTokensApart() throws IOException {
        JsonNode report = JSON.readTree(chat("--thinking", "8", "--tools", file("tools.json", TOOLS), "--require-call",
                "--temperature", "1", "--json").out());

        assertThat(report.get("thinking").textValue()).isNotEmpty();
        assertThat(report.get("tool_calls").get(0).get("name").textValue()).isEqualTo("weather");
        assertThat(report.get("tool_calls").get(0).get("arguments").get("place").textValue()).isIn("Bern", "Ulm");
        assertThat(report.get("prompt_tokens").intValue()).isPositive();
        assertThat(report.get("thinking_tokens").intValue()).isGreaterThanOrEqualTo(8);
        assertThat(report.get("answer_tokens").intValue()).isPositive();
        assertThat(report.has("reason")).isTrue();
    }

    @Test
    void answerHasItsForm_andThinkingIsShownAsAsked() throws IOException {
        String schema = file("s.json", "{\"enum\":[\"yes\",\"no\"]}");

        CommandLineRunner.Outcome visible = chat("--thinking", "8", "--schema", schema);
        CommandLineRunner.Outcome length = chat("--thinking", "8", "--schema", schema, "--show-thinking", "length");
        CommandLineRunner.Outcome hidden = chat("--thinking", "8", "--schema", schema, "--show-thinking", "hidden");
        CommandLineRunner.Outcome off = chat("--thinking", "off", "--grammar", file("g.gbnf", "root ::= \"abc\""));

        assertThat(visible.out().strip()).isIn("\"yes\"", "\"no\"");
        assertThat(visible.err()).contains("answer now");
        assertThat(length.out()).isEqualTo(visible.out());
        assertThat(length.err()).matches("thought for [0-9]+ tokens\n");
        assertThat(hidden.err()).isEmpty();
        assertThat(off.out()).isEqualTo("abc\n");
        assertThat(off.err()).isEmpty();
    }

    @Test
    void generateKeepsToAForm() throws IOException {
        CommandLineRunner.Outcome outcome = CommandLineRunner.run("model", "generate", "--model", model, "--threads",
                "1",
                "--prompt", "a", "--grammar", file("g.gbnf", "root ::= \"x\" [0-9] \"y\""));

        assertThat(outcome.out()).matches("x[0-9]y\n");
    }

    @Test
    void wrongUseIsOneLine() throws IOException {
        misuse(chat("--thinking", "much"), 2, "off, low, medium, high or a number of tokens");
        misuse(chat("--show-thinking", "loud"), 2, "--show-thinking: expected visible, hidden or length");
        misuse(chat("--require-call"), 2, "--require-call: expected --tools");
        misuse(chat("--schema", file("s.json", "true"), "--tools", file("tools.json", TOOLS)), 2,
                "--tools: expected no");
        misuse(chat("--schema", file("s.json", "{\"not\":{}}")), 1, "\"not\"");
        misuse(chat("--schema", folder.resolve("none").toString()), 1, "no such file");
        misuse(chat("--tools", file("tools.json", "[{\"name\":3}]")), 1, "tool 0: expected a text as name, received 3");
        misuse(chat("--messages", file("bad.json", "[]")), 1, "at least one message");
        misuse(chat("--messages", file("bad.json", "[{\"role\":\"user\"}]")), 1, "message 0: expected a text");
        misuse(chat("--messages", file("bad.json", "[{\"role\":\"tool\",\"content\":\"x\",\"tool_call_id\":\"z\"}]")),
                1,
                "the id of a call before it, received z");
        misuse(CommandLineRunner.run("model", "chat", "--model", model, "--messages", file("m.json", MESSAGES)), 1,
                "give --template");
    }

    private static void misuse(CommandLineRunner.Outcome outcome, int status, String expected) {
        assertThat(outcome.errorLines()).as(outcome.err()).hasSize(1);
        assertThat(outcome.err()).contains(expected);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.status()).isEqualTo(status);
    }
}
