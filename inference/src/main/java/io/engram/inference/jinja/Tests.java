package io.engram.inference.jinja;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What may stand after {@code is}, and names of tests given to {@code select} and its kin. */
final class Tests {
    private static final Map<String, Callable> ALL = new HashMap<>();

    private Tests() {
    }

    static {
        simple("defined", v -> !(v instanceof Undefined));
        simple("undefined", v -> v instanceof Undefined);
        simple("none", v -> v instanceof None);
        simple("string", v -> v instanceof String);
        simple("escaped", v -> false);
        simple("number", Values::isNumber);
        simple("integer", v -> v instanceof Long || v instanceof BigInteger);
        simple("float", v -> v instanceof Double);
        simple("boolean", v -> v instanceof Boolean);
        simple("true", v -> v.equals(true));
        simple("false", v -> v.equals(false));
        simple("mapping", v -> v instanceof Map);
        simple("sequence", v -> v instanceof List || v instanceof Map || v instanceof String || v instanceof Undefined);
        simple("iterable", v -> v instanceof List || v instanceof Map || v instanceof String || v instanceof Undefined);
        simple("callable", v -> v instanceof Callable);
        simple("lower", v -> v instanceof String s && cased(s) && s.equals(s.toLowerCase(java.util.Locale.ROOT)));
        simple("upper", v -> v instanceof String s && cased(s) && s.equals(s.toUpperCase(java.util.Locale.ROOT)));
        simple("filter", v -> v instanceof String s && Filters.known(s));
        simple("test", v -> v instanceof String s && known(s));
        put("odd", (run, a) -> remainder(run, a, 2L).equals(1L));
        put("even", (run, a) -> remainder(run, a, 2L).equals(0L));
        put("divisibleby", (run, a) -> remainder(run, a, a.need(run, 1, "num")).equals(0L));
        put("sameas", (run, a) -> a.need(run, 0, "value") == a.need(run, 1, "other")
                || (a.positional().get(0) instanceof Boolean && a.positional().get(0).equals(a.positional().get(1))));
        put("in", (run, a) -> Values.contains(run, a.need(run, 1, "seq"), a.need(run, 0, "value")));
        for (Map.Entry<String, List<String>> e : Map.of("==", List.of("eq", "equalto"), "!=", List.of("ne"), "<",
                List.of("lt", "lessthan"), "<=", List.of("le"), ">", List.of("gt", "greaterthan"), ">=", List.of("ge"))
                .entrySet()) {
            Callable test = (run, a) -> Evaluator.compare(run, e.getKey(), a.need(run, 0, "a"), a.need(run, 1, "b"));
            put(e.getKey(), test);
            e.getValue().forEach(name -> put(name, test));
        }
    }

    private static boolean cased(String text) {
        return text.codePoints().anyMatch(c -> Character.isUpperCase(c) || Character.isLowerCase(c));
    }

    private static Object remainder(Run run, Arguments a, Object by) {
        return Arithmetic.binary(run, "%", a.need(run, 0, "value"), by);
    }

    private static void simple(String name, Predicate<Object> test) {
        put(name, (run, a) -> {
            a.atMost(run, 1);
            return test.test(a.need(run, 0, "value"));
        });
    }

    private static void put(String name, Callable test) {
        ALL.put(name, test);
    }

    static boolean known(String name) {
        return ALL.containsKey(name);
    }

    static boolean holds(Run run, String name, Arguments arguments) {
        Callable test = ALL.get(name);
        if (test == null) {
            throw run.fail("unknown test " + name);
        }
        return Values.truth(test.call(run, arguments));
    }
}
