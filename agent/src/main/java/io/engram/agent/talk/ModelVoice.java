package io.engram.agent.talk;

import io.engram.inference.Constraint;
import io.engram.inference.LanguageModel;
import io.engram.inference.ModelFormatException;
import io.engram.inference.SamplingOptions;
import io.engram.inference.SessionOptions;
import io.engram.inference.chat.Chat;
import io.engram.inference.chat.ChatOptions;
import io.engram.inference.chat.ChatResult;
import io.engram.inference.chat.ChatTemplate;
import io.engram.inference.chat.Grounding;
import io.engram.inference.chat.Message;
import io.engram.inference.chat.ReplyEvent;
import io.engram.inference.chat.ThinkingBudget;
import io.engram.inference.chat.Tool;
import io.engram.inference.layout.Layout;
import io.engram.inference.transformer.AdapterSet;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/** A loaded model that speaks. */
final class ModelVoice implements Voice {
    private static final int MOST_CONTEXT = 4096;
    private static final int OWN_ANSWER = 128;
    private static final int FOREIGN_ANSWER = 512;

    private final LanguageModel model;
    private final boolean own;
    private final int context;
    private final ChatTemplate template;
    private Chat chat;
    private Chat reading;
    /** Of the own model: it says no word that was not said before. */
    private Grounding grounding = Layout.grounding();
    private final long seed;
    private volatile boolean interrupted;

    /** @param model has a vocabulary; handed over */
    ModelVoice(LanguageModel model, long seed) throws ModelFormatException {
        String source = template(model);
        this.model = model;
        this.seed = seed;
        this.own = source.equals(Layout.template());
        this.context = Math.min(MOST_CONTEXT, model.info().contextLength());
        this.template = ChatTemplate.of(source);
        this.chat = new Chat(model, template, context);
        this.reading = new Chat(model, template, context);
    }

    private static String template(LanguageModel model) throws ModelFormatException {
        if (!model.hasTokenizer())
            throw new IllegalArgumentException("expected a vocabulary, the file has none");
        return model.chatTemplate("").orElseThrow(
                () -> new IllegalArgumentException("expected a chat template, the file has none"));
    }

    @Override
    public String id() {
        return model.info().name();
    }

    @Override
    public boolean own() {
        return own;
    }

    @Override
    public int context() {
        return context;
    }

    @Override
    public int answerTokens() {
        return own ? OWN_ANSWER : Math.min(FOREIGN_ANSWER, context / 4);
    }

    @Override
    public ThinkingBudget budget(Effort effort) {
        return own ? effort.own(context) : effort.foreign(context);
    }

    @Override
    public int tokens(String text) {
        return model.tokenizer().encode(text, false).length;
    }

    @Override
    public void alsoSay(Collection<String> words) {
        grounding = Layout.grounding().and(words);
    }

    @Override
    public void speakPlainly() {
        grounding = Layout.grounding();
        chat.close();
        reading.close();
        SessionOptions plain = SessionOptions.of(context).withAdapters(AdapterSet.NONE);
        chat = new Chat(model, template, plain);
        reading = new Chat(model, template, plain);
    }

    @Override
    public void interrupt() {
        interrupted = true;
    }

    @Override
    public void resume() {
        interrupted = false;
    }

    @Override
    public boolean interrupted() {
        return interrupted;
    }

    @Override
    public ChatResult reply(List<Message> messages, List<Tool> tools, Effort effort, boolean mustCall,
            Consumer<ReplyEvent> events) {
        ThinkingBudget budget = budget(effort);
        SamplingOptions sampling = own ? SamplingOptions.greedy() : SamplingOptions.balanced(seed);
        ChatOptions usual = ChatOptions.of(answerTokens() + budget.tokens() + 16, sampling, budget)
                .calling(mustCall ? ChatOptions.Calls.REQUIRED : ChatOptions.Calls.ALLOWED);
        // The sentence that ends thinking was never read by the own model: there a cut thought just ends.
        ChatOptions options = own
                ? usual.closingWith("").grounded(grounding)
                : usual;
        return chat.reply(messages, tools, options, guarded(events));
    }

    @Override
    public String read(String system, String text, Constraint form, int maxTokens) {
        ChatOptions options = ChatOptions.of(maxTokens, SamplingOptions.greedy(), ThinkingBudget.off()).answering(form);
        return reading.reply(List.of(Message.system(system), Message.user(text)), List.of(),
                own ? options.grounded(grounding) : options,
                guarded(event -> {
                })).reply().text();
    }

    private Consumer<ReplyEvent> guarded(Consumer<ReplyEvent> events) {
        return event -> {
            if (interrupted)
                throw new CancellationException("interrupted");
            events.accept(event);
        };
    }

    @Override
    public void close() {
        chat.close();
        reading.close();
        model.close();
    }
}
