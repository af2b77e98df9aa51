package io.engram.inference.jinja;

import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** One rendering: its output, its budgets and the line it is at. One thread. */
final class Run {
    /** Characters that one text may have. */
    static final int MAX_TEXT = 8 << 20;
    /** Elements that one list may have. */
    static final int MAX_LIST = 1 << 18;
    /** Elements that a range may have, as in Python's sandbox. */
    static final int MAX_RANGE = 100_000;
    private static final long MAX_STEPS = 10_000_000;
    private static final int MAX_DEPTH = 700;

    private final Supplier<ZonedDateTime> clock;
    private StringBuilder out = new StringBuilder();
    private long steps;
    private int depth;
    int line = 1;

    Run(Supplier<ZonedDateTime> clock) {
        this.clock = clock;
    }

    ZonedDateTime now() {
        return clock.get();
    }

    TemplateException fail(String reason) {
        return new TemplateException(line, reason);
    }

    /** Pays for work: about one step for each value touched or four characters copied. */
    void charge(long cost) {
        steps += cost;
        if (steps > MAX_STEPS) {
            throw fail("expected at most " + MAX_STEPS + " steps");
        }
    }

    void enter() {
        if (++depth > MAX_DEPTH) {
            throw fail("expected at most " + MAX_DEPTH + " nested evaluations");
        }
        charge(1);
    }

    void leave() {
        depth--;
    }

    /** Pays for a text of this length before it is made. */
    void text(long length) {
        if (length > MAX_TEXT) {
            throw fail("expected texts of at most " + MAX_TEXT + " characters");
        }
        charge(1 + length / 4);
    }

    String made(String text) {
        text(text.length());
        return text;
    }

    List<Object> made(List<Object> list) {
        size(list.size());
        return list;
    }

    Map<Object, Object> made(Map<Object, Object> map) {
        size(map.size());
        return map;
    }

    void size(long elements) {
        if (elements > MAX_LIST) {
            throw fail("expected lists of at most " + MAX_LIST + " elements");
        }
        charge(1 + elements);
    }

    void write(String text) {
        text((long) out.length() + text.length() > MAX_TEXT ? MAX_TEXT + 1L : text.length());
        out.append(text);
    }

    String output() {
        return out.toString();
    }

    /** Starts an output of its own and gives the one before, for {@link #endCapture}. */
    StringBuilder capture() {
        StringBuilder outer = out;
        out = new StringBuilder();
        return outer;
    }

    String endCapture(StringBuilder outer) {
        String text = out.toString();
        out = outer;
        return text;
    }
}
