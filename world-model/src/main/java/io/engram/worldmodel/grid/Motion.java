package io.engram.worldmodel.grid;

/**
 * How a step moves the observer: one of 36 rigid motions, a shift by at most one cell in each direction of the
 * observer's own frame followed by a number of quarter turns clockwise.
 *
 * <p>Which motion an action makes is learned; that it is one of these is this tier's assumption about egocentric views.
 *
 * <p>A pose packs the observer's place on the map and its heading: {@code (y << 6 | x) << 2 | heading}. Heading 0 looks
 * towards smaller {@code y} of the map, 1 towards larger {@code x}, clockwise.
 */
final class Motion {
    static final int COUNT = 36;
    /** No shift, no turn. */
    static final int STAY = 4;
    /** Map side in cells; coordinates wrap around. */
    static final int SIDE = 64;
    private static final int MASK = SIDE - 1;

    private Motion() {
    }

    static int pose(int x, int y, int heading) {
        return ((y & MASK) << 6 | (x & MASK)) << 2 | (heading & 3);
    }

    /** The pose in the middle of the map where an episode begins. */
    static int start() {
        return pose(SIDE / 2, SIDE / 2, 0);
    }

    /** Map index of the cell {@code dx} to the right and {@code dy} behind an observer with this pose. */
    static int cell(int pose, int dx, int dy) {
        int x = pose >> 2 & MASK;
        int y = pose >> 8 & MASK;
        return switch (pose & 3) {
            case 0 -> (y + dy & MASK) << 6 | (x + dx & MASK);
            case 1 -> (y + dx & MASK) << 6 | (x - dy & MASK);
            case 2 -> (y - dy & MASK) << 6 | (x - dx & MASK);
            default -> (y - dx & MASK) << 6 | (x + dy & MASK);
        };
    }

    /** The pose after a motion. */
    static int move(int pose, int motion) {
        int to = cell(pose, motion % 3 - 1, motion / 3 % 3 - 1);
        return to << 2 | (pose + motion / 9 & 3);
    }

    static boolean shifts(int motion) {
        return motion % 9 != STAY;
    }

    /** For people: for example {@code "moves (0,-1)"} or {@code "turns 90"}. */
    static String name(int motion) {
        String turn = motion / 9 == 0 ? "" : "turns " + 90 * (motion / 9);
        String shift = shifts(motion) ? "moves (" + (motion % 3 - 1) + "," + (motion / 3 % 3 - 1) + ")" : "";
        return shift.isEmpty() && turn.isEmpty() ? "stays" : (shift + " " + turn).strip();
    }
}
