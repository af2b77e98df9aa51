package io.engram.inference.chat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replies as messages on channels (gpt-oss): {@code <|channel|>NAME to=RECIPIENT<|message|>TEXT<|end|>}. Analysis is thinking;
 * commentary to a recipient is a tool call; commentary to nobody and the final channel are text.
 */
final class HarmonyMachine implements ReplyParser.Machine {
    private static final List<String> HEADS = List.of("<|start|>", "<|channel|>", "<|message|>", "<|return|>",
            "<|end|>",
            "<|call|>");
    private static final List<String> ENDS = List.of("<|end|>", "<|return|>", "<|call|>", "<|start|>", "<|channel|>");
    private static final Pattern RECIPIENT = Pattern.compile("to=([^\\s<]+)");
    private static final Pattern CHANNEL = Pattern.compile("<\\|channel\\|>\\s*([A-Za-z_]+)");

    /** What follows {@code <|start|>assistant}, which is in the prompt, in the form that names the recipient first. */
    private static final Pattern BEGUN = Pattern.compile("\\s*to=\\S+\\s*");
    private static final Pattern BEGUN_PART = Pattern.compile("\\s*(t|to|to=\\S*\\s*)?");

    private enum Mode {
        BETWEEN, HEADER, TEXT, THINKING, CALL, DONE
    }

    private final ReplyOutput out;
    private final StringBuilder pending = new StringBuilder();
    private Mode mode = Mode.BETWEEN;
    private boolean begun = true;
    private String header = "";
    private boolean finishing;

    HarmonyMachine(ReplyOutput out) {
        this.out = out;
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
                case BETWEEN -> between();
                case HEADER -> header();
                case TEXT, THINKING -> body();
                case CALL -> call();
                case DONE -> {
                    pending.setLength(0);
                    yield false;
                }
            };
        }
    }

    /** Text without a header is text; but at its start a reply may go on with a header that the prompt began. */
    private boolean between() {
        Marks.Found found = Marks.first(pending, HEADS, 0);
        String before = found == null ? pending.toString() : pending.substring(0, found.at());
        if (begun && found == null && !finishing && BEGUN_PART.matcher(before).matches()) {
            return false;
        }
        if (begun && found != null && BEGUN.matcher(before).matches()) {
            begun = false;
            mode = Mode.HEADER;
            return true;
        }
        begun = false;
        int end = found != null ? found.at() : pending.length() - (finishing ? 0 : Marks.held(pending, HEADS));
        out.text(pending.substring(0, end));
        pending.delete(0, end);
        if (found == null) {
            return false;
        }
        switch (found.mark()) {
            case "<|start|>", "<|channel|>", "<|message|>" -> mode = Mode.HEADER;
            case "<|return|>" -> mode = Mode.DONE;
            default -> pending.delete(0, found.mark().length());
        }
        return true;
    }

    private boolean header() {
        int at = pending.indexOf("<|message|>");
        if (at < 0) {
            // A header that never ends says nothing.
            mode = finishing ? Mode.DONE : mode;
            return finishing;
        }
        header = pending.substring(0, at);
        pending.delete(0, at + "<|message|>".length());
        Matcher channel = CHANNEL.matcher(header);
        String name = channel.find() ? channel.group(1) : "final";
        if (RECIPIENT.matcher(header).find()) {
            mode = Mode.CALL;
        } else {
            mode = name.equals("analysis") ? Mode.THINKING : Mode.TEXT;
            out.newPart(mode == Mode.THINKING);
        }
        return true;
    }

    private boolean body() {
        Marks.Found found = Marks.first(pending, ENDS, 0);
        int end = found != null ? found.at() : pending.length() - (finishing ? 0 : Marks.held(pending, ENDS));
        if (mode == Mode.THINKING) {
            out.thinking(pending.substring(0, end));
        } else {
            out.text(pending.substring(0, end));
        }
        pending.delete(0, end);
        if (found == null) {
            return false;
        }
        mode = Mode.BETWEEN;
        return true;
    }

    private boolean call() {
        Marks.Found found = Marks.first(pending, ENDS, 0);
        if (found == null && !finishing) {
            return false;
        }
        int end = found == null ? pending.length() : found.at();
        Matcher recipient = RECIPIENT.matcher(header);
        String name = recipient.find() ? recipient.group(1) : "";
        String tool = name.startsWith("functions.") ? name.substring("functions.".length()) : name;
        String body = pending.substring(0, end);
        List<ToolCall> calls = CallReader.named(tool, body);
        if (calls.isEmpty()) {
            out.text(header + "<|message|>" + body);
        } else {
            calls.forEach(out::call);
        }
        pending.delete(0, end);
        mode = Mode.BETWEEN;
        return true;
    }
}
