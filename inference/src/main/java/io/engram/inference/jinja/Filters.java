package io.engram.inference.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;

/** What may stand after {@code |}: those of jinja2 that work on plain values, and the transformers {@code tojson}. */
final class Filters {
    private static final Map<String, Callable> ALL = new HashMap<>();

    private Filters() {
    }

    static {
        ALL.put("tojson", JsonText::filter);
        ALL.put("default", (run, a) -> {
            a.atMost(run, 3, "default_value", "boolean");
            Object value = a.need(run, 0, "value");
            boolean absent = value instanceof Undefined || (a.flag(2, "boolean", false) && !Values.truth(value));
            return absent ? a.get(1, "default_value", "") : value;
        });
        ALL.put("d", filter("default"));
        ALL.put("length", (run, a) -> (long) Values.length(run, a.need(run, 0, "object")));
        ALL.put("count", filter("length"));
        ALL.put("string", (run, a) -> Texts.text(run, a.need(run, 0, "object")));
        ALL.put("safe", filter("string"));
        ALL.put("int", Filters::toInteger);
        ALL.put("float", Filters::toReal);
        ALL.put("abs", (run, a) -> {
            Object value = number(run, "abs", a.need(run, 0, "x"));
            return value instanceof Double d ? (Object) Math.abs(d) : Arithmetic.small(Arithmetic.integer(value).abs());
        });
        ALL.put("round", Filters::round);
        ALL.put("attr", (run, a) -> Evaluator.attribute(run, a.need(run, 0, "obj"), a.text(run, 1, "name")));
        ALL.put("format", (run, a) -> Formats.percent(run, a.text(run, 0, "value"),
                a.skip("format", 1).positional()));
        TextFilters.addTo(ALL);
        ListFilters.addTo(ALL);
    }

    private static Callable filter(String name) {
        Callable found = ALL.get(name);
        if (found == null) {
            throw new IllegalStateException("no filter " + name);
        }
        return found;
    }

    static boolean known(String name) {
        return ALL.containsKey(name);
    }

    static Object apply(Run run, String name, Arguments arguments) {
        Callable filter = ALL.get(name);
        if (filter == null) {
            throw run.fail("unknown filter " + name);
        }
        return filter.call(run, arguments);
    }

    static Object number(Run run, String who, Object value) {
        if (!Values.isNumber(value)) {
            throw run.fail(who + ": expected a number, received " + Values.kind(value));
        }
        return value;
    }

    private static Object toInteger(Run run, Arguments a) {
        a.atMost(run, 3, "default", "base");
        Object value = a.need(run, 0, "value");
        int base = a.integer(run, 2, "base", 10);
        return switch (value) {
            case String text -> {
                String digits = Texts.strip(text, true, true).replace("_", "");
                run.charge(digits.length());
                try {
                    yield Arithmetic.small(new BigInteger(digits.substring(0, Math.min(digits.length(), 1000)),
                            Math.clamp(base, 2, 36)));
                } catch (NumberFormatException notWhole) {
                    yield real(text) instanceof Double d && Double.isFinite(d)
                            ? Arithmetic.small(new BigDecimal(d).toBigInteger())
                            : a.get(1, "default", 0L);
                }
            }
            case Double d when Double.isFinite(d) -> Arithmetic.small(new BigDecimal(d).toBigInteger());
            case Boolean b -> b ? 1L : 0L;
            case Long _,BigInteger _ -> value;
            default -> a.get(1, "default", 0L);
        };
    }

    private static Object toReal(Run run, Arguments a) {
        a.atMost(run, 2, "default");
        Object value = a.need(run, 0, "value");
        Object result = value instanceof String text
                ? real(text)
                : Values.isNumber(value) ? (Object) Values.real(value) : None.NONE;
        return result instanceof None ? a.get(1, "default", 0.0) : result;
    }

    private static Object real(String text) {
        String stripped = Texts.strip(text, true, true);
        boolean plain = stripped.length() < 400
                && stripped.matches("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");
        return plain ? (Object) Double.valueOf(stripped) : None.NONE;
    }

    private static Object round(Run run, Arguments a) {
        a.atMost(run, 3, "precision", "method");
        Object value = number(run, "round", a.need(run, 0, "value"));
        RoundingMode mode = switch (Texts.text(run, a.get(2, "method", "common"))) {
            case "common" -> RoundingMode.HALF_EVEN;
            case "ceil" -> RoundingMode.CEILING;
            case "floor" -> RoundingMode.FLOOR;
            default -> throw run.fail("round: method: expected common, ceil or floor");
        };
        if (Values.isWhole(value)) {
            return value;
        }
        return Formats.round(Values.real(value), a.integer(run, 1, "precision", 0), mode);
    }
}
