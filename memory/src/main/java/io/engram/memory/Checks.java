package io.engram.memory;

/** Argument checks whose messages name the argument, the rule and the value received. */
final class Checks {
    /** The longest text of one record in UTF-16 units: what a person or tool can say at once, with room to spare. */
    static final int MAX_TEXT = 1 << 20;

    private Checks() {
    }

    static void notBlank(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " must not be blank, was \"" + value + '"');
        }
        notTooLong(name, value);
    }

    static void notTooLong(String name, String value) {
        if (value.length() > MAX_TEXT) {
            throw new IllegalArgumentException(
                    name + " must have at most " + MAX_TEXT + " characters, had " + value.length());
        }
    }

    static void finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " must be finite, was " + value);
        }
    }

    static void inUnitRange(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1], was " + value);
        }
    }

    static void atLeast(String name, long minimum, long value) {
        if (value < minimum) {
            throw new IllegalArgumentException(name + " must be at least " + minimum + ", was " + value);
        }
    }
}
