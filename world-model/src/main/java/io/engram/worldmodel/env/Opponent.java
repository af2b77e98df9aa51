package io.engram.worldmodel.env;

import io.engram.planner.Planner;
import io.engram.planner.PlannerOptions;
import io.engram.planner.SearchBudget;
import io.engram.planner.ValueBounds;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Someone to play against. */
@FunctionalInterface
public interface Opponent {
    /** A legal move for the player to move. */
    int choose(BoardGame game, long mine, long theirs, RandomGenerator random);

    /** Any legal move with equal probability. */
    static Opponent random() {
        return (game, mine, theirs, random) -> {
            BitSet legal = game.legal(mine, theirs);
            int skip = random.nextInt(legal.cardinality());
            int action = legal.nextSetBit(0);
            while (skip-- > 0) {
                action = legal.nextSetBit(action + 1);
            }
            return action;
        };
    }

    /**
     * UCT with one random playout per simulation.
     *
     * @param simulations per move
     * @param exploration c of UCT for values scaled to 0..1
     */
    static Opponent uct(int simulations, double exploration) {
        Planner planner = new Planner();
        PlannerOptions options = PlannerOptions.uct().withExploration(exploration).withValues(ValueBounds.GAME);
        return (game, mine, theirs, random) -> {
            BoardWorld world = new BoardWorld(game, 1, random.nextLong()).at(mine, theirs);
            return planner.plan(world, SearchBudget.simulations(simulations), options,
                    new SplittableRandom(random.nextLong())).action();
        };
    }

    /** Plays a game that is small enough to be searched to the end without ever doing worse than its value, choosing at random among such moves. */
    static Opponent perfect() {
        return (game, mine, theirs, random) -> {
            BitSet best = new BitSet();
            int bestValue = -2;
            BitSet legal = game.legal(mine, theirs);
            for (int a = legal.nextSetBit(0); a >= 0; a = legal.nextSetBit(a + 1)) {
                int value = Negamax.ofMove(game, mine, theirs, a);
                if (value > bestValue) {
                    bestValue = value;
                    best.clear();
                }
                if (value == bestValue) {
                    best.set(a);
                }
            }
            int skip = random.nextInt(best.cardinality());
            int action = best.nextSetBit(0);
            while (skip-- > 0) {
                action = best.nextSetBit(action + 1);
            }
            return action;
        };
    }
}
