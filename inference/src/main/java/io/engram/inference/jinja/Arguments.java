package io.engram.inference.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a call passes.
 *
 * @param who
 *            name of what is called, for errors
 */
record Arguments(String who, List<Object> positional, Map<String, Object> named) {
    static Arguments of(String who, Object... positional) {
        return new Arguments(who, List.of(positional), Map.of());
    }

    int size() {
        return positional.size();
    }

    /** The argument at a place or of a name, or the other if it is not given. */
    Object get(int index, String name, Object absent) {
        return index < positional.size() ? positional.get(index) : named.getOrDefault(name, absent);
    }

    Object need(Run run, int index, String name) {
        Object value = get(index, name, MISSING);
        if (value == MISSING) {
            throw run.fail(who + ": expected an argument " + name + ", received none");
        }
        return value;
    }

    String text(Run run, int index, String name) {
        Object value = need(run, index, name);
        if (!(value instanceof String text)) {
            throw run.fail(who + ": " + name + ": expected a string, received " + Values.kind(value));
        }
        return text;
    }

    int integer(Run run, int index, String name, int absent) {
        Object value = get(index, name, (long) absent);
        if (value instanceof Boolean yes) {
            return yes ? 1 : 0;
        }
        if (!(value instanceof Long n)) {
            throw run.fail(who + ": " + name + ": expected an integer, received "
                    + (value instanceof BigInteger ? "one out of range" : Values.kind(value)));
        }
        return Math.clamp(n, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    boolean flag(int index, String name, boolean absent) {
        return Values.truth(get(index, name, absent));
    }

    /** Refuses arguments beyond those that the callee knows. */
    void atMost(Run run, int count, String... names) {
        if (positional.size() > count) {
            throw run.fail(who + ": expected at most " + count + " arguments, received " + positional.size());
        }
        for (String name : named.keySet()) {
            if (!List.of(names).contains(name)) {
                throw run.fail(who + ": unexpected argument " + name);
            }
        }
    }

    /** The same call without its first {@code n} positional arguments. */
    Arguments skip(String newWho, int n) {
        return new Arguments(newWho, positional.subList(Math.min(n, positional.size()), positional.size()), named);
    }

    /** The same call with one more argument in front. */
    Arguments before(Object first) {
        List<Object> all = new ArrayList<>(positional.size() + 1);
        all.add(first);
        all.addAll(positional);
        return new Arguments(who, all, named);
    }

    private static final Object MISSING = new Undefined("missing argument");
}
