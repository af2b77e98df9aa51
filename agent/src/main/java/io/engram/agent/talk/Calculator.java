package io.engram.agent.talk;

import java.math.BigDecimal;
import java.math.MathContext;

/** Values of expressions of numbers, {@code + - * /} and parentheses; 34 digits. One expression, one thread. */
final class Calculator {
    private static final int LONGEST = 1000;
    private static final int DEEPEST = 100;

    private final String text;
    private int at;
    private int depth;

    private Calculator(String text) {
        this.text = text;
    }

    /**
     * The value, in plain digits.
     *
     * @throws IllegalArgumentException
     *             if the text is no expression or divides by zero
     */
    static String value(String expression) {
        if (expression.length() > LONGEST)
            throw new IllegalArgumentException("expression: expected at most " + LONGEST + " characters, received "
                    + expression.length());
        Calculator reader = new Calculator(expression.replace('×', '*').replace('÷', '/').replace('−', '-'));
        BigDecimal value = reader.sum();
        if (reader.peek() != 0)
            throw reader.wrong("an operator");
        BigDecimal plain = value.stripTrailingZeros();
        if (Math.abs((long) plain.precision() - plain.scale()) > LONGEST)
            throw new IllegalArgumentException("expression: expected a result of at most " + LONGEST + " digits");
        return plain.signum() == 0 ? "0" : plain.toPlainString();
    }

    private BigDecimal sum() {
        BigDecimal value = product();
        while (true) {
            if (take('+'))
                value = value.add(product(), MathContext.DECIMAL128);
            else if (take('-'))
                value = value.subtract(product(), MathContext.DECIMAL128);
            else
                return value;
        }
    }

    private BigDecimal product() {
        BigDecimal value = factor();
        while (true) {
            if (take('*')) {
                value = value.multiply(factor(), MathContext.DECIMAL128);
            } else if (take('/')) {
                BigDecimal by = factor();
                if (by.signum() == 0)
                    throw new IllegalArgumentException("expression: expected no division by zero, received " + text);
                value = value.divide(by, MathContext.DECIMAL128);
            } else {
                return value;
            }
        }
    }

    private BigDecimal factor() {
        if (++depth > DEEPEST)
            throw new IllegalArgumentException("expression: expected at most " + DEEPEST + " levels");
        try {
            if (take('-'))
                return factor().negate();
            if (take('(')) {
                BigDecimal inner = sum();
                if (!take(')'))
                    throw wrong("')'");
                return inner;
            }
            return number();
        } finally {
            depth--;
        }
    }

    private BigDecimal number() {
        peek();
        int start = at;
        while (at < text.length() && ((text.charAt(at) >= '0' && text.charAt(at) <= '9') || text.charAt(at) == '.'))
            at++;
        try {
            return new BigDecimal(text.substring(start, at));
        } catch (NumberFormatException notANumber) {
            at = start;
            throw wrong("a number");
        }
    }

    private char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at)))
            at++;
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean take(char wanted) {
        if (peek() != wanted)
            return false;
        at++;
        return true;
    }

    private IllegalArgumentException wrong(String expected) {
        return new IllegalArgumentException("expression: expected " + expected + " at character " + (at + 1)
                + ", received '" + text + "'");
    }
}
