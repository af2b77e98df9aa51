package io.engram.inference.jinja;

import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
    private final @Nullable Origins origins;
    private Pieces out;
    private long steps;
    private int depth;
    int line = 1;

    /** {@code origins} is null where nobody asks what the template wrote itself. */
    Run(Supplier<ZonedDateTime> clock, @Nullable Origins origins) {
        this.clock = clock;
        this.origins = origins;
        this.out = new Pieces(origins);
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

    /** Says that a text is the template's own. */
    String own(String text) {
        if (origins != null && !text.isEmpty() && !origins.knows(text)) {
            known(text, String.valueOf(Origins.OWN).repeat(text.length()));
        }
        return text;
    }

    /** A copy of a text that is not the template's own. */
    String given(String text) {
        return origins == null ? text : new String(text);
    }

    /** Part of a text, with its origins. */
    String cut(String text, int from, int to) {
        String part = text.substring(from, to);
        if (origins != null && origins.knows(text) && !part.isEmpty()) {
            known(part, origins.of(text).substring(from, to));
        }
        return part;
    }

    /** Two texts as one, with their origins. */
    String joined(String a, String b) {
        text((long) a.length() + b.length());
        return pieces().append(a).append(b).text();
    }

    /** A text made of the characters of another: the template's own if all of that is. */
    String like(String made, String source) {
        if (origins != null && origins.knows(source) && origins.of(source).indexOf(Origins.GIVEN) < 0) {
            own(made);
        }
        return made(made);
    }

    private void known(String text, String marks) {
        // Kept until the rendering ends, so it costs more than a step.
        charge(16 + marks.length() / 4);
        if (origins != null) {
            origins.put(text, marks);
        }
    }

    /** For a text that grows; the caller pays for it. */
    Pieces pieces() {
        charge(origins == null ? 0 : 16);
        return new Pieces(origins);
    }

    Pieces output() {
        return out;
    }

    /** Starts an output of its own and gives the one before, for {@link #endCapture}. */
    Pieces capture() {
        Pieces outer = out;
        out = pieces();
        return outer;
    }

    String endCapture(Pieces outer) {
        String text = out.text();
        out = outer;
        return text;
    }
}
