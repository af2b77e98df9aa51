package io.engram.inference.jinja;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a source into tokens, with jinja2's rules for white space under {@code trim_blocks} and {@code lstrip_blocks}: the
 * newline after a block or comment tag goes, as do blanks before one that starts its line; {@code -} takes all white space on
 * its side and {@code +} keeps it. One newline at the very end of the source goes too.
 */
final class Lexer {
    private static final Pattern NUMBER = Pattern.compile(
            "0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|[0-9](?:_?[0-9])*(?:\\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?");
    private static final Pattern RAW = Pattern.compile("\\{%([-+]?)\\s*raw\\s*(-%\\}\\s*|%\\})",
            Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern END_RAW = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*(?:\\+%\\}|-%\\}\\s*|%\\}\\n?)",
            Pattern.UNICODE_CHARACTER_CLASS);
    private static final List<String> OPERATORS = List.of("//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%",
            "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private int counted;
    /** Whether what was read last ended a line, so that the next tag may be the first thing on one. */
    private boolean lineStarts = true;

    Lexer(String source) {
        String text = source.replace("\r\n", "\n").replace('\r', '\n');
        this.source = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    List<Token> tokens() {
        while (at < source.length()) {
            int start = at;
            while (start < source.length() && !opens(start)) {
                start++;
            }
            if (start == source.length()) {
                text(at, start);
                at = start;
            } else {
                open(start);
            }
        }
        add(Token.Kind.EOF, "");
        return tokens;
    }

    private boolean opens(int i) {
        return source.charAt(i) == '{' && i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0;
    }

    private void open(int start) {
        Matcher raw = RAW.matcher(source).region(start, source.length());
        if (source.charAt(start + 1) == '%' && raw.lookingAt()) {
            before(start, true);
            raw(raw);
            return;
        }
        char kind = source.charAt(start + 1);
        before(start, kind != '{');
        int sign = start + 2 < source.length() && "-+".indexOf(source.charAt(start + 2)) >= 0 ? 1 : 0;
        at = start + 2 + sign;
        if (kind == '#') {
            int end = source.indexOf("#}", at);
            if (end < 0) {
                throw bad("expected #} after {#");
            }
            boolean signed = end > at && "-+".indexOf(source.charAt(end - 1)) >= 0;
            close(signed ? end - 1 : end, "#}", true);
        } else {
            add(kind == '{' ? Token.Kind.OUTPUT : Token.Kind.BLOCK, "");
            inside(kind == '{' ? "}}" : "%}");
        }
    }

    /** The text before a tag at {@code start}. */
    private void before(int start, boolean stripsLine) {
        char sign = start + 2 < source.length() ? source.charAt(start + 2) : ' ';
        int end = start;
        if (sign == '-') {
            while (end > at && Texts.isSpace(source.charAt(end - 1))) {
                end--;
            }
        } else if (sign != '+' && stripsLine) {
            int lineStart = source.lastIndexOf('\n', start - 1) + 1;
            int from = Math.max(lineStart, at);
            if ((lineStart > at || lineStarts) && source.substring(from, start).chars().allMatch(Texts::isSpace)) {
                end = from;
            }
        }
        text(at, end);
    }

    private void text(int from, int to) {
        if (to > from) {
            add(Token.Kind.TEXT, source.substring(from, to), from);
        }
    }

    private void raw(Matcher raw) {
        at = raw.end();
        Matcher end = END_RAW.matcher(source);
        if (!end.find(at)) {
            throw bad("expected {% endraw %} after {% raw %}");
        }
        lineStarts = source.charAt(at - 1) == '\n';
        before(end.start(), true);
        at = end.end();
        lineStarts = source.charAt(at - 1) == '\n';
    }

    /** Ends a tag whose end mark, with its sign if it has one, is at {@code i}. */
    private void close(int i, String mark, boolean trims) {
        char sign = source.charAt(i);
        at = i + (sign == '-' || sign == '+' ? 1 : 0) + mark.length();
        if (sign == '-') {
            while (at < source.length() && Texts.isSpace(source.charAt(at))) {
                at++;
            }
        } else if (sign != '+' && trims && at < source.length() && source.charAt(at) == '\n') {
            at++;
        }
        lineStarts = source.charAt(at - 1) == '\n';
    }

    private void inside(String mark) {
        Deque<Character> open = new ArrayDeque<>();
        boolean block = mark.equals("%}");
        while (at < source.length()) {
            char c = source.charAt(at);
            if (Texts.isSpace(c)) {
                at++;
            } else if (open.isEmpty() && (source.startsWith(mark, at) || source.startsWith("-" + mark, at)
                    || (block && source.startsWith("+" + mark, at)))) {
                add(Token.Kind.END, "");
                close(at, mark, block);
                return;
            } else if (c == '\'' || c == '"') {
                add(Token.Kind.STRING, string(c));
            } else if (c >= '0' && c <= '9') {
                number();
            } else if (Character.isUnicodeIdentifierStart(c) || c == '_') {
                int start = at;
                while (at < source.length() && (Character.isUnicodeIdentifierPart(source.charAt(at))
                        || source.charAt(at) == '_')) {
                    at++;
                }
                add(Token.Kind.NAME, source.substring(start, at));
            } else {
                operator(open);
            }
        }
        throw bad("expected " + mark);
    }

    private void operator(Deque<Character> open) {
        for (String operator : OPERATORS) {
            if (source.startsWith(operator, at)) {
                char c = operator.charAt(0);
                if ("([{".indexOf(c) >= 0) {
                    open.push(c == '(' ? ')' : c == '[' ? ']' : '}');
                } else if (")]}".indexOf(c) >= 0 && (open.isEmpty() || open.pop() != c)) {
                    throw bad("unexpected " + c);
                }
                add(Token.Kind.OPERATOR, operator);
                at += operator.length();
                return;
            }
        }
        throw bad("unexpected character " + Character.toString(source.codePointAt(at)));
    }

    private void number() {
        Matcher number = NUMBER.matcher(source).region(at, source.length());
        if (!number.lookingAt()) {
            throw bad("expected a number");
        }
        String digits = number.group().replace("_", "");
        // In "a.0.1" the dots ask for items, so the number after a dot is whole.
        boolean item = !tokens.isEmpty() && tokens.getLast().is(Token.Kind.OPERATOR, ".");
        if (item && digits.indexOf('.') > 0) {
            digits = digits.substring(0, digits.indexOf('.'));
            add(Token.Kind.NUMBER, whole(digits));
            at += digits.length();
            return;
        }
        boolean whole = digits.matches("[0-9]+|0[xXbBoO].*");
        add(Token.Kind.NUMBER, whole ? whole(digits) : (Object) Double.valueOf(digits));
        at = number.end();
    }

    private Long whole(String digits) {
        try {
            int radix = digits.length() < 2 ? 10 : switch (digits.charAt(1)) {
                case 'x', 'X' -> 16;
                case 'b', 'B' -> 2;
                case 'o', 'O' -> 8;
                default -> 10;
            };
            return Long.valueOf(radix == 10 ? digits : digits.substring(2), radix);
        } catch (NumberFormatException large) {
            throw bad("expected integers of at most 64 bits, received " + digits);
        }
    }

    private String string(char quote) {
        StringBuilder text = new StringBuilder();
        int start = at++;
        while (at < source.length() && source.charAt(at) != quote) {
            char c = source.charAt(at++);
            if (c == '\\' && at < source.length()) {
                escape(text);
            } else {
                text.append(c);
            }
        }
        if (at >= source.length()) {
            at = start;
            throw bad("expected a closing " + quote);
        }
        at++;
        return text.toString();
    }

    private void escape(StringBuilder text) {
        char c = source.charAt(at++);
        switch (c) {
            case '\n' -> {
            }
            case 'n' -> text.append('\n');
            case 't' -> text.append('\t');
            case 'r' -> text.append('\r');
            case 'a' -> text.append('\u0007');
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'v' -> text.append('\u000b');
            case '\\', '\'', '"' -> text.append(c);
            case 'x' -> text.appendCodePoint(digits(2, 2, 16));
            case 'u' -> text.appendCodePoint(digits(4, 4, 16));
            case 'U' -> text.appendCodePoint(digits(8, 8, 16));
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                at--;
                text.appendCodePoint(digits(1, 3, 8));
            }
            default -> text.append('\\').append(c);
        }
    }

    private int digits(int least, int most, int radix) {
        long value = 0;
        int n = 0;
        while (n < most && at < source.length() && Character.digit(source.charAt(at), radix) >= 0) {
            value = value * radix + Character.digit(source.charAt(at++), radix);
            n++;
        }
        if (n < least || value > Character.MAX_CODE_POINT) {
            throw bad("expected an escape of a character");
        }
        return (int) value;
    }

    private void add(Token.Kind kind, Object value) {
        add(kind, value, at);
    }

    private void add(Token.Kind kind, Object value, int position) {
        tokens.add(new Token(kind, value, line(position)));
    }

    private int line(int position) {
        for (; counted < Math.min(position, source.length()); counted++) {
            line += source.charAt(counted) == '\n' ? 1 : 0;
        }
        return line;
    }

    private TemplateException bad(String reason) {
        return new TemplateException(line(at), reason);
    }
}
