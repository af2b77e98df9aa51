package io.engram.inference.jinja;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Python's rules for text: white space, order, {@code str} and {@code repr}. */
final class Texts {
    private Texts() {
    }

    static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    static String strip(String text, boolean left, boolean right) {
        int from = 0;
        int to = text.length();
        while (left && from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (right && to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    static String strip(String text, String characters, boolean left, boolean right) {
        int from = 0;
        int to = text.length();
        while (left && from < to && characters.indexOf(text.codePointAt(from)) >= 0) {
            from += Character.charCount(text.codePointAt(from));
        }
        while (right && to > from && characters.indexOf(text.codePointBefore(to)) >= 0) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        return text.substring(from, to);
    }

    /** Order by code points. */
    static int compare(String a, String b) {
        int n = Math.min(a.length(), b.length());
        for (int i = 0; i < n; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // Surrogates stand for code points above all other characters.
                boolean high = Character.isSurrogate(x) != Character.isSurrogate(y);
                return high ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** What {@code {{ value }}} prints. */
    static String text(Run run, Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Undefined) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        repr(run, value, out);
        return out.toString();
    }

    static String repr(Run run, Object value) {
        StringBuilder out = new StringBuilder();
        repr(run, value, out);
        return out.toString();
    }

    private static void repr(Run run, Object value, StringBuilder out) {
        run.enter();
        int start = out.length();
        switch (value) {
            case String text -> quoted(text, out);
            case Boolean b -> out.append(b ? "True" : "False");
            case Double d -> out.append(real(d));
            case Undefined _ -> out.append("Undefined");
            case List<?> list -> {
                boolean tuple = list instanceof Tuple;
                out.append(tuple ? '(' : '[');
                for (int i = 0; i < list.size(); i++) {
                    out.append(i == 0 ? "" : ", ");
                    repr(run, list.get(i), out);
                }
                out.append(tuple && list.size() == 1 ? "," : "").append(tuple ? ')' : ']');
            }
            case Map<?, ?> map -> {
                out.append('{');
                for (Map.Entry<?, ?> e : map.entrySet()) {
                    out.append(out.charAt(out.length() - 1) == '{' && out.length() == start + 1 ? "" : ", ");
                    repr(run, e.getKey(), out);
                    out.append(": ");
                    repr(run, e.getValue(), out);
                }
                out.append('}');
            }
            case None _,Number _ -> out.append(value);
            default -> throw run.fail("expected a value that can be printed, received a " + Values.kind(value));
        }
        run.text(out.length() - start);
        run.leave();
    }

    private static void quoted(String text, StringBuilder out) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(quote);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c == quote) {
                        out.append('\\').append(quote);
                    } else if (c == ' ' || printable(c)) {
                        out.appendCodePoint(c);
                    } else {
                        out.append(c <= 0xff
                                ? "\\x%02x".formatted(c)
                                : c <= 0xffff ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c));
                    }
                }
            }
        });
        out.append(quote);
    }

    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR ->
                false;
            default -> true;
        };
    }

    /** The shortest decimal that reads back as the same double, as Python writes it. */
    static String real(double d) {
        if (Double.isNaN(d)) {
            return "nan";
        }
        if (Double.isInfinite(d)) {
            return d > 0 ? "inf" : "-inf";
        }
        if (d == 0) {
            return 1 / d < 0 ? "-0.0" : "0.0";
        }
        BigDecimal decimal = new BigDecimal(Double.toString(d)).stripTrailingZeros();
        String digits = decimal.unscaledValue().abs().toString();
        int exponent = digits.length() - decimal.scale() - 1;
        StringBuilder out = new StringBuilder(d < 0 ? "-" : "");
        if (exponent < -4 || exponent >= 16) {
            out.append(digits.charAt(0)).append(digits.length() > 1 ? "." : "").append(digits, 1, digits.length());
            out.append(exponent < 0 ? "e-" : "e+").append(Math.abs(exponent) < 10 ? "0" : "");
            return out.append(Math.abs(exponent)).toString();
        }
        if (exponent < 0) {
            return out.append("0.").append("0".repeat(-exponent - 1)).append(digits).toString();
        }
        if (digits.length() <= exponent + 1) {
            return out.append(digits).append("0".repeat(exponent + 1 - digits.length())).append(".0").toString();
        }
        return out.append(digits, 0, exponent + 1).append('.').append(digits, exponent + 1, digits.length()).toString();
    }
}
