package io.engram.worldmodel.env;

import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The game of 24: four numbers from 1 to 13, three steps; each takes two numbers and puts back their sum, difference, product or
 * quotient. Reaching exactly 24 pays 1. Numbers are fractions, kept sorted. Action = pair * 6 + operation, for the pairs
 * (0,1), (0,2), (0,3), (1,2), (1,3), (2,3) and the operations a+b, a*b, a-b, b-a, a/b, b/a. Seen are four numerators, then four
 * denominators; an empty place is 0 over 0. An illegal action names a place that is empty, or divides by zero.
 */
public final class GameOf24 extends RuledEnvironment implements KnownRules {
    private static final int[][] PAIRS = {{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}};
    private static final String[] OPERATIONS = {"+", "*", "-", "r-", "/", "r/"};
    private static final int PLACES = 4;
    /** Names of the actions; {@code r} takes the two numbers the other way round. */
    static final List<String> ACTIONS = names();

    /** An exact number in lowest terms with a positive denominator. */
    record Fraction(long over, long under) implements Comparable<Fraction> {
        static Fraction of(long over, long under) {
            long a = Math.abs(over);
            long b = Math.abs(under);
            while (b != 0) {
                long rest = a % b;
                a = b;
                b = rest;
            }
            long divisor = Math.max(1, a) * (under < 0 ? -1 : 1);
            return new Fraction(over / divisor, under / divisor);
        }

        @Override
        public int compareTo(Fraction other) {
            return Long.compare(over * other.under, other.over * under);
        }
    }

    private List<Fraction> numbers = List.of();

    public GameOf24() {
        super(new EnvSpec("GameOf24-v1", 3, ACTIONS, 0, 1));
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (int[] pair : PAIRS) {
            for (String operation : OPERATIONS) {
                names.add("n" + (pair[0] + 1) + " " + operation + " n" + (pair[1] + 1));
            }
        }
        return List.copyOf(names);
    }

    /** Starts an episode with given numbers instead of drawn ones. */
    public void resetTo(int... start) {
        if (start.length != 4) {
            throw new IllegalArgumentException("numbers: expected 4, received " + Arrays.toString(start));
        }
        start();
        numbers = of(start);
    }

    private static List<Fraction> of(int[] start) {
        return Arrays.stream(start).sorted().mapToObj(n -> new Fraction(n, 1)).toList();
    }

    /** Whether 24 can be reached from these numbers. */
    public static boolean isSolvable(int... start) {
        return isSolvable(of(start));
    }

    private static boolean isSolvable(List<Fraction> from) {
        if (from.size() == 1) {
            return is24(from);
        }
        for (int a = 0; a < 36; a++) {
            if (isLegal(from, a) && isSolvable(apply(from, a))) {
                return true;
            }
        }
        return false;
    }

    static boolean is24(List<Fraction> left) {
        return left.size() == 1 && left.get(0).equals(new Fraction(24, 1));
    }

    static boolean isLegal(List<Fraction> from, int action) {
        int[] pair = PAIRS[action / 6];
        if (pair[1] >= from.size()) {
            return false;
        }
        long divisor = action % 6 == 4 ? from.get(pair[1]).over() : action % 6 == 5 ? from.get(pair[0]).over() : 1;
        return divisor != 0;
    }

    static List<Fraction> apply(List<Fraction> from, int action) {
        int[] pair = PAIRS[action / 6];
        Fraction a = from.get(pair[0]);
        Fraction b = from.get(pair[1]);
        Fraction made = switch (action % 6) {
            case 0 -> Fraction.of(a.over * b.under + b.over * a.under, a.under * b.under);
            case 1 -> Fraction.of(a.over * b.over, a.under * b.under);
            case 2 -> Fraction.of(a.over * b.under - b.over * a.under, a.under * b.under);
            case 3 -> Fraction.of(b.over * a.under - a.over * b.under, a.under * b.under);
            case 4 -> Fraction.of(a.over * b.under, a.under * b.over);
            default -> Fraction.of(b.over * a.under, b.under * a.over);
        };
        List<Fraction> left = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            if (i != pair[0] && i != pair[1]) {
                left.add(from.get(i));
            }
        }
        left.add(made);
        left.sort(null);
        return List.copyOf(left);
    }

    @Override
    public Space.Box observationSpace() {
        return new Space.Box(2 * PLACES, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    }

    @Override
    void begin(SplittableRandom source) {
        int[] drawn;
        do {
            drawn = source.ints(4, 1, 14).toArray();
        } while (!isSolvable(drawn));
        numbers = of(drawn);
    }

    @Override
    double act(int action, SplittableRandom source) {
        numbers = apply(numbers, action);
        if (numbers.size() == 1) {
            end();
        }
        return is24(numbers) ? 1 : 0;
    }

    @Override
    BitSet legal() {
        BitSet legal = new BitSet(36);
        for (int a = 0; a < 36; a++) {
            if (isLegal(numbers, a)) {
                legal.set(a);
            }
        }
        return legal;
    }

    @Override
    Observation observe() {
        float[] seen = new float[2 * PLACES];
        for (int i = 0; i < numbers.size(); i++) {
            seen[i] = numbers.get(i).over();
            seen[PLACES + i] = numbers.get(i).under();
        }
        return new Observation.VectorObservation(seen);
    }

    /** The numbers that an observation shows. */
    static List<Fraction> numbers(Observation seen) {
        if (!(seen instanceof Observation.VectorObservation(float[] values)) || values.length != 2 * PLACES) {
            throw new IllegalArgumentException(
                    "observation: expected 4 numerators and 4 denominators, received " + seen);
        }
        List<Fraction> numbers = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            if (values[PLACES + i] != 0) {
                numbers.add(Fraction.of((long) values[i], (long) values[PLACES + i]));
            }
        }
        numbers.sort(null);
        if (numbers.isEmpty()) {
            throw new IllegalArgumentException("observation: expected at least one number, received none");
        }
        return List.copyOf(numbers);
    }

    @Override
    public KnownWorld exactWorld(double discount) {
        return new GameOf24World(discount);
    }

    @Override
    public String render() {
        StringBuilder text = new StringBuilder();
        for (Fraction n : numbers) {
            text.append(n.over()).append(n.under() == 1 ? "" : "/" + n.under()).append(' ');
        }
        return text.toString().strip() + "\n";
    }
}
