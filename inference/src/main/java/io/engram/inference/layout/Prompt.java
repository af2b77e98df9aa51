package io.engram.inference.layout;

/** A conversation as text: ChatML, with the date, the recalled notes and the tools in the system turn. Being written, it belongs to one
 * thread. */
public final class Prompt {
    /** What begins a turn. */
    public static final String START = "<|im_start|>";

    /** What the system turn begins with. */
    public static final String SYSTEM = START + "system\n";

    /** What ends a turn. */
    public static final String END = "<|im_end|>\n";

    /** What a turn of the assistant begins with. */
    public static final String ASSISTANT = START + "assistant\n";

    private final StringBuilder text = new StringBuilder();

    /** A conversation whose system turn is {@code system}, or that has none if it is empty. */
    public Prompt(String system) {
        if (!system.isEmpty()) {
            turn("system", system);
        }
    }

    /** One more turn. */
    public Prompt turn(String role, String content) {
        text.append(START).append(role).append('\n').append(content).append(END);
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
