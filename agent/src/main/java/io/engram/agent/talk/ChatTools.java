package io.engram.agent.talk;

import io.engram.agent.tool.Effect;
import io.engram.agent.tool.Param;
import io.engram.agent.tool.Tool;
import io.engram.inference.layout.KnownTools;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The tools that every conversation has, under the names that the curriculum teaches. Thread-safe. */
public final class ChatTools {
    private static final int LIMIT_MILLIS = 10_000;

    private final Notebook notebook;
    private final Consumer<Source> found;

    /** @param found hears of each note that a search brought back */
    ChatTools(Notebook notebook, Consumer<Source> found) {
        this.notebook = notebook;
        this.found = found;
    }

    /** The present time as hours and minutes. */
    @Tool(name = KnownTools.CLOCK, value = KnownTools.CLOCK_PURPOSE, timeoutMillis = LIMIT_MILLIS)
    public String clock() {
        return String.format(Locale.ROOT, "%d:%02d", notebook.now().getHour(), notebook.now().getMinute());
    }

    /** The value of an expression. */
    @Tool(name = KnownTools.CALCULATOR, value = KnownTools.CALCULATOR_PURPOSE, timeoutMillis = LIMIT_MILLIS)
    public String calculate(@Param("numbers, + - * / and parentheses") String expression) {
        return Calculator.value(expression);
    }

    /** Keeps a note in memory. */
    @Tool(name = KnownTools.NOTE_WRITE, value = KnownTools.NOTE_WRITE_PURPOSE, effect = Effect.WRITE, timeoutMillis = LIMIT_MILLIS)
    public String write(@Param("what to keep") String text) {
        notebook.told(text);
        return KnownTools.SAVED;
    }

    /** Keeps something to be reminded of. */
    @Tool(name = KnownTools.REMINDER_SET, value = KnownTools.REMINDER_SET_PURPOSE, effect = Effect.WRITE, timeoutMillis = LIMIT_MILLIS)
    public String remind(@Param("what to do") String text, @Param("when, such as 17:30") String time) {
        notebook.remind(text, time);
        return KnownTools.SAVED;
    }

    /** The most fitting thing that was said. */
    @Tool(name = KnownTools.MEMORY_SEARCH, value = KnownTools.MEMORY_SEARCH_PURPOSE, timeoutMillis = LIMIT_MILLIS)
    public String search(@Param("what to look for") String query) {
        List<Source> notes = notebook.notes(query, 1, false);
        notes.forEach(found);
        return notes.isEmpty() ? "nothing found" : notes.getFirst().text();
    }
}
