package io.engram.inference.chat;

import io.engram.inference.chat.ReplyFormat.CallForm;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replies in which marks switch between text, thinking and tool calls. */
final class MarkMachine implements ReplyParser.Machine {
    private static final String CLOSE = "</tool_call>";

    private enum Mode {
        START, TEXT, THINKING, CALL, BARE, AFTER_CALL, DONE
    }

    private final ReplyFormat format;
    private final ReplyOutput out;
    private final TextParameters texts;
    private final List<String> textMarks = new ArrayList<>();
    private final List<String> thinkingMarks = new ArrayList<>();
    private final StringBuilder pending = new StringBuilder();
    private Mode mode;
    private String mark = "";
    private @Nullable JsonScan scan;
    private boolean finishing;

    MarkMachine(ReplyFormat format, boolean insideThinking, TextParameters texts, ReplyOutput out) {
        this.format = format;
        this.out = out;
        this.texts = texts;
        if (format.thinkStart() != null && format.thinkEnd() != null) {
            textMarks.add(format.thinkStart());
            thinkingMarks.add(format.thinkStart());
            thinkingMarks.add(format.thinkEnd());
        }
        textMarks.addAll(format.calls().keySet());
        textMarks.addAll(format.dropped());
        textMarks.addAll(format.ends());
        thinkingMarks.addAll(format.ends());
        mode = insideThinking && format.thinkStart() != null ? Mode.THINKING : Mode.START;
    }

    @Override
    public void push(String piece) {
        pending.append(piece);
        run();
    }

    @Override
    public void finish() {
        finishing = true;
        run();
    }

    private void run() {
        boolean more = true;
        while (more) {
            more = switch (mode) {
                case START -> start();
                case TEXT -> plain(textMarks, false);
                case THINKING -> plain(thinkingMarks, true);
                case CALL -> call();
                case BARE -> bare();
                case AFTER_CALL -> afterCall();
                case DONE -> {
                    pending.setLength(0);
                    yield false;
                }
            };
        }
    }

    /** The first character that is no white space tells whether a reply may be a bare call. */
    private boolean start() {
        int at = blanks(0);
        if (at == pending.length() && !finishing) {
            return false;
        }
        mode = format.bareCalls() && at < pending.length() && pending.charAt(at) == '{' ? Mode.BARE : Mode.TEXT;
        scan = new JsonScan(at);
        return true;
    }

    private int blanks(int from) {
        int at = from;
        while (at < pending.length() && Character.isWhitespace(pending.charAt(at))) {
            at++;
        }
        return at;
    }

    private boolean plain(List<String> marks, boolean thinking) {
        Marks.Found found = Marks.first(pending, marks, 0);
        // A longer mark may be on its way where a shorter one is whole; no family has such a pair.
        int end = found != null ? found.at() : pending.length() - (finishing ? 0 : Marks.held(pending, marks));
        emit(pending.substring(0, end), thinking);
        pending.delete(0, end);
        if (found == null) {
            return false;
        }
        mark = found.mark();
        if (format.calls().get(mark) != CallForm.FUNCTION || thinking) {
            pending.delete(0, mark.length());
        }
        if (format.ends().contains(mark)) {
            mode = Mode.DONE;
        } else if (mark.equals(format.thinkStart())) {
            if (!thinking) {
                out.newPart(true);
            }
            mode = Mode.THINKING;
        } else if (mark.equals(format.thinkEnd())) {
            mode = Mode.START;
        } else if (format.calls().containsKey(mark)) {
            mode = Mode.CALL;
            scan = null;
        }
        return true;
    }

    private void emit(String text, boolean thinking) {
        if (thinking) {
            out.thinking(text);
        } else {
            out.text(text);
        }
    }

    private boolean call() {
        CallForm form = format.calls().get(mark);
        if (form == null) {
            throw new IllegalStateException("no call starts with " + mark);
        }
        return switch (form) {
            case TAGGED -> tagged();
            case FUNCTION -> until("</function>", true);
            case DEEPSEEK -> until(ReplyFormat.DEEPSEEK_CALL_END, false);
            case MISTRAL -> mistral();
            case PYTHON_TAG -> pythonTag();
        };
    }

    private boolean tagged() {
        int from = blanks(0);
        if (from == pending.length()) {
            return finishing && asText(pending.length());
        }
        char first = pending.charAt(from);
        if (first != '{' && first != '[') {
            return until(CLOSE, false);
        }
        if (scan == null) {
            scan = new JsonScan(from);
        }
        int end = scan.end(pending);
        int stop = end < 0 ? outside(CLOSE, from) : -1;
        if (stop >= 0) {
            return asText(stop + CLOSE.length());
        }
        if (end < 0) {
            return finishing && asText(pending.length());
        }
        return take(CallReader.json(pending.substring(from, end)), end);
    }

    /** Where a mark stands outside of JSON strings, or -1. */
    private int outside(String wanted, int from) {
        for (int at = pending.indexOf(wanted, from); at >= 0; at = pending.indexOf(wanted, at + 1)) {
            JsonScan upTo = new JsonScan(from);
            upTo.end(pending.substring(0, at));
            if (!upTo.inString()) {
                return at;
            }
        }
        return -1;
    }

    private boolean until(String end, boolean included) {
        int at = pending.indexOf(end);
        if (at < 0 && !finishing) {
            return false;
        }
        if (at < 0 && format.calls().get(mark) == CallForm.DEEPSEEK) {
            return asText(pending.length());
        }
        int stop = at < 0 ? pending.length() : at;
        int after = at < 0 ? stop : at + end.length();
        String body = pending.substring(0, included ? after : stop);
        List<ToolCall> calls = format.calls().get(mark) == CallForm.DEEPSEEK
                ? CallReader.deepseek(body)
                : at < 0 ? List.of() : CallReader.functions(body, texts);
        return take(calls, after);
    }

    private boolean mistral() {
        int at = 0;
        while (at < pending.length() && pending.charAt(at) != '{'
                && (pending.charAt(at) != '[' || !pending.substring(0, at).isBlank())) {
            at++;
        }
        if (at == pending.length()) {
            return finishing && asText(at);
        }
        if (scan == null) {
            scan = new JsonScan(at);
        }
        int end = scan.end(pending);
        if (end < 0) {
            return finishing && asText(pending.length());
        }
        return take(CallReader.mistral(pending.substring(0, at), pending.substring(at, end)), end);
    }

    private boolean pythonTag() {
        Marks.Found end = Marks.first(pending, format.ends(), 0);
        if (end == null && !finishing) {
            return false;
        }
        int stop = end == null ? pending.length() : end.at();
        return take(CallReader.pythonTag(pending.substring(0, stop)), stop);
    }

    /** A reply that starts with an object, and others that follow it. */
    private boolean bare() {
        if (scan == null) {
            throw new IllegalStateException("no object was seen");
        }
        int end = scan.end(pending);
        if (end < 0 && !finishing) {
            return false;
        }
        List<ToolCall> calls = end < 0 ? List.of() : CallReader.json(pending.substring(blanks(0), end));
        if (calls.isEmpty()) {
            mode = Mode.TEXT;
            return true;
        }
        calls.forEach(out::call);
        pending.delete(0, end);
        mode = Mode.AFTER_CALL;
        return true;
    }

    private boolean take(List<ToolCall> calls, int end) {
        if (calls.isEmpty()) {
            return asText(end);
        }
        calls.forEach(out::call);
        pending.delete(0, end);
        mode = Mode.AFTER_CALL;
        return true;
    }

    private boolean asText(int end) {
        out.text((format.calls().get(mark) == CallForm.FUNCTION ? "" : mark) + pending.substring(0, end));
        pending.delete(0, end);
        mode = Mode.TEXT;
        return true;
    }

    /** The closing tag of a call, and separators before a further one, say nothing. */
    private boolean afterCall() {
        int at = blanks(0);
        while (format.bareCalls() && at < pending.length() && pending.charAt(at) == ';') {
            at = blanks(at + 1);
        }
        String rest = pending.substring(at);
        if (!finishing && (rest.isEmpty() || (CLOSE.startsWith(rest) && rest.length() < CLOSE.length()))) {
            return false;
        }
        if (rest.startsWith(CLOSE)) {
            pending.delete(0, at + CLOSE.length());
            return true;
        }
        if (format.bareCalls() && rest.startsWith("{")) {
            pending.delete(0, at);
            scan = new JsonScan(0);
            mode = Mode.BARE;
            return true;
        }
        mode = Mode.TEXT;
        return true;
    }
}
