package io.engram.inference.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.engram.inference.Constraint;
import io.engram.inference.GenerationResult;
import io.engram.inference.LanguageModel;
import io.engram.inference.LoadOptions;
import io.engram.inference.ModelFactory;
import io.engram.inference.SamplingOptions;
import io.engram.inference.grammar.GrammarException;
import io.engram.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a model with random weights, so that whatever holds does not hold because a model is good. */
class ChatTest {
    private static final String TEMPLATE = """
            {%- for m in messages %}{{ '<' ~ m.role ~ '>' ~ m.content ~ '\\n' }}{%- endfor %}
            {%- if add_generation_prompt %}{{ '<assistant>' }}{% if thinking or always %}{{ '<think>\\n' }}{% endif %}{% endif -%}
            {#- </think> <tool_call> -#}""";
    private static final String ALWAYS = "{% set always = true %}" + TEMPLATE;
    private static final Tool TOOL = new Tool("weather", "The weather",
            """
                    {"type":"object","properties":{"place":{"enum":["Bern","Ulm"]},"days":{"type":"integer","minimum":1,"maximum":9}},
                    "required":["place","days"]}""");

    private static LanguageModel model;

    @BeforeAll
    static void make(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("tiny.gguf");
        ModelFactory.write("tiny", DType.F32, file, 3, (written, total) -> {
        });
        model = LanguageModel.load(file, LoadOptions.defaults().withThreads(1));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static ChatOptions options(int maxTokens, ThinkingBudget thinking, long seed) {
        return ChatOptions.of(maxTokens, new SamplingOptions(1, 0, 1, 0, seed), thinking);
    }

    private static ChatResult reply(String template, ChatOptions options, List<Tool> tools, List<ReplyEvent> events) {
        try (Chat chat = new Chat(model, ChatTemplate.of(template), 512)) {
            return chat.reply(List.of(Message.user("Hello")), tools, options, events::add);
        }
    }

    @Test
    void reply_thinkingBudgetRunsOut_closesAndAnswers() {
        for (int seed = 0; seed < 4; seed++) {
            ChatResult result = reply(TEMPLATE, options(120, ThinkingBudget.of(10), seed), List.of(),
                    new ArrayList<>());

            assertThat(result.reply().thinking()).endsWith("I have thought enough and answer now.");
            int closing = model.tokenizer().encode("\nI have thought enough and answer now.\n</think>", true).length;
            assertThat(result.thinkingTokens()).isBetween(10 + closing, 14 + closing);
            assertThat(result.thinkingTokens() + result.answerTokens()).isLessThanOrEqualTo(120);
            assertThat(result.reply().text()).isNotEmpty();
        }
    }

    @Test
    void reply_thinkingOff_answersAtOnce() {
        ChatResult asked = reply(TEMPLATE, options(30, ThinkingBudget.off(), 1), List.of(), new ArrayList<>());
        ChatResult forced = reply(ALWAYS, options(60, ThinkingBudget.off(), 1), List.of(), new ArrayList<>());

        assertThat(asked.reply().thinking()).isEmpty();
        assertThat(asked.thinkingTokens()).isZero();
        assertThat(forced.reply().thinking()).isEmpty();
        assertThat(forced.reply().text()).isNotEmpty();
    }

    @Test
    void reply_thinkingHiddenOrByLength_isCountedAllTheSame() {
        List<ReplyEvent> hidden = new ArrayList<>();
        List<ReplyEvent> length = new ArrayList<>();
        ChatOptions options = options(120, ThinkingBudget.of(10), 2);

        ChatResult a = reply(TEMPLATE, options.showing(ChatOptions.Shown.HIDDEN), List.of(), hidden);
        ChatResult b = reply(TEMPLATE, options.showing(ChatOptions.Shown.LENGTH), List.of(), length);

        assertThat(a.reply().thinking()).isEmpty();
        assertThat(a.thinkingTokens()).isEqualTo(b.thinkingTokens()).isPositive();
        assertThat(hidden).isNotEmpty().allMatch(e -> e instanceof ReplyEvent.Text);
        assertThat(length.getFirst()).isInstanceOf(ReplyEvent.Thought.class);
        assertThat(length.stream().filter(e -> e instanceof ReplyEvent.Thought)).hasSize(1);
    }

    @Test
    void reply_callRequired_isACallOfTheToolsForm() throws IOException {
        Constraint form = Constraint.ofJsonSchema(TOOL.parameters());
        for (int seed = 0; seed < 6; seed++) {
            ChatOptions options = options(200, ThinkingBudget.of(5 * (seed % 2)), seed)
                    .calling(ChatOptions.Calls.REQUIRED);

            ChatResult result = reply(TEMPLATE, options, List.of(TOOL), new ArrayList<>());

            assertThat(result.reply().toolCalls()).isNotEmpty();
            ToolCall call = result.reply().toolCalls().getFirst();
            assertThat(call.name()).isEqualTo("weather");
            assertThat(form.accepts(call.arguments())).as(call.arguments()).isTrue();
            JsonNode arguments = JsonMapper.builder().build().readTree(call.arguments());
            assertThat(arguments.get("days").intValue()).isBetween(1, 9);
        }
    }

    @Test
    void reply_answerOfAForm_hasItAfterTheThinking() {
        Constraint form = Constraint.ofGrammar("root ::= [0-9]{2} \"-\" (\"ab\" | \"cd\")");
        for (String template : List.of(TEMPLATE, ALWAYS)) {
            for (int budget : new int[]{0, 6}) {
                ChatResult result = reply(template,
                        options(100, ThinkingBudget.of(budget), budget).answering(form), List.of(), new ArrayList<>());

                assertThat(form.accepts(result.reply().text())).as(result.reply().toString()).isTrue();
                assertThat(result.reply().thinking().isEmpty()).isEqualTo(budget == 0);
                assertThat(result.reason()).isEqualTo(GenerationResult.StopReason.END_OF_TEXT);
            }
        }
        ChatOptions options = options(8, ThinkingBudget.off(), 1).answering(form);
        assertThatThrownBy(() -> options.calling(ChatOptions.Calls.REQUIRED)).hasMessageContaining("form");
    }

    @Test
    void reply_nextTurn_keepsWhatTheSessionHolds() {
        try (Chat chat = new Chat(model, ChatTemplate.of(TEMPLATE), 512)) {
            Message user = Message.user("Hello there");
            ChatResult first = chat.reply(List.of(user), List.of(), options(8, ThinkingBudget.off(), 1), e -> {
            });
            ChatResult second = chat.reply(List.of(user, Message.assistant(first.reply()), Message.user("And now?")),
                    List.of(), options(8, ThinkingBudget.off(), 1), e -> {
                    });

            assertThat(first.keptTokens()).isZero();
            assertThat(second.keptTokens()).isGreaterThanOrEqualTo(first.promptTokens());
        }
    }

    @Test
    void reply_whatCannotBeDone_isRefused() {
        ChatOptions options = options(8, ThinkingBudget.off(), 1);
        assertThatThrownBy(
                () -> reply(TEMPLATE, options, List.of(new Tool("x", "", "{\"not\":{}}")), new ArrayList<>()))
                .isInstanceOf(GrammarException.class);
        assertThatThrownBy(() -> ThinkingBudget.parse("much")).hasMessageContaining("off, low, medium, high");
        try (Chat chat = new Chat(model, ChatTemplate.of(TEMPLATE), 8)) {
            assertThatThrownBy(
                    () -> chat.reply(List.of(Message.user("far too long for eight tokens")), List.of(), options,
                            e -> {
                            }))
                    .hasMessageContaining("fewer than 8 tokens");
        }
    }
}
