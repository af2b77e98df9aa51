package io.engram.inference.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A regular expression of JSON schema's {@code pattern} as rules over the inside of a JSON string. As the keyword says, it may
 * match anywhere in the string; {@code ^} and {@code $} are honoured at the two ends of an alternative at top level.
 * Characters are written as JSON's shortest form. Look-around, back references and word boundaries are refused.
 */
final class RegexRules {
    private static final int MAX_DEPTH = 50;
    private static final int MAX_LENGTH = 10_000;
    private static final List<Integer> ANY = List.of(0, 9, 11, 12, 14, 0x2027, 0x202a, Character.MAX_CODE_POINT);
    private static final List<Integer> DIGIT = List.of((int) '0', (int) '9');
    private static final List<Integer> WORD = List.of((int) '0', (int) '9', (int) 'A', (int) 'Z', (int) '_', (int) '_',
            (int) 'a', (int) 'z');
    private static final List<Integer> SPACE = List.of(9, 13, 32, 32, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a,
            0x2028,
            0x2029, 0x202f, 0x202f, 0x205f, 0x205f, 0x3000, 0x3000, 0xfeff, 0xfeff);

    private final JsonRules json;
    private final Grammar.Builder out;
    private final String text;
    private final String path;
    private boolean plain;
    private int at;

    RegexRules(JsonRules json, String text, String path) {
        this.json = json;
        this.out = json.out;
        this.text = text;
        this.path = path;
    }

    /** The whole string, quotes included. */
    int[] string() {
        return Grammar.Builder.join(out.literal("\""), inside(), out.literal("\""));
    }

    /** The whole text, as it is and not as JSON writes it. */
    int[] plain() {
        plain = true;
        return inside();
    }

    private int[] characters(List<Integer> set) {
        if (!plain) {
            return json.characters(set);
        }
        List<Integer> others = ParameterRules.withoutMarks(set);
        if (others.isEmpty()) {
            throw bad("expected other characters than < where calls are written in XML style");
        }
        return out.characters(others);
    }

    private int[] character(int c) {
        return plain ? characters(List.of(c, c)) : json.character(c);
    }

    private int[] inside() {
        if (text.length() > MAX_LENGTH) {
            throw bad("expected at most " + MAX_LENGTH + " characters, received " + text.length());
        }
        List<int[]> alternatives = new ArrayList<>();
        do {
            boolean start = text.startsWith("^", at);
            at += start ? 1 : 0;
            int[] body = sequence(0);
            boolean end = text.startsWith("$", at);
            at += end ? 1 : 0;
            int[] any = out.repeat(plain ? characters(List.of(0, Character.MAX_CODE_POINT)) : json.character, 0, -1,
                    path);
            alternatives.add(Grammar.Builder.join(start ? new int[0] : any, body, end ? new int[0] : any));
        } while (text.startsWith("|", at++));
        at--;
        if (at < text.length()) {
            throw bad("expected the end of the pattern, received " + text.substring(at));
        }
        return out.any(alternatives);
    }

    private int[] alternatives(int depth) {
        if (depth > MAX_DEPTH) {
            throw bad("expected groups nested at most " + MAX_DEPTH + " deep");
        }
        List<int[]> all = new ArrayList<>();
        all.add(sequence(depth));
        while (text.startsWith("|", at)) {
            at++;
            all.add(sequence(depth));
        }
        return out.any(all);
    }

    private int[] sequence(int depth) {
        List<int[]> parts = new ArrayList<>();
        while (at < text.length() && "|)$".indexOf(text.charAt(at)) < 0) {
            parts.add(repeated(atom(depth)));
        }
        return Grammar.Builder.join(parts.toArray(int[][]::new));
    }

    private int[] atom(int depth) {
        char c = text.charAt(at);
        switch (c) {
            case '(' -> {
                at++;
                if (text.startsWith("?", at)) {
                    if (!text.startsWith("?:", at)) {
                        throw bad("expected groups without look-around, received ("
                                + text.substring(at, Math.min(text.length(), at + 2)));
                    }
                    at += 2;
                }
                int[] inner = alternatives(depth + 1);
                if (!text.startsWith(")", at)) {
                    throw bad("expected )");
                }
                at++;
                return inner;
            }
            case '[' -> {
                return characters(set());
            }
            case '.' -> {
                at++;
                return characters(ANY);
            }
            case '\\' -> {
                List<Integer> set = escape();
                return set.size() == 2 && set.get(0).equals(set.get(1))
                        ? character(set.get(0))
                        : characters(set);
            }
            case '^', '*', '+', '?' -> throw bad("expected something else than " + c + " here");
            default -> {
                int point = text.codePointAt(at);
                at += Character.charCount(point);
                return character(point);
            }
        }
    }

    private int[] repeated(int[] part) {
        int[] all = part;
        while (at < text.length()) {
            char c = text.charAt(at);
            int min;
            int max = -1;
            if (c == '*' || c == '+' || c == '?') {
                at++;
                min = c == '+' ? 1 : 0;
                max = c == '?' ? 1 : -1;
            } else if (c == '{' && text.substring(at).matches("(?s)\\{\\d{1,6}(,(\\d{1,6})?)?\\}.*")) {
                int end = text.indexOf('}', at);
                String[] bounds = text.substring(at + 1, end).split(",", -1);
                min = Integer.parseInt(bounds[0]);
                max = bounds.length == 1 ? min : bounds[1].isEmpty() ? -1 : Integer.parseInt(bounds[1]);
                at = end + 1;
            } else {
                return all;
            }
            // Laziness chooses among matches and does not change which strings match.
            at += text.startsWith("?", at) ? 1 : 0;
            all = out.repeat(all, min, max, "schema at " + path);
        }
        return all;
    }

    private List<Integer> set() {
        at++;
        boolean negated = text.startsWith("^", at);
        at += negated ? 1 : 0;
        NavigableMap<Integer, Integer> ranges = new TreeMap<>();
        while (at < text.length() && text.charAt(at) != ']') {
            List<Integer> from = member();
            boolean single = from.size() == 2 && from.get(0).equals(from.get(1));
            boolean range = single && text.startsWith("-", at) && at + 1 < text.length() && text.charAt(at + 1) != ']';
            if (range) {
                at++;
                List<Integer> to = member();
                if (to.size() != 2 || to.get(0) < from.get(0)) {
                    throw bad("expected a range in ascending order");
                }
                ranges.merge(from.get(0), to.get(0), Math::max);
            } else {
                for (int i = 0; i < from.size(); i += 2) {
                    ranges.merge(from.get(i), from.get(i + 1), Math::max);
                }
            }
        }
        if (at >= text.length()) {
            throw bad("expected ]");
        }
        at++;
        List<Integer> flat = CharacterSets.union(ranges);
        List<Integer> set = negated ? CharacterSets.complement(flat) : flat;
        if (set.isEmpty()) {
            throw bad("expected a set of at least one character");
        }
        return set;
    }

    private List<Integer> member() {
        if (text.charAt(at) == '\\') {
            return escape();
        }
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        return List.of(c, c);
    }

    private List<Integer> escape() {
        if (at + 1 >= text.length()) {
            throw bad("expected a character after \\");
        }
        char c = text.charAt(at + 1);
        at += 2;
        return switch (c) {
            case 'd' -> DIGIT;
            case 'D' -> CharacterSets.complement(DIGIT);
            case 'w' -> WORD;
            case 'W' -> CharacterSets.complement(WORD);
            case 's' -> SPACE;
            case 'S' -> CharacterSets.complement(SPACE);
            case 'n' -> List.of(10, 10);
            case 'r' -> List.of(13, 13);
            case 't' -> List.of(9, 9);
            case 'f' -> List.of(12, 12);
            case 'v' -> List.of(11, 11);
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            default -> {
                if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
                    throw bad("expected an escape that can be honoured, received \\" + c);
                }
                yield List.of((int) c, (int) c);
            }
        };
    }

    private List<Integer> hex(int digits) {
        int end = at + digits;
        if (end > text.length() || !text.substring(at, end).matches("[0-9a-fA-F]+")) {
            throw bad("expected " + digits + " hexadecimal digits");
        }
        int c = Integer.parseInt(text.substring(at, end), 16);
        at = end;
        return List.of(c, c);
    }

    private GrammarException bad(String reason) {
        return new GrammarException("schema at " + path, "pattern: " + reason);
    }
}
