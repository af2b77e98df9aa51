package io.engram.inference.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.inference.Constraint;
import io.engram.inference.Sampler;
import io.engram.inference.SamplingOptions;
import io.engram.inference.TokenGuide;
import io.engram.inference.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model that is set on a tool which is not there, in the notation of each family, ends up with one that is. */
class CallNamesTest {
    private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"at\":{\"enum\":[\"x\"]}},\"required\":[\"at\"]}";
    private static final List<Tool> TOOLS = List.of(new Tool("look", "", SCHEMA), new Tool("look_up", "", SCHEMA));
    private static final String NAMES_FIRST = "{#- [INST] [TOOL_CALLS] [ARGS] #}";

    private static Tokenizer tokenizer;

    @BeforeAll
    static void make(@TempDir Path folder) throws IOException {
        tokenizer = GivenTextTest.vocabulary(folder);
    }

    private static ChatTemplate template(String name) throws IOException {
        return ChatTemplate
                .of(name.equals("names-first") ? NAMES_FIRST : RenderedTest.text("templates/" + name + ".jinja"));
    }

    private static Reply parsed(ChatTemplate template, String text) {
        ReplyParser parser = template.replyParser(false, event -> {
        });
        parser.push(text);
        return parser.finish();
    }

    /** What a model says that goes for a text, and where that is not allowed for anything that is. */
    private static String said(ChatTemplate template, String wanted, long seed, ChatOptions.Calls calls) {
        return said(template, wanted, seed, calls, TOOLS);
    }

    private static String said(ChatTemplate template, String wanted, long seed, ChatOptions.Calls calls,
            List<Tool> tools) {
        Random random = new Random(seed);
        ChatOptions options = ChatOptions.of(500, SamplingOptions.greedy(), ThinkingBudget.off()).calling(calls);
        ChatGuide guide = new ChatGuide(tokenizer, template.format(), options,
                new CallGrammars(template.format(), tools, tokenizer, template.spells("[ARGS]")), TokenGuide.FREE,
                false);
        int[] ids = tokenizer.encode(wanted, true);
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (int n = 0; n < 500 && at <= ids.length; n++) {
            int next = guide.forced();
            if (next < 0) {
                float[] logits = new float[tokenizer.size()];
                for (int i = 0; i < logits.length; i++) {
                    logits[i] = (float) random.nextGaussian();
                }
                if (at < ids.length) {
                    logits[ids[at]] = 1000;
                }
                float[] masked = guide.mask(logits);
                next = new Sampler(SamplingOptions.greedy()).sample(masked);
                if (tokenizer.isEnd(next) && guide.ends(next)) {
                    break;
                }
                at = at < ids.length && next == ids[at] ? at + 1 : at == ids.length ? at + 1 : ids.length;
                at = n > 450 ? ids.length + 1 : Math.min(at, ids.length);
            }
            guide.accept(next);
            text.append(tokenizer.decode(new int[]{next}));
            if (at >= ids.length
                    && parsed(template, text.toString()).toolCalls().stream()
                            .anyMatch(c -> tools != TOOLS || c.arguments().equals("{\"at\":\"x\"}"))) {
                break;
            }
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', value = {
            "qwen!<tool_call>~{\"name\": \"NAME\", \"arguments\": ARGS}~</tool_call>",
            "qwen-coder!<tool_call>~<function=NAME>~<parameter=at>~x~</parameter>~</function>~</tool_call>",
            "qwen-coder!So: <function=NAME>~<parameter=at>~x~</parameter>~</function>",
            "llama!{\"name\": \"NAME\", \"parameters\": ARGS}",
            "llama!<|python_tag|>{\"name\": \"NAME\", \"parameters\": ARGS}",
            "mistral![TOOL_CALLS][{\"name\": \"NAME\", \"arguments\": ARGS}]", "names-first![TOOL_CALLS]NAME[ARGS]ARGS",
            "granite!<|tool_call|>[{\"name\": \"NAME\", \"arguments\": ARGS}]",
            "deepseek!<\uff5ctool\u2581call\u2581begin\uff5c>function<\uff5ctool\u2581sep\uff5c>NAME~```json~ARGS~```<\uff5ctool\u2581call\u2581end\uff5c>",
            "deepseek!<\uff5ctool\u2581call\u2581begin\uff5c>NAME<\uff5ctool\u2581sep\uff5c>ARGS<\uff5ctool\u2581call\u2581end\uff5c>",
            "harmony!<|channel|>commentary to=functions.NAME <|constrain|>json<|message|>ARGS<|call|>",
            "harmony!^to=functions.NAME<|channel|>commentary json<|message|>ARGS<|call|>"})
    void aCallOfNoKnownTool_becomesOneOfAKnownTool(String family, String notation) throws IOException {
        ChatTemplate template = template(family);
        String form = notation.replace('~', '\n').replace('^', ' ').replace("[ARGS]", "\u0001")
                .replace("ARGS", "{\"at\": \"x\"}").replace("\u0001",
                        "[ARGS]");
        for (String right : List.of("look", "look_up")) {
            String wanted = form.replace("NAME", right);
            String text = said(template, wanted, 1, ChatOptions.Calls.ALLOWED);
            Reply reply = parsed(template, text);
            assertThat(reply.toolCalls()).as(wanted + " " + text)
                    .containsExactly(new ToolCall(right, "{\"at\":\"x\"}"));
        }
        for (String wrong : List.of("evil", "lo", "look_", "look_upper", "LOOK")) {
            for (int seed = 0; seed < 3; seed++) {
                String text = said(template, form.replace("NAME", wrong), seed, ChatOptions.Calls.ALLOWED);
                assertThat(text).doesNotContain("\"" + wrong + "\"").doesNotContain("=" + wrong + ">");
                assertThat(parsed(template, text).toolCalls()).as(text)
                        .allMatch(call -> call.name().equals("look") || call.name().equals("look_up"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"qwen", "mistral", "names-first", "granite", "deepseek", "harmony", "llama", "qwen-coder"})
    void aRequiredCall_isOneOfAKnownTool(String family) throws IOException {
        ChatTemplate template = template(family);
        int calls = 0;
        for (int seed = 0; seed < 4; seed++) {
            Reply reply = parsed(template, said(template, "", seed, ChatOptions.Calls.REQUIRED));
            assertThat(reply.toolCalls()).as(reply.toString())
                    .allMatch(call -> (call.name().equals("look") || call.name().equals("look_up"))
                            && call.arguments().equals("{\"at\":\"x\"}"));
            calls += reply.toolCalls().size();
        }
        assertThat(calls).isPositive();
    }

    /** Whatever a model is set on, parameters in XML style are those of the schema, with values of its types. */
    @Test
    void parametersInXml_areOfTheSchema() throws IOException {
        String schema = """
                {"type":"object","properties":{"n":{"type":"integer","minimum":-5,"maximum":50},"on":{"type":"boolean"},
                "word":{"type":"string","pattern":"^[a-z]{6,8}$"},"kind":{"enum":["one two","x<y",7,null]},
                "list":{"type":"array","items":{"enum":["a",1]},"maxItems":3},"more":{"$ref":"#/$defs/m","description":"d"}},
                "required":["n","word","kind"],"$defs":{"m":{"anyOf":[{"const":"yes"},{"type":"object",
                "properties":{"z":{"type":"number"}},"additionalProperties":false}]}}}""";
        List<Tool> tools = List.of(new Tool("look", "", schema));
        Constraint form = Constraint.ofJsonSchema(schema.replaceFirst("\\{", "{\"additionalProperties\":false,"));
        ChatTemplate template = template("qwen-coder");
        int calls = 0;
        for (int seed = 0; seed < 25; seed++) {
            String wanted = seed % 2 == 0
                    ? ""
                    : "<tool_call>\n<function=look>\n<parameter=n>\n99\n</parameter>\n<parameter=evil>";
            String text = said(template, wanted, seed, ChatOptions.Calls.REQUIRED, tools);
            for (ToolCall call : parsed(template, text).toolCalls()) {
                assertThat(form.accepts(call.arguments())).as(call.arguments()).isTrue();
                calls++;
            }
        }
        assertThat(calls).isGreaterThan(5);
    }

    @Test
    void textParametersInXml_holdAnythingButMarks() {
        Constraint call = Constraint.ofXmlParameters(
                "{\"properties\":{\"code\":{\"type\":\"string\"},\"n\":{\"type\":\"integer\"}},\"required\":[\"code\"]}");
        for (String yes : List.of("if (a < b) {\n  c();\n}", "", "<<</param <parameter>", "<\u4e16", "</parameter")) {
            String text = "\n<parameter=code>\n" + yes + "\n</parameter>\n<parameter=n>\n3\n</parameter>\n</function>";
            assertThat(call.accepts(text)).as(yes).isTrue();
            assertThat(CallReader.functions("<function=f>" + text, new TextParameters(List.of()))).hasSize(1);
        }
        for (String no : List.of("a</parameter>b", "<parameter=n>", "<</function>", "</tool_call>")) {
            assertThat(call.accepts("\n<parameter=code>\n" + no + "\n</parameter>\n</function>")).as(no).isFalse();
        }
        assertThat(call.accepts("\n<parameter=n>\n3\n</parameter>\n</function>")).isFalse();
        assertThat(call.accepts("\n<parameter=code>a</parameter>\n<parameter=n>\nx\n</parameter>\n</function>"))
                .isFalse();
        assertThat(call.accepts("\n<parameter=code>a</parameter>\n<parameter=code>b</parameter>\n</function>"))
                .isFalse();
    }

    @Test
    void aRequiredCallInXml_namesAKnownTool() throws IOException {
        assertThat(said(template("qwen-coder"), "", 1, ChatOptions.Calls.REQUIRED))
                .matches("(?s)<tool_call>\n<function=look(_up)?>.*");
    }

    @Test
    void textThatIsNoCall_staysAsItIs() throws IOException {
        String json = "{\"answer\": {\"name\": \"Bob\"}}";
        assertThat(said(template("llama"), json, 1, ChatOptions.Calls.ALLOWED)).startsWith(json);
        String include = "#include <functional> and <function name";
        assertThat(said(template("qwen-coder"), include, 1, ChatOptions.Calls.ALLOWED)).startsWith(include);
        String channel = "<|channel|>final<|message|>to=functions.evil is how it is written";
        assertThat(said(template("harmony"), channel, 1, ChatOptions.Calls.ALLOWED)).startsWith(channel);
    }
}
