package io.engram.daemon.cli;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.engram.inference.LanguageModel;
import io.engram.inference.chat.Chat;
import io.engram.inference.chat.ChatOptions;
import io.engram.inference.chat.ChatResult;
import io.engram.inference.chat.ChatTemplate;
import io.engram.inference.chat.Message;
import io.engram.inference.chat.ReplyEvent;
import io.engram.inference.chat.ThinkingBudget;
import io.engram.inference.chat.Tool;
import io.engram.inference.grammar.GrammarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code engram model chat}: the reply to a dialogue, with thinking, tools and a form. */
@Command(name = "chat", sortOptions = false, optionListHeading = "%nOptions:%n", description = {
        "Answers the last message of a dialogue. The answer goes to standard output as it comes, thinking to standard",
        "error, and each tool call is one line of JSON."})
final class ModelChat implements Callable<Integer> {
    private static final int ANSWER_TOKENS = 1024;

    @Mixin
    private LoadedModelOptions model = new LoadedModelOptions();

    @Option(names = "--messages", required = true, paramLabel = "FILE", description = "A JSON array of messages with role and content.")
    private Path messages = Path.of("");

    @Option(names = "--tools", paramLabel = "FILE", description = "A JSON array of tools, as functions with a JSON schema.")
    private @Nullable Path tools;

    @Option(names = "--require-call", description = "The reply must be a call of a tool.")
    private boolean requireCall;

    @ArgGroup(exclusive = true, multiplicity = "0..1", heading = "The form of the answer:%n")
    private @Nullable FormOptions form;

    @Option(names = "--template", paramLabel = "FILE", description = "A Jinja chat template (default: that of the model's file).")
    private @Nullable Path template;

    @Option(names = "--thinking", paramLabel = "BUDGET", defaultValue = "medium", description = "How long it may think: off, low, medium, high or a number of tokens (default: ${DEFAULT-VALUE}).")
    private String thinking = "";

    @Option(names = "--show-thinking", paramLabel = "HOW", defaultValue = "visible", description = "visible, hidden or length, which only tells how many tokens it took (default: ${DEFAULT-VALUE}).")
    private String shown = "";

    @Option(names = "--max-tokens", paramLabel = "N", description = "Most tokens of the reply (default: 1024 and the thinking budget).")
    private @Nullable Integer maxTokens;

    @Mixin
    private DrawingOptions drawing = new DrawingOptions();

    @Option(names = "--json", description = "Print one JSON object at the end instead.")
    private boolean json;

    private final CommandIo io;
    private boolean thinkingLineOpen;
    private boolean textLineOpen;

    ModelChat(CommandIo io) {
        this.io = io;
    }

    /** The shape of {@code --json}. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Report(String text, String thinking, List<ModelParse.Call> toolCalls, String reason, int promptTokens,
            int thinkingTokens, int answerTokens) {
        static Report of(ChatResult result) {
            return new Report(result.reply().text(), result.reply().thinking(),
                    result.reply().toolCalls().stream().map(ModelParse.Call::of).toList(),
                    result.reason().name().toLowerCase(Locale.ROOT), result.promptTokens(), result.thinkingTokens(),
                    result.answerTokens());
        }
    }

    @Override
    public Integer call() throws IOException {
        ChatOptions options = options();
        List<Message> said = Dialogue.messages(messages);
        List<Tool> known = tools == null ? List.of() : Dialogue.tools(tools);
        if (requireCall && known.isEmpty())
            throw new UsageException("--require-call: expected --tools with at least one tool");
        if (form != null && !known.isEmpty())
            throw new UsageException("--tools: expected no --schema or --grammar beside it");
        try (LanguageModel loaded = model.load()) {
            if (!loaded.hasTokenizer())
                throw new CommandException(model.model + ": expected a vocabulary, the file has none");
            try (Chat chat = new Chat(loaded, template(loaded, known), loaded.info().contextLength())) {
                ChatResult result = chat.reply(said, known, options, json ? event -> {
                } : this::show);
                if (json)
                    io.json(Report.of(result));
                else
                    end(result);
            }
        }
        return EngramCommand.DONE;
    }

    private ChatOptions options() throws IOException {
        try {
            ThinkingBudget budget = ThinkingBudget.parse(thinking);
            int most = maxTokens == null ? ANSWER_TOKENS + budget.tokens() : maxTokens;
            if (most < 1)
                throw new UsageException("--max-tokens: expected >= 1, received " + most);
            ChatOptions options = ChatOptions.of(most, drawing.sampling(), budget).showing(shown())
                    .calling(requireCall ? ChatOptions.Calls.REQUIRED : ChatOptions.Calls.ALLOWED);
            return form == null ? options : options.answering(form.compile());
        } catch (GrammarException refused) {
            throw new CommandException(String.valueOf(refused.getMessage()), refused);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(String.valueOf(wrong.getMessage()));
        }
    }

    private ChatOptions.Shown shown() {
        return switch (shown) {
            case "visible" -> ChatOptions.Shown.VISIBLE;
            case "hidden" -> ChatOptions.Shown.HIDDEN;
            case "length" -> ChatOptions.Shown.LENGTH;
            default ->
                throw new UsageException("--show-thinking: expected visible, hidden or length, received " + shown);
        };
    }

    /** The given template, or the file's own: that for tools where it has one and there are tools. */
    private ChatTemplate template(LanguageModel loaded, List<Tool> known) throws IOException {
        if (template != null)
            return ChatTemplate.of(Files.readString(template));
        Optional<String> own = known.isEmpty() ? Optional.empty() : loaded.chatTemplate("tool_use");
        if (own.isEmpty())
            own = loaded.chatTemplate("");
        return ChatTemplate.of(own.orElseThrow(
                () -> new CommandException(
                        model.model + ": expected a chat template, the file has none; give --template")));
    }

    private void show(ReplyEvent event) {
        switch (event) {
            case ReplyEvent.Thinking thought -> {
                io.err().print(thought.piece());
                thinkingLineOpen = true;
            }
            case ReplyEvent.Thought thought -> {
                io.err().print("thought for " + thought.tokens() + " tokens");
                thinkingLineOpen = true;
            }
            case ReplyEvent.Text text -> {
                endThinking();
                io.out().print(text.piece());
                io.out().flush();
                textLineOpen = true;
            }
            case ReplyEvent.Call call -> {
                endThinking();
                endText();
                io.json(ModelParse.Call.of(call.call()));
            }
        }
        io.err().flush();
    }

    private void endThinking() {
        if (thinkingLineOpen)
            io.err().println();
        thinkingLineOpen = false;
    }

    private void endText() {
        if (textLineOpen)
            io.out().println();
        io.out().flush();
        textLineOpen = false;
    }

    private void end(ChatResult result) {
        endThinking();
        endText();
        if (io.terminal().live())
            io.err().println(String.format(Locale.ROOT, "%,d prompt tokens, %,d of thinking, %,d of answer, %s",
                    result.promptTokens(), result.thinkingTokens(), result.answerTokens(),
                    result.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
    }
}
