package io.engram.inference.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyParserTest {
    /** template | raw reply (\n is a newline) | text | thinking | calls. */
    @ParameterizedTest
    @CsvSource(delimiter = '¦', nullValues = "-", ignoreLeadingAndTrailingWhitespace = true, value = {
            "qwen ¦ Hello. ¦ Hello. ¦ - ¦ -",
            "qwen ¦ <think>\\nhm\\n</think>\\n\\nYes.<|im_end|>\\n ¦ Yes. ¦ hm ¦ -",
            "qwen ¦ <think>\\n\\n</think>\\n\\nYes. ¦ Yes. ¦ - ¦ -",
            "qwen ¦ hm</think>Yes. ¦ Yes. ¦ hm ¦ -",
            "qwen ¦ <think>never ends ¦ - ¦ never ends ¦ -",
            "qwen ¦ Sure.\\n<tool_call>\\n{\"name\": \"f\", \"arguments\": {\"a\": [1, \"}\"]}}\\n</tool_call> ¦ Sure. ¦ - ¦ f{\"a\":[1,\"}\"]}",
            "qwen ¦ <tool_call>{\"name\":\"f\",\"arguments\":{}}</tool_call>\\n<tool_call>{\"name\":\"g\",\"arguments\":\"{\\\"x\\\": 1}\"}</tool_call> ¦ - ¦ - ¦ f{} g{\"x\":1}",
            "qwen ¦ <tool_call>{\"name\":\"f\",\"arguments\":{\"s\":\"</tool_call>\"}}</tool_call> ¦ - ¦ - ¦ f{\"s\":\"</tool_call>\"}",
            "qwen ¦ a <tool_call>{\"name\":\"f\", b</tool_call> c ¦ a <tool_call>{\"name\":\"f\", b</tool_call> c ¦ - ¦ -",
            "qwen ¦ <tool_call>{\"name\":\"f\" ¦ <tool_call>{\"name\":\"f\" ¦ - ¦ -",
            "qwen ¦ <tool_call>[1]</tool_call> ¦ <tool_call>[1]</tool_call> ¦ - ¦ -",
            "qwen-coder ¦ On it.\\n<tool_call>\\n<function=f>\\n<parameter=a>\\nx\\ny\\n</parameter>\\n<parameter=n>\\n5\\n</parameter>\\n</function>\\n</tool_call> ¦ On it. ¦ - ¦ f{\"a\":\"x\\ny\",\"n\":5}",
            "qwen-coder ¦ <function=f>\\n<parameter=o>\\n{\"k\": null}\\n</parameter>\\n</function>\\n</tool_call> ¦ - ¦ - ¦ f{\"o\":{\"k\":null}}",
            "llama ¦ {\"name\": \"f\", \"parameters\": {\"q\": \"x\"}}<|eot_id|> ¦ - ¦ - ¦ f{\"q\":\"x\"}",
            "llama ¦ {\"type\": \"function\", \"name\": \"f\", \"parameters\": {}}; {\"name\": \"g\", \"parameters\": {}} ¦ - ¦ - ¦ f{} g{}",
            "llama ¦ {\"answer\": 1} ¦ {\"answer\": 1} ¦ - ¦ -",
            "llama ¦ <|python_tag|>brave_search.call(query=\"a, b\")<|eom_id|> ¦ - ¦ - ¦ brave_search{\"query\":\"a, b\"}",
            "llama ¦ <|python_tag|>print(1) ¦ - ¦ - ¦ python{\"code\":\"print(1)\"}",
            "llama ¦ <|python_tag|>{\"name\": \"f\", \"parameters\": {\"a\": 1.50}} ¦ - ¦ - ¦ f{\"a\":1.5}",
            "mistral ¦ [TOOL_CALLS] [{\"name\": \"f\", \"arguments\": {\"a\": 1}, \"id\": \"abcdefghi\"}, {\"name\": \"g\", \"arguments\": {}}]</s> ¦ - ¦ - ¦ f{\"a\":1} g{}",
            "mistral ¦ Hm.[TOOL_CALLS]f[ARGS]{\"a\": 1}[TOOL_CALLS]g[CALL_ID]123[ARGS]{} ¦ Hm. ¦ - ¦ f{\"a\":1} g{}",
            "mistral ¦ [TOOL_CALLS][{\"name\": ¦ [TOOL_CALLS][{\"name\": ¦ - ¦ -",
            "deepseek ¦ I think.\\n</think>\\n\\nSo. ¦ So. ¦ I think. ¦ -",
            "deepseek ¦ a</think>b<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>f\\n```json\\n{\"a\": 1}\\n```<｜tool▁call▁end｜>\\n<｜tool▁call▁begin｜>g<｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜><｜end▁of▁sentence｜> ¦ b ¦ a ¦ f{\"a\":1} g{}",
            "granite ¦ <think>a</think> <response>b</response> ¦ b ¦ a ¦ -",
            "granite ¦ <|tool_call|>[{\"name\": \"f\", \"arguments\": {\"a\": \"b\"}}]<|end_of_text|> ¦ - ¦ - ¦ f{\"a\":\"b\"}",
            "granite ¦ <tool_call>\\n{\"name\": \"f\", \"arguments\": {}}\\n</tool_call> ¦ - ¦ - ¦ f{}",
            "harmony ¦ <|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Yes.<|return|> ¦ Yes. ¦ Hm. ¦ -",
            "harmony ¦ <|channel|>analysis<|message|>Hm<|end|><|start|>assistant<|channel|>commentary to=functions.f <|constrain|>json<|message|>{\"a\":1}<|call|> ¦ - ¦ Hm ¦ f{\"a\":1}",
            "harmony ¦ <|channel|>commentary<|message|>First this.<|end|><|start|>assistant to=functions.f<|channel|>commentary json<|message|>{}<|call|> ¦ First this. ¦ - ¦ f{}",
            "harmony ¦ <|channel|>commentary to=functions.f<|message|>{oops<|call|> ¦ <|channel|>commentary to=functions.f<|message|>{oops ¦ - ¦ -"})
    void parse_ofEachFamily(String template, String raw, String text, String thinking, String calls)
            throws IOException {
        ChatTemplate chat = ChatTemplate.of(RenderedTest.text("templates/" + template + ".jinja"));

        Reply reply = chat.parse(raw.replace("\\n", "\n"));

        assertThat(reply.text()).isEqualTo(text == null ? "" : text.replace("\\n", "\n"));
        assertThat(reply.thinking()).isEqualTo(thinking == null ? "" : thinking);
        assertThat(reply.toolCalls().stream().map(c -> c.name() + c.arguments()).collect(Collectors.joining(" ")))
                .isEqualTo(calls == null ? "" : calls);
    }

    @Test
    void push_howeverTheReplyIsCut_saysTheSame() throws IOException {
        List<String> pieces = List.of("<think>", "</think>", "<tool_call>", "</tool_call>",
                "{\"name\":\"f\",\"arguments\":{\"a\":1}}", "{\"name\":", "text", " ", "\n", "<", "</t", "[TOOL_CALLS]",
                "f[ARGS]{}", "<|channel|>", "<|message|>", "analysis", "final", "commentary to=functions.f", "<|end|>",
                "<|call|>", "<|start|>assistant", "<|python_tag|>", ";", "é🙂", "<|tool_call|>", "[]", "<|eot_id|>",
                "\"",
                "<function=f>", "</function>", "<parameter=a>\n1\n</parameter>",
                "<\uff5ctool\u2581call\u2581begin\uff5c>function<\uff5ctool\u2581sep\uff5c>f\n```json\n{}\n```",
                "<\uff5ctool\u2581call\u2581end\uff5c>");
        Random random = new Random(7);
        for (String name : List.of("qwen", "qwen-coder", "llama", "mistral", "deepseek", "granite", "harmony")) {
            ChatTemplate chat = ChatTemplate.of(RenderedTest.text("templates/" + name + ".jinja"));
            boolean inside = chat.opensThinking(Map.of());
            for (int round = 0; round < 400; round++) {
                StringBuilder raw = new StringBuilder();
                for (int n = random.nextInt(8); n >= 0; n--) {
                    raw.append(pieces.get(random.nextInt(pieces.size())));
                }
                assertThat(stream(chat, inside, raw.toString(), random)).as(name + ": " + raw)
                        .isEqualTo(stream(chat, inside, raw.toString(), null));
            }
        }
    }

    @Test
    void valuesWithoutQuotes_areTextsWhereTheSchemaSaysSo() throws Exception {
        ChatTemplate chat = ChatTemplate.of(RenderedTest.text("templates/qwen-coder.jinja"));
        String raw = "<tool_call>\n<function=f>\n<parameter=code>\n007\n</parameter>\n<parameter=zip>\n5\n</parameter>\n"
                + "<parameter=n>\n5\n</parameter>\n<parameter=flag>\ntrue\n</parameter>\n</function>\n</tool_call>";
        Tool tool = new Tool("f", "", """
                {"type":"object","properties":{"code":{"type":"string"},"zip":{"type":"string"},
                "n":{"type":"integer"},"flag":{"type":"string"}}}""");
        for (List<Tool> tools : List.of(List.of(tool), List.<Tool>of())) {
            ReplyParser parser = chat.replyParser(false, tools, event -> {
            });
            parser.push(raw);
            assertThat(parser.finish().toolCalls()).singleElement().extracting(ToolCall::arguments)
                    .isEqualTo(tools.isEmpty()
                            ? "{\"code\":\"007\",\"zip\":5,\"n\":5,\"flag\":true}"
                            : "{\"code\":\"007\",\"zip\":\"5\",\"n\":5,\"flag\":\"true\"}");
        }
    }

    /** The reply, after checking that the events joined say the same. */
    private static Reply stream(ChatTemplate chat, boolean inside, String raw,
            @org.jspecify.annotations.Nullable Random random) {
        StringBuilder text = new StringBuilder();
        StringBuilder thinking = new StringBuilder();
        List<ToolCall> calls = new ArrayList<>();
        ReplyParser parser = chat.replyParser(inside, event -> {
            switch (event) {
                case ReplyEvent.Text t -> text.append(t.piece());
                case ReplyEvent.Thinking t -> thinking.append(t.piece());
                case ReplyEvent.Call c -> calls.add(c.call());
                case ReplyEvent.Thought t -> throw new AssertionError(t);
            }
        });
        int at = 0;
        while (at < raw.length()) {
            int end = random == null ? raw.length() : Math.min(raw.length(), at + 1 + random.nextInt(4));
            parser.push(raw.substring(at, end));
            at = end;
        }
        Reply reply = parser.finish();
        assertThat(new Reply(text.toString(), thinking.toString(), calls)).isEqualTo(reply);
        return reply;
    }
}
