package io.engram.inference.chat;

import io.engram.inference.GenerationOptions;
import io.engram.inference.GenerationResult;
import io.engram.inference.Generator;
import io.engram.inference.LanguageModel;
import io.engram.inference.Session;
import io.engram.inference.SessionOptions;
import io.engram.inference.TokenGuide;
import io.engram.inference.Tokenizer;
import io.engram.inference.jinja.Rendered;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A dialogue with a model. Each turn gives all messages; what the session holds of them already is not computed again. Blocks
 * the calling thread while it computes; belongs to one thread at a time.
 */
public final class Chat implements AutoCloseable {
    private final LanguageModel model;
    private final PromptWriter prompts;
    private final ChatTemplate template;
    private final Session session;
    private List<Tool> grammarsOf = List.of();
    private @Nullable CallGrammars grammars;

    /**
     * A dialogue of at most {@code contextLength} tokens.
     *
     * @param template
     *            how the model writes dialogues; {@link LanguageModel#chatTemplate} has the file's own
     */
    public Chat(LanguageModel model, ChatTemplate template, int contextLength) {
        this(model, template, SessionOptions.of(contextLength));
    }

    /** A dialogue in a session with adapters or a hook of its own. */
    public Chat(LanguageModel model, ChatTemplate template, SessionOptions options) {
        this.model = model;
        this.template = template;
        this.prompts = new PromptWriter(template, model.tokenizer());
        this.session = model.newSession(options);
    }

    /**
     * Answers the last message.
     *
     * @param tools
     *            what may be called; none to leave tools out
     * @param events
     *            hears the reply as it comes
     * @throws io.engram.inference.jinja.TemplateException
     *             if the template refuses the messages
     * @throws io.engram.inference.grammar.GrammarException
     *             if a tool's schema cannot be honoured
     * @throws IllegalArgumentException
     *             if the prompt does not fit the context
     */
    public ChatResult reply(List<Message> messages, List<Tool> tools, ChatOptions options,
            Consumer<ReplyEvent> events) {
        Tokenizer tokenizer = model.tokenizer();
        ReplyFormat format = template.format();
        CallGrammars grammars = grammars(tools);
        Rendered prompt = prompts.write(messages, tools, options.thinking());
        boolean inside = template.insideThinking(prompt.text());
        int[] ids = prompts.ids(prompt);
        if (ids.length >= session.contextLength()) {
            throw new IllegalArgumentException("messages: expected fewer than " + session.contextLength()
                    + " tokens of prompt, received " + ids.length);
        }
        long begin = System.nanoTime();
        int kept = session.continueWith(ids);
        double prefill = (System.nanoTime() - begin) / 1e9;
        ChatGuide guide = new ChatGuide(tokenizer, format, options, grammars,
                options.grounding().map(g -> g.guide(tokenizer, prompt.text())).orElse(TokenGuide.FREE), inside);
        ThinkingView view = new ThinkingView(options.shown(), guide::thinkingTokens, events);
        ReplyParser parser = template.replyParser(inside, tools, view);
        int room = Math.min(options.maxTokens(), session.contextLength() - ids.length);
        GenerationResult result = new Generator(model).generate(session, new int[0],
                GenerationOptions.of(room, options.sampling()), guide, parser::push);
        Reply reply = parser.finish();
        view.finish();
        boolean shown = options.shown() == ChatOptions.Shown.VISIBLE;
        return new ChatResult(shown ? reply : new Reply(reply.text(), "", reply.toolCalls()), result.reason(),
                ids.length,
                kept, guide.thinkingTokens(), guide.answerTokens(), prefill, result.decodeSeconds());
    }

    /** Those of the turn before, where the tools are the same: what was learned about their forms serves again. */
    private CallGrammars grammars(List<Tool> tools) {
        if (grammars == null || !tools.equals(grammarsOf)) {
            grammars = new CallGrammars(template.format(), tools, model.tokenizer(), template.spells("[ARGS]"));
            grammarsOf = List.copyOf(tools);
        }
        return grammars;
    }

    @Override
    public void close() {
        session.close();
    }
}
