package io.engram.inference.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Python's rules for values: truth, equality, order, iteration and kinds. */
final class Values {
    private Values() {
    }

    static boolean truth(Object value) {
        return switch (value) {
            case Boolean b -> b;
            case None _,Undefined _ -> false;
            case String s -> !s.isEmpty();
            case Long n -> n != 0;
            case BigInteger n -> n.signum() != 0;
            case Double d -> d != 0;
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }

    /** The name of a value's type, as Python says it. */
    static String kind(Object value) {
        return switch (value) {
            case Boolean _ -> "bool";
            case None _ -> "NoneType";
            case Undefined u -> "undefined " + u.what();
            case String _ -> "str";
            case Long _,BigInteger _ -> "int";
            case Double _ -> "float";
            case Tuple _ -> "tuple";
            case List<?> _ -> "list";
            case Map<?, ?> _ -> "dict";
            case Namespace _ -> "namespace";
            default -> "function";
        };
    }

    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof BigInteger || value instanceof Double
                || value instanceof Boolean;
    }

    static boolean isWhole(Object value) {
        return value instanceof Long || value instanceof BigInteger || value instanceof Boolean;
    }

    static BigDecimal decimal(Object number) {
        return switch (number) {
            case Boolean b -> b ? BigDecimal.ONE : BigDecimal.ZERO;
            case Long n -> BigDecimal.valueOf(n);
            case BigInteger n -> new BigDecimal(n);
            case Double d -> new BigDecimal(d);
            default -> throw new IllegalArgumentException("expected a number, received " + kind(number));
        };
    }

    static double real(Object number) {
        return switch (number) {
            case Boolean b -> b ? 1 : 0;
            case Number n -> n.doubleValue();
            default -> throw new IllegalArgumentException("expected a number, received " + kind(number));
        };
    }

    private static boolean finite(Object number) {
        return !(number instanceof Double d) || Double.isFinite(d);
    }

    static int compareNumbers(Object a, Object b) {
        return finite(a) && finite(b)
                ? decimal(a).compareTo(decimal(b))
                : Double.compare(real(a), real(b));
    }

    static boolean same(Run run, Object a, Object b) {
        run.enter();
        boolean same = equal(run, a, b);
        run.leave();
        return same;
    }

    private static boolean equal(Run run, Object a, Object b) {
        if (isNumber(a) && isNumber(b)) {
            boolean nan = (a instanceof Double x && x.isNaN()) || (b instanceof Double y && y.isNaN());
            return !nan && compareNumbers(a, b) == 0;
        }
        return switch (a) {
            case Undefined _ -> b instanceof Undefined;
            case List<?> x when b instanceof List<?> y -> {
                boolean alike = x.size() == y.size() && (x instanceof Tuple) == (y instanceof Tuple);
                for (int i = 0; alike && i < x.size(); i++) {
                    alike = same(run, x.get(i), y.get(i));
                }
                yield alike;
            }
            case Map<?, ?> x when b instanceof Map<?, ?> y -> {
                boolean alike = x.size() == y.size();
                for (Map.Entry<?, ?> e : x.entrySet()) {
                    Object other = alike ? y.get(e.getKey()) : null;
                    alike = other != null && same(run, e.getValue(), other);
                }
                yield alike;
            }
            default -> a.equals(b);
        };
    }

    /** Less than zero, zero or more, as {@code a} orders to {@code b}. */
    static int compare(Run run, Object a, Object b) {
        run.charge(1);
        if (isNumber(a) && isNumber(b)) {
            return compareNumbers(a, b);
        }
        if (a instanceof String x && b instanceof String y) {
            return Texts.compare(x, y);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            run.enter();
            int order = 0;
            for (int i = 0; order == 0 && i < Math.min(x.size(), y.size()); i++) {
                order = same(run, x.get(i), y.get(i)) ? 0 : compare(run, x.get(i), y.get(i));
            }
            run.leave();
            return order != 0 ? order : Integer.compare(x.size(), y.size());
        }
        throw run.fail("expected values that have an order, received " + kind(a) + " and " + kind(b));
    }

    /** The elements of a value: of a list, the keys of a dict, the characters of a string. */
    static List<Object> elements(Run run, Object value) {
        return switch (value) {
            case List<?> list -> {
                run.charge(list.size());
                yield new ArrayList<>(list);
            }
            case Map<?, ?> map -> {
                run.charge(map.size());
                yield new ArrayList<>(map.keySet());
            }
            case String text -> {
                run.size(text.length());
                List<Object> characters = new ArrayList<>(text.length());
                text.codePoints().forEach(c -> characters.add(Character.toString(c)));
                yield characters;
            }
            case Undefined _ -> new ArrayList<>();
            default -> throw run.fail("expected something to iterate over, received " + kind(value));
        };
    }

    static boolean contains(Run run, Object container, Object value) {
        if (container instanceof String text) {
            if (!(value instanceof String part)) {
                throw run.fail("in: expected a string to look for in a string, received " + kind(value));
            }
            run.charge(1 + text.length() / 16);
            return text.contains(part);
        }
        if (container instanceof Map<?, ?> map) {
            return map.containsKey(key(run, value));
        }
        for (Object element : elements(run, container)) {
            if (same(run, element, value)) {
                return true;
            }
        }
        return false;
    }

    /** A value as a key of a dict: numbers that are equal are the same key. */
    static Object key(Run run, Object value) {
        return switch (value) {
            case Boolean b -> b ? 1L : 0L;
            case Double d when d == Math.rint(d) && Math.abs(d) < 1e15 -> (long) (double) d;
            case Tuple tuple -> {
                run.charge(tuple.size());
                for (Object item : tuple) {
                    if (item instanceof List<?> || item instanceof Map<?, ?>) {
                        throw run.fail("expected a key of plain values, received one with a " + kind(item));
                    }
                }
                yield tuple;
            }
            case List<?> _,Map<?, ?> _ -> throw run.fail("expected a plain value as key, received " + kind(value));
            default -> value;
        };
    }

    static int length(Run run, Object value) {
        return switch (value) {
            case String text -> text.codePointCount(0, text.length());
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case Undefined _ -> 0;
            default -> throw run.fail("expected something with a length, received " + kind(value));
        };
    }
}
