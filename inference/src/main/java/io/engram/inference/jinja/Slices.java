package io.engram.inference.jinja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elements and stretches of lists and strings by position, from the end where it is negative. */
final class Slices {
    private Slices() {
    }

    static @Nullable Object at(Run run, Object value, long index) {
        int size = Values.length(run, value);
        long i = index < 0 ? index + size : index;
        if (i < 0 || i >= size) {
            return null;
        }
        if (value instanceof String text) {
            int from = text.offsetByCodePoints(0, (int) i);
            return Character.toString(text.codePointAt(from));
        }
        return ((List<?>) value).get((int) i);
    }

    static Object slice(Run run, Object value, Object from, Object to, Object step) {
        if (value instanceof Undefined u) {
            throw run.fail(u.what() + " is undefined, so it has no slices");
        }
        if (!(value instanceof String || value instanceof List<?>)) {
            return new Undefined("slice of a " + Values.kind(value));
        }
        long by = number(run, step, 1);
        if (by == 0) {
            throw run.fail("slice: expected a step other than 0");
        }
        int size = Values.length(run, value);
        long start = end(number(run, from, by > 0 ? 0 : Long.MAX_VALUE), size, by);
        long stop = to instanceof None ? (by > 0 ? size : -1) : end(number(run, to, 0), size, by);
        if (value instanceof String text && by == 1) {
            return run.made(start >= stop
                    ? ""
                    : run.cut(text, text.offsetByCodePoints(0, (int) start), text.offsetByCodePoints(0, (int) stop)));
        }
        List<Object> elements = Values.elements(run, value);
        List<Object> out = new ArrayList<>();
        for (long i = start; by > 0 ? i < stop : i > stop; i += by) {
            out.add(elements.get((int) i));
        }
        if (value instanceof String) {
            StringBuilder text = new StringBuilder();
            out.forEach(text::append);
            return text.toString();
        }
        return value instanceof Tuple ? new Tuple(out) : out;
    }

    private static long number(Run run, Object value, long absent) {
        return switch (value) {
            case None _ -> absent;
            case Long n -> Math.clamp(n, -Integer.MAX_VALUE, Integer.MAX_VALUE);
            case Boolean b -> b ? 1 : 0;
            default -> throw run.fail("slice: expected integers, received " + Values.kind(value));
        };
    }

    private static long end(long position, int size, long by) {
        long i = position < 0 ? position + size : position;
        return by > 0 ? Math.clamp(i, 0, size) : Math.clamp(i, -1, size - 1L);
    }
}
