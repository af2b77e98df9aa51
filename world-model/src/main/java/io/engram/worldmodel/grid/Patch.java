package io.engram.worldmodel.grid;

/**
 * The neighbourhood that may matter for what an action does: seven features of one byte each, packed into a long.
 *
 * <p>Feature 0 is the observer's own cell as the view shows it; 1..6 are map cells relative to the observer: under it,
 * ahead, right, behind, left, and two ahead. That effects are this local is this tier's assumption; which features
 * matter for which action is learned.
 */
final class Patch {
    static final int FEATURES = 7;
    static final int SELF = 0;
    static final int[] DX = {0, 0, 0, 1, 0, -1, 0};
    static final int[] DY = {0, 0, -1, 0, 1, 0, -2};
    private static final String[] NAMES = {"self", "under", "ahead", "right", "behind", "left", "two ahead"};

    private Patch() {
    }

    static int kind(long key, int feature) {
        return (int) (key >>> (8 * feature)) & 255;
    }

    static long with(int feature, int kind) {
        return (long) kind << (8 * feature);
    }

    /** The key mask that keeps the features whose bits are set. */
    static long mask(int features) {
        long mask = 0;
        for (int f = 0; f < FEATURES; f++)
            if ((features >> f & 1) != 0)
                mask |= 255L << (8 * f);
        return mask;
    }

    static String name(int feature) {
        return NAMES[feature];
    }

    /** For people: the features of a mask with their kinds. */
    static String describe(long key, int features, CellKinds kinds) {
        StringBuilder text = new StringBuilder();
        for (int f : new int[]{2, 0, 1, 3, 4, 5, 6})
            if ((features >> f & 1) != 0)
                text.append(text.isEmpty() ? "" : ", ").append(name(f)).append(": ")
                        .append(kinds.name(kind(key, f)));
        return text.isEmpty() ? "anywhere" : text.toString();
    }
}
