package io.engram.worldmodel.env;

import io.engram.planner.Leaf;

/** Says what positions of a board game are worth and which moves look promising there. */
@FunctionalInterface
public interface BoardJudge {
    /**
     * Judges several positions at once.
     *
     * @param mine [count] stones of the player who moves, as the game's bits
     * @param theirs [count] stones of the other
     * @param out [count] receives prior and value for the player who moves; legal moves are set already
     * @param count how many leading entries are used
     */
    void judge(long[] mine, long[] theirs, Leaf[] out, int count);
}
