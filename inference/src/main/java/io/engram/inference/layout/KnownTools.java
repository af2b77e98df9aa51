package io.engram.inference.layout;

/** Names and purposes of the tools that the curriculum knows and the agent has. Parameters: see the agent's methods. */
public final class KnownTools {
    /** The present time; no parameters. */
    public static final String CLOCK = "clock";
    public static final String CLOCK_PURPOSE = "the present time";
    /** An expression's value; {@code expression: string}. */
    public static final String CALCULATOR = "calculator";
    public static final String CALCULATOR_PURPOSE = "computes an expression";
    /** Keeps a note; {@code text: string}. */
    public static final String NOTE_WRITE = "note_write";
    public static final String NOTE_WRITE_PURPOSE = "writes a note";
    /** Reminds later; {@code text: string, time: string}. */
    public static final String REMINDER_SET = "reminder_set";
    public static final String REMINDER_SET_PURPOSE = "reminds the user";
    /** Looks into memory; {@code query: string}. */
    public static final String MEMORY_SEARCH = "memory_search";
    public static final String MEMORY_SEARCH_PURPOSE = "searches what was said before";
    /** What a tool that keeps something says. */
    public static final String SAVED = "saved";

    private KnownTools() {
    }
}
