package io.engram.memory.procedural;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An action with its arguments, written {@code name(argument=value, other="two, words")}. An action without parentheses is a
 * name only. A value {@code ?name} stands for what has to be filled in.
 *
 * @param name the action's name
 * @param arguments values by argument name, sorted
 */
public record ActionCall(String name, SortedMap<String, String> arguments) {
    public ActionCall {
        arguments = Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
    }

    /** Reads an action; whatever is not written as a call is a name. */
    public static ActionCall parse(String action) {
        int open = action.indexOf('(');
        if (open <= 0 || !action.endsWith(")")) {
            return new ActionCall(action, new TreeMap<>());
        }
        SortedMap<String, String> arguments = new TreeMap<>();
        String inside = action.substring(open + 1, action.length() - 1);
        int at = 0;
        while (at < inside.length()) {
            int equals = inside.indexOf('=', at);
            if (equals < 0) {
                return new ActionCall(action, new TreeMap<>());
            }
            String key = inside.substring(at, equals).strip();
            StringBuilder value = new StringBuilder();
            at = value(inside, equals + 1, value);
            arguments.put(key, value.toString());
        }
        return new ActionCall(action.substring(0, open), arguments);
    }

    /** Reads one value; the place after the comma that follows it. */
    private static int value(String text, int from, StringBuilder value) {
        int at = from;
        boolean quoted = at < text.length() && text.charAt(at) == '"';
        at += quoted ? 1 : 0;
        while (at < text.length() && text.charAt(at) != (quoted ? '"' : ',')) {
            if (quoted && text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at++));
        }
        if (quoted) {
            int comma = text.indexOf(',', at);
            return comma < 0 ? text.length() : comma + 1;
        }
        int end = value.length();
        while (end > 0 && value.charAt(end - 1) == ' ') {
            end--;
        }
        value.setLength(end);
        return at + 1;
    }

    /** Name and argument names: what calls with other values have in common. */
    public String signature() {
        return arguments.isEmpty() ? name : name + '(' + String.join(",", arguments.keySet()) + ')';
    }

    /** The same call with other values. */
    public ActionCall with(Map<String, String> values) {
        return new ActionCall(name, new TreeMap<>(values));
    }

    /** The call as it is written. */
    public String text() {
        if (arguments.isEmpty()) {
            return name;
        }
        StringBuilder text = new StringBuilder(name).append('(');
        arguments.forEach((key, value) -> {
            text.append(text.charAt(text.length() - 1) == '(' ? "" : ", ").append(key).append('=');
            boolean plain = !value.isEmpty() && value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\\')
                    && !value.startsWith(" ") && !value.endsWith(" ");
            text.append(plain ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        });
        return text.append(')').toString();
    }
}
