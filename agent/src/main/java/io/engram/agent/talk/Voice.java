package io.engram.agent.talk;

import io.engram.inference.Constraint;
import io.engram.inference.chat.ChatResult;
import io.engram.inference.chat.Message;
import io.engram.inference.chat.ReplyEvent;
import io.engram.inference.chat.ThinkingBudget;
import io.engram.inference.chat.Tool;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** A model that speaks. One thread at a time, except for {@link #interrupt}. */
interface Voice extends AutoCloseable {
    /** Name of the model. */
    String id();

    /** Whether it was trained on the layout of the curriculum, and is to be shown nothing else. */
    boolean own();

    /** Most tokens of prompt and reply together. */
    int context();

    /** Most tokens of an answer, thinking not counted. */
    int answerTokens();

    /** How long it may think. */
    ThinkingBudget budget(Effort effort);

    /** Tokens of a text as part of a prompt. */
    int tokens(String text);

    /** Words that it may say beside those of its prompts and its own; for what it knows by heart. */
    void alsoSay(Collection<String> words);

    /** From now on it speaks without the adapters that it was loaded with. */
    void speakPlainly();

    /** Ends the running reply at its next token; without one does nothing. On any thread. */
    void interrupt();

    /** From now on replies run until interrupted anew. */
    void resume();

    /** Whether it was interrupted since {@link #resume}. */
    boolean interrupted();

    /**
     * Answers the last message.
     *
     * @param mustCall
     *            whether the reply must be a call of one of the tools
     * @throws java.util.concurrent.CancellationException
     *             if interrupted
     */
    ChatResult reply(List<Message> messages, List<Tool> tools, Effort effort, boolean mustCall,
            Consumer<ReplyEvent> events);

    /** Answers in a form, without thinking, beside the conversation; the same may be thrown. */
    String read(String system, String text, Constraint form, int maxTokens);

    @Override
    void close();
}
