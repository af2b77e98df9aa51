package io.engram.inference.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Rules of JSON itself: white space, strings and their characters, numbers, fixed values, and anything at all. */
final class JsonRules {
    /** What may stand in a string unescaped: everything but quote, backslash and control characters. */
    static final List<Integer> PLAIN = List.of(0x20, 0x21, 0x23, 0x5b, 0x5d, Character.MAX_CODE_POINT);
    private static final int FIRST_BEYOND_ASCII = 0x7f;
    private static final int MOST_SPACE = 20;
    private static final int MOST_DIGITS = 40;

    final Grammar.Builder out;
    final int[] space;
    final int[] comma;
    /** Any character of a string, escaped or not. */
    final int[] character;
    final int[] digit;
    private final Map<String, int[]> simple = new HashMap<>();
    private int[] anything = {};

    JsonRules(Grammar.Builder out) {
        this.out = out;
        space = out.repeat(out.characters(List.of(9, 10, 13, 13, 32, 32)), 0, MOST_SPACE, "space");
        comma = out.any(List.of(Grammar.Builder.join(out.literal(","), space)));
        digit = out.characters(List.of((int) '0', (int) '9'));
        // Halves of a pair only together: both are one character, and alone they are none.
        List<int[]> escapes = new ArrayList<>();
        escapes.add(Grammar.Builder.join(out.literal("\\"), out.characters(List.of(0x22, 0x22, 0x2f, 0x2f, 0x5c, 0x5c,
                0x62, 0x62, 0x66, 0x66, 0x6e, 0x6e, 0x72, 0x72, 0x74, 0x74))));
        units(0, FIRST_BEYOND_ASCII - 1, escapes);
        escaped(FIRST_BEYOND_ASCII, Character.MAX_CODE_POINT, escapes);
        int[] escape = out.any(escapes);
        character = out.any(List.of(out.characters(PLAIN), escape));
    }

    int[] string(int min, int max, String path) {
        return Grammar.Builder.join(out.literal("\""), out.repeat(character, min, max, path), out.literal("\""));
    }

    /** {@code true, false}, {@code null}, a number or an integer. */
    int[] simple(String type) {
        int[] known = simple.get(type);
        if (known == null) {
            known = out.any(List.of(switch (type) {
                case "boolean" -> out.any(List.of(out.literal("true"), out.literal("false")));
                case "null" -> out.literal("null");
                case "integer" -> Grammar.Builder.join(out.repeat(out.literal("-"), 0, 1, "number"), whole());
                default -> Grammar.Builder.join(out.repeat(out.literal("-"), 0, 1, "number"), whole(),
                        out.repeat(Grammar.Builder.join(out.literal("."), digits(1)), 0, 1, "number"),
                        out.repeat(Grammar.Builder.join(out.characters(List.of(0x45, 0x45, 0x65, 0x65)),
                                out.repeat(out.characters(List.of(0x2b, 0x2b, 0x2d, 0x2d)), 0, 1, "number"), digits(1)),
                                0, 1, "number"));
            }));
            simple.put(type, known);
        }
        return known;
    }

    private int[] whole() {
        return out.any(List.of(out.literal("0"),
                Grammar.Builder.join(out.characters(List.of((int) '1', (int) '9')), digits(0))));
    }

    /** At least {@code min} digits. */
    int[] digits(int min) {
        return out.repeat(digit, min, MOST_DIGITS, "number");
    }

    /** Any JSON value. */
    int[] anything() {
        if (anything.length == 0) {
            int known = out.declare();
            anything = Grammar.Builder.reference(known);
            int[] item = Grammar.Builder.join(anything, space);
            int[] member = out.any(List.of(Grammar.Builder.join(string(0, -1, "#"), space, out.literal(":"), space,
                    anything, space)));
            for (int[] alternative : List.of(string(0, -1, "#"), simple("number"), simple("boolean"), simple("null"),
                    Grammar.Builder.join(out.literal("["), space, list(item), out.literal("]")),
                    Grammar.Builder.join(out.literal("{"), space, list(member), out.literal("}")))) {
                out.alternative(known, alternative);
            }
        }
        return anything;
    }

    private int[] list(int[] item) {
        int[] some = Grammar.Builder.join(item, out.repeat(Grammar.Builder.join(comma, item), 0, -1, "#"));
        return out.repeat(some, 0, 1, "#");
    }

    /** A fixed value, with white space where JSON allows it. */
    int[] value(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> fixed(value.textValue());
            case ARRAY -> {
                List<int[]> parts = new ArrayList<>();
                value.forEach(
                        v -> parts.add(Grammar.Builder.join(parts.isEmpty() ? new int[0] : comma, value(v), space)));
                yield Grammar.Builder.join(out.literal("["), space, Grammar.Builder.join(parts.toArray(int[][]::new)),
                        out.literal("]"));
            }
            case OBJECT -> {
                List<int[]> parts = new ArrayList<>();
                value.properties().forEach(e -> parts.add(Grammar.Builder.join(parts.isEmpty() ? new int[0] : comma,
                        fixed(e.getKey()), space, out.literal(":"), space, value(e.getValue()), space)));
                yield Grammar.Builder.join(out.literal("{"), space, Grammar.Builder.join(parts.toArray(int[][]::new)),
                        out.literal("}"));
            }
            default -> out.literal(value.toString());
        };
    }

    /** A fixed string. */
    int[] fixed(String text) {
        List<int[]> parts = new ArrayList<>();
        parts.add(out.literal("\""));
        text.codePoints().forEach(c -> parts.add(character(c)));
        parts.add(out.literal("\""));
        return Grammar.Builder.join(parts.toArray(int[][]::new));
    }

    /** One character in a string: as it is where JSON allows that, escaped where it must be or commonly is. */
    int[] character(int c) {
        String units = "";
        for (char unit : Character.toChars(c)) {
            units += "\\u%04x".formatted((int) unit);
        }
        String shortForm = switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            default -> c < 0x20 ? units : Character.toString(c);
        };
        boolean plain = c > 0x20 && c < 0x7f && shortForm.length() == 1 && c != '/';
        if (plain) {
            return out.literal(shortForm);
        }
        List<int[]> forms = new ArrayList<>();
        for (String form : new java.util.LinkedHashSet<>(
                List.of(shortForm, units, units.toUpperCase(java.util.Locale.ROOT).replace("\\U", "\\u"),
                        c == '/' ? "\\/" : shortForm))) {
            forms.add(out.literal(form));
        }
        return out.any(forms);
    }

    /**
     * Characters of a set inside a string: as they are, those that must be escaped in their short form, and those beyond
     * ASCII also escaped by their UTF-16 units, as many writers of JSON put them.
     */
    int[] characters(List<Integer> ranges) {
        List<int[]> forms = new ArrayList<>();
        NavigableMap<Integer, Integer> plain = new TreeMap<>();
        for (int i = 0; i < ranges.size(); i += 2) {
            for (int j = 0; j < PLAIN.size(); j += 2) {
                int from = Math.max(ranges.get(i), PLAIN.get(j));
                int to = Math.min(ranges.get(i + 1), PLAIN.get(j + 1));
                if (from <= to) {
                    plain.merge(from, to, Math::max);
                }
            }
            escaped(ranges.get(i), ranges.get(i + 1), forms);
            for (int c = ranges.get(i); c <= Math.min(ranges.get(i + 1), '\\'); c++) {
                if (c < 0x20 || c == '"' || c == '\\') {
                    forms.add(character(c));
                }
            }
        }
        if (!plain.isEmpty()) {
            forms.add(out.characters(CharacterSets.union(plain)));
        }
        return out.any(forms);
    }

    /** The escapes of what a range has beyond ASCII. */
    private void escaped(int from, int to, List<int[]> forms) {
        units(Math.max(from, FIRST_BEYOND_ASCII), Math.min(to, Character.MIN_SURROGATE - 1), forms);
        units(Math.max(from, Character.MAX_SURROGATE + 1), Math.min(to, Character.MAX_VALUE), forms);
        int first = Math.max(from, Character.MIN_SUPPLEMENTARY_CODE_POINT);
        // Pairs: all second halves of a first half are one form, so the range is cut where they do not all belong.
        while (first <= to) {
            char high = Character.highSurrogate(first);
            char low = Character.lowSurrogate(first);
            char lastHigh = Character.highSurrogate(to);
            char lastLow = Character.lowSurrogate(to);
            boolean whole = low == Character.MIN_LOW_SURROGATE;
            char endHigh = !whole ? high : lastLow == Character.MAX_LOW_SURROGATE ? lastHigh : (char) (lastHigh - 1);
            char endLow = Character.MAX_LOW_SURROGATE;
            if (high == lastHigh) {
                endHigh = high;
                endLow = lastLow;
            }
            List<int[]> halves = new ArrayList<>();
            units(high, endHigh, halves);
            List<int[]> others = new ArrayList<>();
            units(low, endLow, others);
            forms.add(Grammar.Builder.join(out.any(halves), out.any(others)));
            first = Character.toCodePoint(endHigh, endLow) + 1;
        }
    }

    /** The escapes of UTF-16 units of a range, which may be empty. */
    private void units(int from, int to, List<int[]> forms) {
        if (from <= to) {
            hex(from, to, 4, out.literal("\\u"), forms);
        }
    }

    /** Numbers from..to as so many hexadecimal digits after a prefix. */
    private void hex(int from, int to, int digits, int[] prefix, List<int[]> forms) {
        if (digits == 0) {
            forms.add(prefix);
            return;
        }
        int size = 1 << (4 * (digits - 1));
        int first = from / size;
        int last = to / size;
        if (first == last) {
            hex(from % size, to % size, digits - 1, Grammar.Builder.join(prefix, hexDigit(first, first)), forms);
            return;
        }
        if (from % size > 0) {
            hex(from % size, size - 1, digits - 1, Grammar.Builder.join(prefix, hexDigit(first, first)), forms);
            first++;
        }
        if (to % size < size - 1) {
            hex(0, to % size, digits - 1, Grammar.Builder.join(prefix, hexDigit(last, last)), forms);
            last--;
        }
        if (first <= last) {
            int[] all = Grammar.Builder.join(prefix, hexDigit(first, last));
            for (int d = 1; d < digits; d++) {
                all = Grammar.Builder.join(all, hexDigit(0, 15));
            }
            forms.add(all);
        }
    }

    private int[] hexDigit(int from, int to) {
        NavigableMap<Integer, Integer> set = new TreeMap<>();
        for (int d = from; d <= to; d++) {
            for (char c : new char[]{Character.forDigit(d, 16), Character.toUpperCase(Character.forDigit(d, 16))}) {
                set.put((int) c, (int) c);
            }
        }
        return out.characters(CharacterSets.union(set));
    }

    /** A string that is none of these. */
    int[] otherThan(List<String> names) {
        return Grammar.Builder.join(out.literal("\""), rest(names, ""), out.literal("\""));
    }

    /** What may follow a prefix; all names begin with it. */
    private int[] rest(List<String> names, String prefix) {
        NavigableMap<Integer, Integer> children = new TreeMap<>();
        Map<Integer, List<String>> byChild = new HashMap<>();
        for (String name : names) {
            if (name.length() > prefix.length()) {
                int c = name.codePointAt(prefix.length());
                children.put(c, c);
                byChild.computeIfAbsent(c, k -> new ArrayList<>()).add(name);
            }
        }
        if (children.isEmpty() && !names.contains(prefix)) {
            return out.repeat(character, 0, -1, "#");
        }
        int rule = out.declare();
        if (!names.contains(prefix)) {
            out.alternative(rule);
        }
        for (int c : children.keySet()) {
            out.alternative(rule, Grammar.Builder.join(character(c),
                    rest(byChild.getOrDefault(c, List.of()), prefix + Character.toString(c))));
        }
        int[] any = out.repeat(character, 0, -1, "#");
        List<Integer> others = CharacterSets.complement(CharacterSets.union(children));
        out.alternative(rule, Grammar.Builder.join(characters(others), any));
        return Grammar.Builder.reference(rule);
    }
}
