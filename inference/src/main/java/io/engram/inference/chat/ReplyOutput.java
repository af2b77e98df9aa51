package io.engram.inference.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects a reply and passes events on, without the white space around the thinking and around the answer. */
final class ReplyOutput {
    private final Consumer<ReplyEvent> events;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private final StringBuilder textSpace = new StringBuilder();
    private final StringBuilder thinkingSpace = new StringBuilder();
    private final List<ToolCall> calls = new ArrayList<>();

    ReplyOutput(Consumer<ReplyEvent> events) {
        this.events = events;
    }

    void text(String piece) {
        String now = add(piece, text, textSpace);
        if (!now.isEmpty()) {
            events.accept(new ReplyEvent.Text(now));
        }
    }

    void thinking(String piece) {
        String now = add(piece, thinking, thinkingSpace);
        if (!now.isEmpty()) {
            events.accept(new ReplyEvent.Thinking(now));
        }
    }

    /** Keeps separate pieces of thinking, or of text, on lines of their own. */
    void newPart(boolean ofThinking) {
        StringBuilder all = ofThinking ? thinking : text;
        StringBuilder space = ofThinking ? thinkingSpace : textSpace;
        if (!all.isEmpty() && space.indexOf("\n") < 0) {
            space.append('\n');
        }
    }

    void call(ToolCall call) {
        calls.add(call);
        events.accept(new ReplyEvent.Call(call));
    }

    Reply reply() {
        return new Reply(text.toString(), thinking.toString(), calls);
    }

    /** What may be shown now: all but white space at the start, and but that at the end until more comes. */
    private static String add(String piece, StringBuilder all, StringBuilder space) {
        int end = piece.length();
        while (end > 0 && Character.isWhitespace(piece.charAt(end - 1))) {
            end--;
        }
        if (end == 0) {
            space.append(all.isEmpty() ? "" : piece);
            return "";
        }
        int from = 0;
        while (all.isEmpty() && Character.isWhitespace(piece.charAt(from))) {
            from++;
        }
        String now = space + piece.substring(from, end);
        space.setLength(0);
        space.append(piece, end, piece.length());
        all.append(now);
        return now;
    }
}
