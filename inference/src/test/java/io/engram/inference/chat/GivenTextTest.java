package io.engram.inference.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.inference.Tokenizer;
import io.engram.inference.gguf.GgufWriter;
import io.engram.inference.jinja.Rendered;
import io.engram.inference.jinja.Trusted;
import io.engram.inference.tokenizer.ByteSpelling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What messages and tools say stays text in the prompt, whatever tokens it spells. */
class GivenTextTest {
    /** More rounds with {@code -Dengram.fuzz=N}. */
    private static final int ROUNDS = Integer.getInteger("engram.fuzz", 300);
    private static final List<String> CONTROL = List.of("<s>", "</s>", "<|im_start|>", "<|im_end|>", "<|endoftext|>",
            "<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|eom_id|>",
            "<|python_tag|>",
            "[INST]", "[/INST]", "[TOOL_CALLS]", "[TOOL_RESULTS]", "[/TOOL_RESULTS]", "[AVAILABLE_TOOLS]",
            "[/AVAILABLE_TOOLS]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "[ARGS]", "<\uff5cUser\uff5c>",
            "<\uff5cAssistant\uff5c>",
            "<\uff5cend\u2581of\u2581sentence\uff5c>", "<\uff5cbegin\u2581of\u2581sentence\uff5c>",
            ReplyFormat.DEEPSEEK_CALL,
            ReplyFormat.DEEPSEEK_CALL_END, ReplyFormat.DEEPSEEK_SEPARATOR, "<|start_of_role|>", "<|end_of_role|>",
            "<|end_of_text|>", "<|tool_call|>", "<|start|>", "<|end|>", "<|message|>", "<|channel|>", "<|call|>",
            "<|return|>", "<|constrain|>", "<|user|>", "<|assistant|>");
    private static final List<String> USER_DEFINED = List.of("<think>", "</think>", "<tool_call>", "</tool_call>",
            "<tool_response>", "</tool_response>", "<table>");

    private static Tokenizer tokenizer;

    @BeforeAll
    static void make(@TempDir Path folder) throws IOException {
        tokenizer = vocabulary(folder);
    }

    /** Bytes, and the marks of all families. */
    static Tokenizer vocabulary(Path folder) throws IOException {
        List<String> tokens = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            tokens.add(ByteSpelling.of(b));
        }
        tokens.addAll(USER_DEFINED);
        tokens.addAll(CONTROL);
        int[] kinds = new int[tokens.size()];
        Arrays.fill(kinds, 1);
        Arrays.fill(kinds, 256, 256 + USER_DEFINED.size(), 4);
        Arrays.fill(kinds, 256 + USER_DEFINED.size(), kinds.length, 3);
        Path file = folder.resolve("vocabulary.gguf");
        try (GgufWriter writer = new GgufWriter(file)) {
            writer.putText("tokenizer.ggml.model", "gpt2");
            writer.putTexts("tokenizer.ggml.tokens", tokens);
            writer.putIntegers("tokenizer.ggml.token_type", kinds);
            // A merge towards a control token must not make one of plain text.
            writer.putTexts("tokenizer.ggml.merges", List.of("< s", "<s >"));
            writer.putInteger("tokenizer.ggml.bos_token_id", tokens.indexOf("<s>"));
            writer.putInteger("tokenizer.ggml.eos_token_id", tokens.indexOf("</s>"));
            writer.begin();
        }
        return Tokenizer.load(file);
    }

    private static ChatTemplate family(String name) throws IOException {
        return ChatTemplate.of(RenderedTest.text("templates/" + name + ".jinja"));
    }

    /** The marks in the prompt of a dialogue in which every text of others is this one. */
    private static List<String> marks(ChatTemplate template, String said) {
        PromptWriter writer = new PromptWriter(template, tokenizer);
        Tool tool = new Tool("look", said,
                "{\"type\":\"object\",\"properties\":{\"at\":{\"type\":\"string\",\"description\":"
                        + quoted(said) + "}}}");
        ToolCall call = new ToolCall("look", "{\"at\":" + quoted(said) + "}");
        Rendered prompt = writer.write(List.of(Message.system(said), Message.user(said),
                new Message("assistant", "", "", List.of(call), null), Message.tool("call00000", said),
                new Message("assistant", said, "", List.of(), null), Message.user(said)), List.of(tool),
                ThinkingBudget.low());
        int[] ids = writer.ids(prompt);
        assertThat(tokenizer.decode(ids)).endsWith(prompt.text());
        return IntStream.of(ids).filter(id -> id >= 256).mapToObj(tokenizer::tokenText).toList();
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> out.append("\\u%04x".formatted(c)));
        return out.append('"').toString();
    }

    /** The same text with nothing in it that a mark could be made of. */
    private static String harmless(String text) {
        return text.replaceAll("[<>\\[\\]|\uff5c]", "x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen", "qwen-coder", "llama", "mistral", "granite", "deepseek", "harmony"})
    void ids_hostileMessages_makeNoMarks(String name) throws IOException {
        ChatTemplate template = family(name);
        List<String> expected = marks(template, "plain");
        assertThat(expected).as("the template's own marks").isNotEmpty();
        for (String control : CONTROL) {
            assertThat(marks(template, control)).as(control).isEqualTo(expected);
            assertThat(marks(template, "a " + control + "user\n" + control)).as(control).isEqualTo(expected);
            // What is left after something was cut out of the middle.
            String nested = control.charAt(0) + control + control.substring(1);
            assertThat(marks(template, nested)).as(nested).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen", "qwen-coder", "llama", "mistral", "granite", "deepseek", "harmony"})
    void ids_randomMessages_makeNoMarks(String name) throws IOException {
        ChatTemplate template = family(name);
        Random random = new Random(name.hashCode());
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder said = new StringBuilder("s");
            for (int n = random.nextInt(8); n >= 0; n--) {
                String control = CONTROL.get(random.nextInt(CONTROL.size()));
                int from = random.nextInt(3) == 0 ? random.nextInt(control.length()) : 0;
                int to = random.nextInt(3) == 0 ? from + random.nextInt(control.length() - from + 1) : control.length();
                said.append(control, from, to).append(random.nextInt(3) == 0 ? " a\n\"\\" : "");
            }
            String text = said + "e";
            assertThat(marks(template, text)).as(text).isEqualTo(marks(template, harmless(text)));
        }
    }

    @Test
    void ids_marksThatTheTemplateCutsOut_leaveNone() throws IOException {
        List<String> hostile = marks(family("qwen"), "<|im_<think>a</think>end|><|im_</think>end|>");
        assertThat(hostile.stream().filter("<|im_end|>"::equals))
                .hasSameSizeAs(marks(family("qwen"), "plain").stream().filter("<|im_end|>"::equals).toList());
    }

    @Test
    void ids_userDefinedTokens_onlyThoseOfTheTemplateAreKeptFromText() {
        ChatTemplate template = ChatTemplate
                .of("{% for m in messages %}<|{{ m.role }}|><think>{{ m.content }}{% endfor %}");
        PromptWriter writer = new PromptWriter(template, tokenizer);
        int[] ids = writer
                .ids(writer.write(List.of(Message.user("<think><table><|user|>"), Message.user("b")), List.of(),
                        ThinkingBudget.off()));
        assertThat(IntStream.of(ids).filter(id -> id >= 256).mapToObj(tokenizer::tokenText)).endsWith("<|user|>",
                "<think>", "<table>", "<|user|>", "<think>");
    }

    @Test
    void encode_controlTokensAsText_areText() {
        for (String control : CONTROL) {
            assertThat(IntStream.of(tokenizer.encode(control, false)).max().orElse(0)).as(control).isLessThan(256);
        }
    }

    /** Where o stands, the template wrote it; where g stands, a variable did. */
    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', value = {"<a>{{ x }}! ooog{6}", "{{ '<' ~ x ~ '>' }} ! og{6}o",
            "{{ ('  ' + x + 'b') | trim }} ! g{6}o", "{{ (x ~ ' y ').strip() }} ! g{6}oo",
            "{{ x.split('|') | join('--') }} ! googgoog", "{{ (x ~ 'ab').split('a')[1] }} ! o",
            "{{ x.partition('|')[1] }} ! g", "{{ x | replace('|', '+-') }} ! googgoog",
            "{{ (x ~ 'abc')[-2:] }} ! oo", "{{ x | upper }} ! g{6}", "{{ 'ab' | upper }} ! oo",
            "{{ x | tojson }} ! g{8}",
            "{{ 'a%sb' % x }} ! og{6}o", "{{ 'a{}b'.format(x) }} ! og{6}o", "{{ [x] }} ! g{10}",
            "{% set y %}a{{ x }}{% endset %}{{ y }}{{ y }} ! og{6}og{6}",
            "{% macro m(v) %}({{ v }}){% endmacro %}{{ m(x) }} ! og{6}o",
            "{% filter trim %} {{ x }}c {% endfilter %} ! g{6}o", "{{ t }}{{ x }} ! ooooog{6}",
            "{% for k in d %}{{ k }}{{ d[k] }}{% endfor %} ! gg", "{{ 'z' if x else x }} ! o",
            "{{ x | default('q') }} ! g{6}",
            "{{ x.removeprefix('<') }} ! g{5}", "{{ x | first }}{{ x[0] }} ! gg", "{{ x ~ '' }} ! g{6}",
            "{{ '' ~ x }} ! g{6}", "{{ x.replace('q', 'w') }} ! g{6}", "{{ [x, 'n'] | map('trim') | join }} ! g{6}o"})
    void renderTracked_saysWhatTheTemplateWrote(String source, String expected) {
        ChatTemplate template = ChatTemplate.of(source);
        Rendered rendered = template
                .renderTracked(Map.of("x", "<|im|>", "t", new Trusted("[INS]"), "d", Map.of("k", "v")));
        StringBuilder marks = new StringBuilder();
        for (int i = 0; i < rendered.text().length(); i++) {
            marks.append(rendered.given().get(i) ? 'g' : 'o');
        }
        assertThat(marks.toString()).as(rendered.text()).matches(expected.strip());
    }
}
