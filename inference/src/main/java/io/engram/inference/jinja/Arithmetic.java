package io.engram.inference.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Python's operators on numbers, strings and lists. */
final class Arithmetic {
    private static final int MAX_BITS = 4096;

    private Arithmetic() {
    }

    static Object binary(Run run, String operator, Object a, Object b) {
        if (Values.isNumber(a) && Values.isNumber(b)) {
            try {
                return Values.isWhole(a) && Values.isWhole(b) && !operator.equals("/")
                        ? whole(run, operator, integer(a), integer(b))
                        : real(run, operator, Values.real(a), Values.real(b));
            } catch (ArithmeticException wrong) {
                throw run.fail(operator + ": " + wrong.getMessage());
            }
        }
        if (operator.equals("+")) {
            if (a instanceof String x && b instanceof String y) {
                return run.joined(x, y);
            }
            if (a instanceof List<?> x && b instanceof List<?> y && (a instanceof Tuple) == (b instanceof Tuple)) {
                run.size((long) x.size() + y.size());
                List<Object> all = new ArrayList<>(x);
                all.addAll(y);
                return a instanceof Tuple ? new Tuple(all) : all;
            }
        }
        if (operator.equals("*") && (Values.isWhole(b) || Values.isWhole(a))) {
            Object times = Values.isWhole(b) ? b : a;
            Object what = Values.isWhole(b) ? a : b;
            int n = integer(times).min(BigInteger.valueOf(Integer.MAX_VALUE)).max(BigInteger.ZERO).intValue();
            if (what instanceof String text) {
                run.text((long) text.length() * n);
                return text.repeat(n);
            }
            if (what instanceof List<?> list) {
                run.size((long) list.size() * n);
                List<Object> all = new ArrayList<>();
                for (int i = 0; i < n && !list.isEmpty(); i++) {
                    all.addAll(list);
                }
                return what instanceof Tuple ? new Tuple(all) : all;
            }
        }
        if (operator.equals("%") && a instanceof String format) {
            return Formats.percent(run, format, b instanceof Tuple tuple ? tuple : List.of(b));
        }
        throw run.fail(operator + ": expected operands it is made for, received " + Values.kind(a) + " and "
                + Values.kind(b));
    }

    static BigInteger integer(Object number) {
        return switch (number) {
            case Boolean b -> b ? BigInteger.ONE : BigInteger.ZERO;
            case BigInteger n -> n;
            case Long n -> BigInteger.valueOf(n);
            default -> throw new IllegalArgumentException("expected an integer, received " + Values.kind(number));
        };
    }

    /** A long where it fits. */
    static Object small(BigInteger n) {
        return n.bitLength() < 64 ? (Object) n.longValue() : n;
    }

    private static Object whole(Run run, String operator, BigInteger a, BigInteger b) {
        if (operator.equals("**")) {
            if (b.signum() < 0) {
                return Math.pow(a.doubleValue(), b.doubleValue());
            }
            if (b.bitLength() > 31 || (a.bitLength() > 1 && (long) a.bitLength() * b.intValue() > MAX_BITS)) {
                throw run.fail("**: expected a result of at most " + MAX_BITS + " bits");
            }
            return a.bitLength() <= 1 ? power(a, b) : small(a.pow(b.intValue()));
        }
        BigInteger result = switch (operator) {
            case "+" -> a.add(b);
            case "-" -> a.subtract(b);
            case "*" -> a.multiply(b);
            case "//" -> divideDown(a, b);
            default -> a.subtract(divideDown(a, b).multiply(b));
        };
        if (result.bitLength() > MAX_BITS) {
            throw run.fail(operator + ": expected a result of at most " + MAX_BITS + " bits");
        }
        return small(result);
    }

    /** Powers of 0, 1, -1 and -2, which do not grow or hardly. */
    private static Object power(BigInteger a, BigInteger b) {
        if (a.bitLength() == 1 && a.signum() < 0) {
            return small(a.pow(Math.min(b.intValue(), MAX_BITS)));
        }
        return b.signum() == 0 ? 1L : a.signum() < 0 ? (b.testBit(0) ? -1L : 1L) : a.longValue();
    }

    private static BigInteger divideDown(BigInteger a, BigInteger b) {
        if (b.signum() == 0) {
            throw new ArithmeticException("expected a divisor other than 0");
        }
        BigInteger[] both = a.divideAndRemainder(b);
        return both[1].signum() != 0 && both[1].signum() != b.signum() ? both[0].subtract(BigInteger.ONE) : both[0];
    }

    private static double real(Run run, String operator, double a, double b) {
        if (b == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
            throw run.fail(operator + ": expected a divisor other than 0");
        }
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> Math.floor(a / b);
            case "**" -> Math.pow(a, b);
            default -> a - Math.floor(a / b) * b;
        };
    }
}
