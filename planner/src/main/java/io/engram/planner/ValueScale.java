package io.engram.planner;

/**
 * Scales returns to 0..1 for selection: by known bounds, or by the smallest and largest return that this search has seen
 * (MuZero, appendix B). Until two different values were seen all scaled values are 0.
 */
final class ValueScale {
    private final boolean known;
    private float low;
    private float high;
    private float factor;

    ValueScale(ValueBounds bounds) {
        known = bounds.known();
        low = known ? (float) bounds.low() : Float.POSITIVE_INFINITY;
        high = known ? (float) bounds.high() : Float.NEGATIVE_INFINITY;
        factor = known ? 1f / (high - low) : 0f;
    }

    void see(float value) {
        if (known || (value >= low && value <= high)) {
            return;
        }
        low = Math.min(low, value);
        high = Math.max(high, value);
        factor = high > low ? 1f / (high - low) : 0f;
    }

    float low() {
        return low == Float.POSITIVE_INFINITY ? 0f : low;
    }

    float factor() {
        return factor;
    }
}
