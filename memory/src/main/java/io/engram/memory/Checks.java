package io.engram.memory;

/** Argument checks whose messages name the argument, the rule and the value received. Internal to the memory room. */
public final class Checks {
    /** The longest text of one record in UTF-16 units: what a person or tool can say at once, with room to spare. */
    static final int MAX_TEXT = 1 << 20;

    private Checks() {
    }

    public static void notBlank(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " must not be blank, was \"" + value + '"');
        }
        notTooLong(name, value);
    }

    /**
     * The text with each surrogate that has no partner replaced by U+FFFD, so that what is remembered is what UTF-8 can write down:
     * the same before and after a restart.
     */
    public static String wellFormed(String value) {
        int at = loneSurrogate(value, 0);
        if (at < 0) {
            return value;
        }
        StringBuilder mended = new StringBuilder(value);
        for (; at >= 0; at = loneSurrogate(value, at + 1)) {
            mended.setCharAt(at, '\ufffd');
        }
        return mended.toString();
    }

    private static int loneSurrogate(String value, int from) {
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return i;
            }
        }
        return -1;
    }

    /** For names that are stored one after another with NUL between them. */
    static void noNul(String name, String value) {
        int at = value.indexOf('\0');
        if (at >= 0) {
            throw new IllegalArgumentException(name + " must not hold the character NUL, found it at " + at);
        }
    }

    public static void notTooLong(String name, String value) {
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
