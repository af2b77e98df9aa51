package io.engram.inference.chat;

import java.util.function.Consumer;

/**
 * Takes a reply apart while it arrives: thinking, text and tool calls. However the reply is cut into pieces, the events joined
 * say the same, and no event holds part of a mark.
 *
 * <p>A tool call that is not well-formed, or not finished when the reply ends, is text, marks included. Thinking that is not
 * finished stays thinking. One reply, one thread.
 */
public final class ReplyParser {
    /** The part that depends on the family. */
    interface Machine {
        void push(String piece);

        void finish();
    }

    private final ReplyOutput output;
    private final Machine machine;

    /**
     * A parser of one reply.
     *
     * @param insideThinking
     *            whether the prompt already opened the thinking
     * @param texts
     *            parameters whose values are texts whatever they look like
     */
    ReplyParser(ReplyFormat format, boolean insideThinking, TextParameters texts, Consumer<ReplyEvent> events) {
        output = new ReplyOutput(events);
        machine = format.harmony()
                ? new HarmonyMachine(output)
                : new MarkMachine(format, insideThinking, texts, output);
    }

    /** Takes the next piece of raw text. */
    public void push(String piece) {
        machine.push(piece);
    }

    /** Ends the reply. */
    public Reply finish() {
        machine.finish();
        return output.reply();
    }
}
