package io.engram.inference.layout;

/** A conversation as text: ChatML, with the date, the recalled notes and the tools in the system turn. Being written, it belongs to one
 * thread. */
public final class Prompt {
    /** What ends a turn. */
    public static final String END = "<|im_end|>\n";

    /** What a turn of the assistant begins with. */
    public static final String ASSISTANT = "<|im_start|>assistant\n";

    private final StringBuilder text = new StringBuilder();

    /** A conversation whose system turn is {@code system}, or that has none if it is empty. */
    public Prompt(String system) {
        if (!system.isEmpty()) {
            turn("system", system);
        }
    }

    /** One more turn. */
    public Prompt turn(String role, String content) {
        text.append("<|im_start|>").append(role).append('\n').append(content).append(END);
        return this;
    }

    /** A turn of the user. */
    public Prompt user(String content) {
        return turn("user", content);
    }

    /** An earlier turn of the assistant. */
    public Prompt assistant(String content) {
        return turn("assistant", content);
    }

    /** The text up to the reply. */
    public String open() {
        return text + ASSISTANT;
    }
}
