package io.engram.memory.consolidation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How much of a memory is retained after a time: the power curve of FSRS-6 (Ye et al., open-spaced-repetition) with its default
 * parameters, fitted by its authors on people's flash cards. It ranks memories for forgetting; it never says that one is untrue.
 *
 * <p>Implementation note. Retention after t days at stability S is {@code R = (1 + F t/S)^-w20} with {@code F = 0.9^(-1/w20) -
 * 1}, so that R is 0.9 after S days. A memory begins with the stability and difficulty of a grade, here given by its salience
 * (four equal steps); each recall is a review that went well, an easy one if the memory brought reward. {@code w[i]} are the
 * paper's own indices. Pure.
 */
public final class ForgettingCurve {
    private static final double[] W = {0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666,
            0.796, 1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542};
    private static final double FACTOR = Math.pow(0.9, -1 / W[20]) - 1;
    private static final double LEAST_STABILITY = 0.001;

    /** How a review went; the order is FSRS's, from 1. */
    public enum Grade {
        AGAIN, HARD, GOOD, EASY;

        @SuppressWarnings("EnumOrdinal") // the formula's own numbers
        private int number() {
            return ordinal() + 1;
        }
    }

    /**
     * The strength of a memory after a review.
     *
     * @param stability days after which retention is 0.9
     * @param difficulty in [1, 10]
     */
    public record Strength(double stability, double difficulty) {
    }

    private ForgettingCurve() {
    }

    /** Retention in [0, 1] so many days after the last review. */
    public static double retention(double stability, double days) {
        return Math.pow(1 + FACTOR * Math.max(0, days) / stability, -W[20]);
    }

    /** The strength of a new memory. */
    public static Strength first(Grade grade) {
        return new Strength(W[grade.number() - 1], clamp(initialDifficulty(grade)));
    }

    private static double initialDifficulty(Grade grade) {
        return W[4] - Math.exp(W[5] * (grade.number() - 1)) + 1;
    }

    private static double clamp(double difficulty) {
        return Math.clamp(difficulty, 1, 10);
    }

    /**
     * The strength after a review that went well, so many days after the one before. Reviews within one day use the short-term
     * rule.
     */
    public static Strength reviewed(Strength s, double days, Grade grade) {
        int g = grade.number();
        double stability;
        if (days < 1) {
            double growth = Math.exp(W[17] * (g - 3 + W[18])) * Math.pow(s.stability(), -W[19]);
            stability = s.stability() * (g >= 3 ? Math.max(1, growth) : growth);
        } else {
            double r = retention(s.stability(), days);
            double hard = grade == Grade.HARD ? W[15] : 1;
            double easy = grade == Grade.EASY ? W[16] : 1;
            stability = s.stability() * (1 + Math.exp(W[8]) * (11 - s.difficulty())
                    * Math.pow(s.stability(), -W[9]) * (Math.exp((1 - r) * W[10]) - 1) * hard * easy);
        }
        double moved = s.difficulty() - W[6] * (g - 3) * (10 - s.difficulty()) / 9;
        double reverted = W[7] * initialDifficulty(Grade.EASY) + (1 - W[7]) * moved;
        return new Strength(Math.max(LEAST_STABILITY, stability), clamp(reverted));
    }

    /**
     * How much of a record is retained.
     *
     * @param salience in [0, 1]
     * @param reward what it brought; a positive one makes each recall strengthen it more
     * @param born when it was taken in
     * @param recalls when it was recalled, ascending
     * @param now the time asked for
     * @return in [0, 1]
     */
    public static double retained(double salience, double reward, Instant born, List<Instant> recalls, Instant now) {
        Strength strength = first(Grade.values()[(int) Math.clamp(salience * 4, 0, 3)]);
        Instant last = born;
        for (Instant recall : recalls) {
            strength = reviewed(strength, days(last, recall), reward > 0 ? Grade.EASY : Grade.GOOD);
            last = recall;
        }
        return retention(strength.stability(), days(last, now));
    }

    private static double days(Instant from, Instant until) {
        return Math.max(0, Duration.between(from, until).toMillis() / 86_400_000.0);
    }
}
