package io.engram.inference.grammar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * GBNF: {@code name ::= alternatives}, where an alternative is a sequence of {@code "text"}, {@code [a-z]}, {@code [^a-z]},
 * {@code .}, names, tokens and groups, each with an optional {@code *}, {@code +}, {@code ?} or {@code {m,n}}; {@code #} starts a
 * comment. A rule ends with its line, except within a group or after {@code |}. A token is {@code <|spelling|>} (whatever
 * stands in angle brackets, they included) or {@code <[id]>}; {@code !} before it stands for any other token.
 */
final class GbnfParser {
    private static final int MAX_DEPTH = 200;

    private final String text;
    private final Grammar.Builder builder = new Grammar.Builder();
    private final Map<String, Integer> names = new HashMap<>();
    private int at;
    private int counted;
    private int line = 1;
    private int column = 1;

    GbnfParser(String text) {
        this.text = text;
    }

    Grammar parse() {
        skip(true);
        while (at < text.length()) {
            String name = name();
            skip(false);
            if (!text.startsWith("::=", at)) {
                throw bad("expected ::= after " + name);
            }
            at += 3;
            skip(true);
            int rule = rule(name);
            if (builder.defined(rule)) {
                throw bad("expected rule " + name + " once, received twice");
            }
            alternatives(rule, 0);
            if (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
                throw bad("expected the end of rule " + name);
            }
            skip(true);
        }
        for (Map.Entry<String, Integer> e : new TreeMap<>(names).entrySet()) {
            if (!builder.defined(e.getValue())) {
                throw bad("expected a definition of rule " + e.getKey() + ", received none");
            }
        }
        Integer root = names.get("root");
        if (root == null) {
            throw bad("expected a rule named root, received none");
        }
        return builder.build(root);
    }

    private int rule(String name) {
        return names.computeIfAbsent(name, n -> builder.declare());
    }

    private void alternatives(int rule, int depth) {
        if (depth > MAX_DEPTH) {
            throw bad("expected groups nested at most " + MAX_DEPTH + " deep");
        }
        builder.alternative(rule, sequence(depth));
        while (at < text.length() && text.charAt(at) == '|') {
            at++;
            skip(true);
            builder.alternative(rule, sequence(depth));
        }
    }

    private int[] sequence(int depth) {
        List<int[]> parts = new ArrayList<>();
        while (at < text.length()) {
            char c = text.charAt(at);
            int[] part;
            if (c == '"') {
                part = builder.literal(quoted());
            } else if (c == '[') {
                part = builder.characters(set());
            } else if (c == '.') {
                at++;
                part = builder.characters(List.of(0, Character.MAX_CODE_POINT));
            } else if (c == '<' || c == '!') {
                part = builder.token(token());
            } else if (c == '(') {
                part = group(depth);
            } else if (isName(c)) {
                part = Grammar.Builder.reference(rule(name()));
            } else {
                break;
            }
            skip(depth > 0);
            parts.add(repeated(part, depth));
        }
        return Grammar.Builder.join(parts.toArray(int[][]::new));
    }

    private GrammarToken token() {
        boolean negated = text.charAt(at) == '!';
        at += negated ? 1 : 0;
        if (!text.startsWith("<", at)) {
            throw bad("expected a token <...> after !");
        }
        int start = at;
        if (text.startsWith("<[", at)) {
            at += 2;
            int id = number();
            if (!text.startsWith("]>", at)) {
                throw bad("expected ]> after the id of a token");
            }
            at += 2;
            return new GrammarToken(null, id, negated);
        }
        while (at < text.length() && text.charAt(at) != '>' && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        if (!text.startsWith(">", at)) {
            throw bad("expected > at the end of a token's name");
        }
        at++;
        return new GrammarToken(text.substring(start, at), -1, negated);
    }

    private int[] group(int depth) {
        at++;
        skip(true);
        int inner = builder.declare();
        alternatives(inner, depth + 1);
        if (at >= text.length() || text.charAt(at) != ')') {
            throw bad("expected )");
        }
        at++;
        return Grammar.Builder.reference(inner);
    }

    private int[] repeated(int[] part, int depth) {
        int[] all = part;
        while (at < text.length() && "*+?{".indexOf(text.charAt(at)) >= 0) {
            char c = text.charAt(at++);
            String where = where();
            all = switch (c) {
                case '*' -> builder.repeat(all, 0, -1, where);
                case '+' -> builder.repeat(all, 1, -1, where);
                case '?' -> builder.repeat(all, 0, 1, where);
                default -> braces(all, where);
            };
            skip(depth > 0);
        }
        return all;
    }

    private int[] braces(int[] part, String where) {
        skip(false);
        int min = text.startsWith(",", at) ? 0 : number();
        skip(false);
        int max = min;
        if (text.startsWith(",", at)) {
            at++;
            skip(false);
            max = text.startsWith("}", at) ? -1 : number();
            skip(false);
        }
        if (!text.startsWith("}", at)) {
            throw bad("expected }");
        }
        at++;
        return builder.repeat(part, min, max, where);
    }

    private int number() {
        int start = at;
        while (at < text.length() && at - start < 9 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (start == at) {
            throw bad("expected a number");
        }
        return Integer.parseInt(text.substring(start, at));
    }

    private String quoted() {
        StringBuilder out = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            out.appendCodePoint(character());
        }
        if (at >= text.length()) {
            throw bad("expected a closing quote");
        }
        at++;
        return out.toString();
    }

    private List<Integer> set() {
        at++;
        boolean negated = text.startsWith("^", at);
        at += negated ? 1 : 0;
        TreeMap<Integer, Integer> ranges = new TreeMap<>();
        while (at < text.length() && text.charAt(at) != ']') {
            int from = character();
            int to = from;
            if (text.startsWith("-", at) && at + 1 < text.length() && text.charAt(at + 1) != ']') {
                at++;
                to = character();
            }
            if (to < from) {
                throw bad("expected a range in ascending order");
            }
            ranges.merge(from, to, Math::max);
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

    private int character() {
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        if (c == '\n' || c == '\r') {
            throw bad("expected a character, received the end of the line");
        }
        if (c != '\\') {
            return c;
        }
        if (at >= text.length()) {
            throw bad("expected a character after \\");
        }
        char escape = text.charAt(at++);
        return switch (escape) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            case 'U' -> hex(8);
            case '\\', '"', '[', ']', '-', '^' -> escape;
            default -> throw bad("expected a known escape, received \\" + escape);
        };
    }

    private int hex(int digits) {
        if (at + digits > text.length()) {
            throw bad("expected " + digits + " hexadecimal digits");
        }
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(text.charAt(at++), 16);
            if (digit < 0) {
                throw bad("expected " + digits + " hexadecimal digits");
            }
            value = value * 16 + digit;
        }
        if (value > Character.MAX_CODE_POINT) {
            throw bad("expected a code point of at most 10FFFF, received " + Long.toHexString(value));
        }
        return (int) value;
    }

    private String name() {
        int start = at;
        while (at < text.length() && isName(text.charAt(at))) {
            at++;
        }
        if (start == at) {
            throw bad("expected a rule name");
        }
        return text.substring(start, at);
    }

    private static boolean isName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    private void skip(boolean lines) {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                while (at < text.length() && text.charAt(at) != '\n') {
                    at++;
                }
            } else if (c == ' ' || c == '\t' || (lines && (c == '\n' || c == '\r'))) {
                at++;
            } else {
                return;
            }
        }
    }

    private String where() {
        for (; counted < Math.min(at, text.length()); counted++) {
            boolean end = text.charAt(counted) == '\n';
            line += end ? 1 : 0;
            column = end ? 1 : column + 1;
        }
        return "line " + line + ", column " + column;
    }

    private GrammarException bad(String reason) {
        return new GrammarException(where(), reason);
    }
}
