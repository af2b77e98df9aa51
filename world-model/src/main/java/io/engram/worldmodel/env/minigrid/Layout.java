package io.engram.worldmodel.env.minigrid;

import java.util.random.RandomGenerator;

/** Builds the start of an episode from a random stream. */
@FunctionalInterface
interface Layout {
    /** A room and what there is to reach in it. */
    record Built(Room room, Aim aim) {
    }

    /** When an episode is won. */
    @FunctionalInterface
    interface Aim {
        /** Nothing is to be reached. */
        Aim NONE = (room, action, ended) -> false;

        /** Standing on a goal cell. */
        Aim GOAL = (room, action, ended) -> ended && Things.object(room.at(room.x, room.y)) == Things.GOAL;

        /**
         * True when the last action won the episode.
         *
         * @param room the state after the action
         * @param ended true when the observer walked onto a cell that ends the episode
         */
        boolean reached(Room room, int action, boolean ended);
    }

    Built build(RandomGenerator random);
}
