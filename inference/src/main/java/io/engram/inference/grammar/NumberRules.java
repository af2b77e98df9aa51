package io.engram.inference.grammar;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers within bounds, digit by digit. Bounded numbers are written without an exponent.
 */
final class NumberRules {
    private final JsonRules json;
    private final Grammar.Builder out;
    private final String path;

    NumberRules(JsonRules json, String path) {
        this.json = json;
        this.out = json.out;
        this.path = path;
    }

    /** A bound, and whether it is itself left out. */
    record Bound(BigDecimal at, boolean open) {
        Bound negated() {
            return new Bound(at.negate(), open);
        }

        BigInteger floor() {
            return at.setScale(0, RoundingMode.DOWN).toBigInteger();
        }

        /** Digits after the point, without trailing zeros. */
        String fraction() {
            BigDecimal rest = at.subtract(new BigDecimal(floor())).stripTrailingZeros();
            return rest.signum() == 0 ? "" : rest.toPlainString().substring(2);
        }
    }

    int[] between(@Nullable Bound low, @Nullable Bound high, boolean whole) {
        List<int[]> forms = new ArrayList<>();
        Bound zero = new Bound(BigDecimal.ZERO, false);
        if (high == null || reaches(high, 1)) {
            forms.addAll(magnitudes(low != null && low.at.signum() >= 0 ? low : zero, high, whole));
        }
        if (low == null || reaches(low, -1)) {
            Bound least = high != null && high.at.signum() <= 0 ? high.negated() : zero;
            for (int[] form : magnitudes(least, low == null ? null : low.negated(), whole)) {
                forms.add(Grammar.Builder.join(out.literal("-"), form));
            }
        }
        if (forms.isEmpty()) {
            throw new GrammarException("schema at " + path, "expected bounds with a number between them");
        }
        return out.any(forms);
    }

    /** Whether a bound leaves zero or numbers of this sign. */
    private static boolean reaches(Bound bound, int sign) {
        return bound.at.signum() == sign || (bound.at.signum() == 0 && !bound.open);
    }

    private List<int[]> magnitudes(Bound low, @Nullable Bound high, boolean whole) {
        List<int[]> forms = new ArrayList<>();
        if (high != null && high.at.compareTo(low.at) < 0) {
            return forms;
        }
        if (whole) {
            BigInteger from = low.fraction().isEmpty() && !low.open ? low.floor() : low.floor().add(BigInteger.ONE);
            BigInteger to = high == null
                    ? null
                    : high.fraction().isEmpty() && high.open ? high.floor().subtract(BigInteger.ONE) : high.floor();
            wholes(from, to, new int[0], forms);
            return forms;
        }
        BigInteger from = low.floor();
        BigInteger to = high == null ? null : high.floor();
        if (from.equals(to) && high != null) {
            fraction(from, low, high, forms);
            return forms;
        }
        fraction(from, low, null, forms);
        int[] any = out.repeat(Grammar.Builder.join(out.literal("."), json.digits(1)), 0, 1, path);
        wholes(from.add(BigInteger.ONE), to == null ? null : to.subtract(BigInteger.ONE), any, forms);
        if (high != null && to != null) {
            fraction(to, null, high, forms);
        }
        return forms;
    }

    /** A fixed whole part and a fraction within what is left of the bounds. */
    private void fraction(BigInteger whole, @Nullable Bound low, @Nullable Bound high, List<int[]> forms) {
        Fraction fraction = new Fraction(low, high);
        int[] digits = fraction.from(0, low != null, high != null);
        int[] part = Grammar.Builder.join(out.literal("."), digits);
        if (digits.length > 0) {
            forms.add(Grammar.Builder.join(out.literal(whole.toString()), part));
        }
        if (fraction.mayStop(0, low != null, high != null)) {
            forms.add(out.literal(whole.toString()));
        }
    }

    /** Fraction digits that keep between two digit strings, a rule for each place that still touches one. */
    private final class Fraction {
        private final @Nullable Bound low;
        private final @Nullable Bound high;
        private final String lows;
        private final String highs;
        private final Map<List<Object>, Integer> rules = new HashMap<>();

        Fraction(@Nullable Bound low, @Nullable Bound high) {
            this.low = low;
            this.high = high;
            this.lows = low == null ? "" : low.fraction();
            this.highs = high == null ? "" : high.fraction();
        }

        private static int at(String digits, int place) {
            return place < digits.length() ? digits.charAt(place) - '0' : 0;
        }

        boolean mayStop(int place, boolean touchesLow, boolean touchesHigh) {
            boolean lowEnough = !touchesLow || (place >= lows.length() && low != null && !low.open);
            boolean highEnough = !touchesHigh || place < highs.length() || (high != null && !high.open);
            return lowEnough && highEnough;
        }

        /** At least one digit from here on; empty if none fits. */
        int[] from(int place, boolean touchesLow, boolean touchesHigh) {
            if (!touchesLow && !touchesHigh) {
                return json.digits(1);
            }
            int p = Math.min(place, Math.max(lows.length(), highs.length()));
            Integer known = rules.get(List.of(p, touchesLow, touchesHigh));
            if (known != null) {
                return Grammar.Builder.reference(known);
            }
            int rule = out.declare();
            rules.put(List.of(p, touchesLow, touchesHigh), rule);
            int from = touchesLow ? at(lows, place) : 0;
            int to = touchesHigh ? at(highs, place) : 9;
            for (int d = from; d <= to; d++) {
                boolean lowNext = touchesLow && d == from;
                boolean highNext = touchesHigh && d == to;
                int[] one = out.literal(String.valueOf(d));
                int[] more = place > 60 ? new int[0] : from(place + 1, lowNext, highNext);
                if (more.length > 0) {
                    out.alternative(rule, Grammar.Builder.join(one, more));
                }
                if (mayStop(place + 1, lowNext, highNext)) {
                    out.alternative(rule, one);
                }
            }
            return out.defined(rule) ? Grammar.Builder.reference(rule) : new int[0];
        }
    }

    /** Whole numbers from..to without leading zeros, each followed by {@code after}. */
    private void wholes(BigInteger from, @Nullable BigInteger to, int[] after, List<int[]> forms) {
        if (to != null && to.compareTo(from) < 0) {
            return;
        }
        String a = from.toString();
        int longest = to == null ? a.length() : to.toString().length();
        if (longest > 200) {
            throw new GrammarException("schema at " + path, "expected bounds of at most 200 digits");
        }
        for (int n = a.length(); n <= longest; n++) {
            String low = n == a.length() ? a : "1" + "0".repeat(n - 1);
            String high = to != null && n == longest ? to.toString() : "9".repeat(n);
            forms.add(Grammar.Builder.join(digits(low, high), after));
        }
        if (to == null) {
            forms.add(Grammar.Builder.join(out.characters(List.of((int) '1', (int) '9')), json.digits(a.length()),
                    after));
        }
    }

    /** Digit strings of one length between two. */
    private int[] digits(String low, String high) {
        if (low.isEmpty()) {
            return new int[0];
        }
        int n = low.length();
        char a = low.charAt(0);
        char b = high.charAt(0);
        if (a == b) {
            return Grammar.Builder.join(out.literal(String.valueOf(a)), digits(low.substring(1), high.substring(1)));
        }
        if (low.substring(1).matches("0*") && high.substring(1).matches("9*")) {
            return Grammar.Builder.join(out.characters(List.of((int) a, (int) b)),
                    out.repeat(json.digit, n - 1, n - 1, path));
        }
        List<int[]> forms = new ArrayList<>();
        forms.add(Grammar.Builder.join(out.literal(String.valueOf(a)), digits(low.substring(1), "9".repeat(n - 1))));
        if (b - a > 1) {
            forms.add(Grammar.Builder.join(out.characters(List.of(a + 1, b - 1)),
                    out.repeat(json.digit, n - 1, n - 1, path)));
        }
        forms.add(Grammar.Builder.join(out.literal(String.valueOf(b)), digits("0".repeat(n - 1), high.substring(1))));
        return out.any(forms);
    }
}
