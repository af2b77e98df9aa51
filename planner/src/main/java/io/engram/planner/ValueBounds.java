package io.engram.planner;

/**
 * Known bounds of discounted returns.
 *
 * @param low smallest possible
 * @param high largest possible
 */
public record ValueBounds(double low, double high) {
    /** Nothing is known: the search scales by the values that it has seen. */
    public static final ValueBounds UNKNOWN = new ValueBounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    /** Games that end with -1, 0 or 1. */
    public static final ValueBounds GAME = new ValueBounds(-1, 1);

    /** Low below high. */
    public ValueBounds {
        if (!(low < high)) {
            throw new IllegalArgumentException("value bounds need low < high but are " + low + " and " + high);
        }
    }

    boolean known() {
        return low != Double.NEGATIVE_INFINITY && high != Double.POSITIVE_INFINITY;
    }
}
