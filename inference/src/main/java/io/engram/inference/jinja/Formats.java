package io.engram.inference.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's two ways to fill a text: {@code "%s" % x} and {@code "{}".format(x)}, the latter without format specifications. */
final class Formats {
    private static final Pattern PERCENT = Pattern.compile("%([-0 +]*)(\\d{0,6})(?:\\.(\\d{1,3}))?([a-zA-Z%])");
    private static final Pattern BRACES = Pattern.compile("\\{\\{|\\}\\}|\\{([A-Za-z0-9_]*)\\}|[{}]");

    private Formats() {
    }

    static String percent(Run run, String format, List<?> values) {
        Matcher m = PERCENT.matcher(format);
        Pieces out = run.pieces();
        int at = 0;
        int next = 0;
        while (m.find()) {
            out.append(format, at, m.start());
            at = m.end();
            if (m.group(4).equals("%")) {
                out.append("%");
                continue;
            }
            if (next >= values.size()) {
                throw run.fail("%: expected a value for each mark, received " + values.size());
            }
            String body = one(run, m.group(4), m.group(3), values.get(next++));
            if (m.group(1).contains("+") && "dif".contains(m.group(4)) && !body.startsWith("-")) {
                body = "+" + body;
            }
            int width = m.group(2).isEmpty() ? 0 : Integer.parseInt(m.group(2));
            int missing = Math.max(0, width - body.codePointCount(0, body.length()));
            run.text((long) out.length() + missing + body.length());
            if (m.group(1).contains("-")) {
                out.append(body).append(" ".repeat(missing));
            } else if (m.group(1).contains("0") && "difx".contains(m.group(4))) {
                int sign = body.startsWith("-") || body.startsWith("+") ? 1 : 0;
                out.append(body, 0, sign).append("0".repeat(missing)).append(body, sign, body.length());
            } else {
                out.append(" ".repeat(missing)).append(body);
            }
        }
        if (next < values.size()) {
            throw run.fail("%: expected " + next + " values, received " + values.size());
        }
        return run.made(out.append(format, at, format.length()).text());
    }

    private static String one(Run run, String conversion, @Nullable String precision, Object value) {
        boolean number = Values.isNumber(value);
        boolean fits = switch (conversion) {
            case "s", "r" -> true;
            case "d", "i", "f" -> number;
            case "x" -> Values.isWhole(value);
            default -> false;
        };
        if (!fits) {
            throw run.fail("%" + conversion + ": cannot format " + Values.kind(value));
        }
        return switch (conversion) {
            case "s" -> {
                String text = Texts.text(run, value);
                int most = precision == null ? Integer.MAX_VALUE : Integer.parseInt(precision);
                yield most >= text.codePointCount(0, text.length())
                        ? text
                        : text.substring(0, text.offsetByCodePoints(0, most));
            }
            case "r" -> Texts.repr(run, value);
            case "x" -> Arithmetic.integer(value).toString(16);
            case "f" -> Values.decimal(value)
                    .setScale(precision == null ? 6 : Integer.parseInt(precision), RoundingMode.HALF_EVEN)
                    .toPlainString();
            default -> Values.decimal(value).setScale(0, RoundingMode.DOWN).toPlainString();
        };
    }

    static String braces(Run run, String format, Arguments arguments) {
        Matcher m = BRACES.matcher(format);
        Pieces out = run.pieces();
        int at = 0;
        int next = 0;
        while (m.find()) {
            out.append(format, at, m.start());
            at = m.end();
            String name = m.group(1);
            if (name == null) {
                if (m.group().length() == 1) {
                    throw run.fail("format: expected {}, {0} or {name}, received " + m.group());
                }
                out.append(m.group().substring(1));
                continue;
            }
            boolean position = name.isEmpty() || name.chars().allMatch(c -> c >= '0' && c <= '9');
            int index = name.isEmpty() ? next++ : position && name.length() < 6 ? Integer.parseInt(name) : -1;
            Object value = index >= 0 && index < arguments.size()
                    ? arguments.positional().get(index)
                    : position ? null : arguments.named().get(name);
            if (value == null) {
                throw run.fail("format: expected a value for {" + name + "}, received none");
            }
            String text = Texts.text(run, value);
            run.text((long) out.length() + text.length());
            out.append(text);
        }
        return run.made(out.append(format, at, format.length()).text());
    }

    /** Rounds half to even or by the other methods of the filter {@code round}. */
    static double round(double value, int digits, RoundingMode mode) {
        return Double.isFinite(value)
                ? new BigDecimal(value).setScale(Math.clamp(digits, -300, 300), mode).doubleValue()
                : value;
    }
}
