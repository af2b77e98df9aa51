package io.engram.agent.talk;

import io.engram.inference.Constraint;
import io.engram.inference.GenerationResult.StopReason;
import io.engram.inference.chat.ChatResult;
import io.engram.inference.chat.Message;
import io.engram.inference.chat.Reply;
import io.engram.inference.chat.ReplyEvent;
import io.engram.inference.chat.ThinkingBudget;
import io.engram.inference.chat.Tool;
import io.engram.inference.chat.ToolCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/** Says what it was told to, and keeps what it was shown: the loop of a conversation without the whims of a model. */
final class ScriptedVoice implements Voice {
    final Deque<Reply> replies = new ArrayDeque<>();
    final List<List<Message>> shown = new ArrayList<>();
    final List<List<Tool>> tools = new ArrayList<>();
    final List<Boolean> required = new ArrayList<>();
    String facts = "[]";
    boolean own = true;
    int context = 2048;
    private boolean stopped;

    ScriptedVoice says(String text) {
        replies.add(new Reply(text, "", List.of()));
        return this;
    }

    ScriptedVoice calls(String tool, String arguments) {
        replies.add(new Reply("", "", List.of(new ToolCall(tool, arguments))));
        return this;
    }

    String system() {
        return shown.getLast().getFirst().content();
    }

    @Override
    public String id() {
        return "scripted";
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
        return 64;
    }

    @Override
    public ThinkingBudget budget(Effort effort) {
        return effort.own(context);
    }

    @Override
    public int tokens(String text) {
        return text.length() / 4 + 1;
    }

    @Override
    public void alsoSay(Collection<String> words) {
    }

    @Override
    public void speakPlainly() {
    }

    @Override
    public void interrupt() {
        stopped = true;
    }

    @Override
    public void resume() {
        stopped = false;
    }

    @Override
    public boolean interrupted() {
        return stopped;
    }

    @Override
    public ChatResult reply(List<Message> messages, List<Tool> given, Effort effort, boolean mustCall,
            Consumer<ReplyEvent> events) {
        required.add(mustCall);
        shown.add(List.copyOf(messages));
        tools.add(given);
        Reply reply = replies.remove();
        for (String piece : reply.text().split("(?<= )", -1)) {
            if (stopped)
                throw new CancellationException("interrupted");
            if (!piece.isEmpty())
                events.accept(new ReplyEvent.Text(piece));
        }
        return new ChatResult(reply, StopReason.END_OF_TEXT, 10, 0, 0, 5, 0.01, 0.05);
    }

    @Override
    public String read(String system, String text, Constraint form, int maxTokens) {
        return facts;
    }

    @Override
    public void close() {
        stopped = true;
    }
}
