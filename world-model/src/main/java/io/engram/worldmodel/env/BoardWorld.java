package io.engram.worldmodel.env;

import io.engram.planner.Leaf;
import io.engram.planner.Transition;
import io.engram.planner.World;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A board game as an exact world to search: a win pays 1 and ends, a full board ends with 0, every move passes the turn. The
 * value of a position is 0, or the mean of random playouts, or what a {@link BoardJudge} says. A playout's randomness comes from
 * the position and a seed, so that the same position is always judged the same.
 */
public final class BoardWorld implements World {
    private final BoardGame game;
    private final int actions;
    private final int playouts;
    private final long seed;
    private final @Nullable BoardJudge judge;
    private long[] judgedMine = new long[1];
    private long[] judgedTheirs = new long[1];
    private final Leaf[] one = new Leaf[1];
    private long[] mine = new long[1];
    private long[] theirs = new long[1];

    /**
     * Chooses how positions are judged.
     *
     * @param playouts random games per judgement; 0 judges every position as 0
     */
    public BoardWorld(BoardGame game, int playouts, long seed) {
        if (playouts < 0) {
            throw new IllegalArgumentException("playouts: expected at least 0, received " + playouts);
        }
        this.game = game;
        this.actions = game.actionCount();
        this.playouts = playouts;
        this.seed = seed;
        this.judge = null;
    }

    /** Positions are judged by someone else. */
    public BoardWorld(BoardGame game, BoardJudge judge) {
        this.game = game;
        this.actions = game.actionCount();
        this.playouts = 0;
        this.seed = 0;
        this.judge = judge;
    }

    /** Puts a position into slot 0. */
    public BoardWorld at(long stonesOfMover, long stonesOfOther) {
        mine[0] = stonesOfMover;
        theirs[0] = stonesOfOther;
        return this;
    }

    @Override
    public int actionCount() {
        return actions;
    }

    @Override
    public void reserve(int slots) {
        if (slots > mine.length) {
            mine = Arrays.copyOf(mine, slots);
            theirs = Arrays.copyOf(theirs, slots);
        }
    }

    @Override
    public void evaluateBatch(int[] slots, Leaf[] out, int count) {
        if (judge == null) {
            for (int i = 0; i < count; i++) {
                evaluate(slots[i], out[i]);
            }
            return;
        }
        if (judgedMine.length < count) {
            judgedMine = new long[count];
            judgedTheirs = new long[count];
        }
        for (int i = 0; i < count; i++) {
            judgedMine[i] = mine[slots[i]];
            judgedTheirs[i] = theirs[slots[i]];
            mark(judgedMine[i], judgedTheirs[i], out[i]);
        }
        judge.judge(judgedMine, judgedTheirs, out, count);
    }

    private void mark(long m, long t, Leaf out) {
        for (int a = 0; a < actions; a++) {
            out.legal[a] = game.isLegal(m, t, a);
        }
    }

    @Override
    public void evaluate(int slot, Leaf out) {
        long m = mine[slot];
        long t = theirs[slot];
        mark(m, t, out);
        if (judge != null) {
            judgedMine[0] = m;
            judgedTheirs[0] = t;
            one[0] = out;
            judge.judge(judgedMine, judgedTheirs, one, 1);
        }
        if (playouts > 0) {
            long random = mix(key(slot) + seed);
            int sum = 0;
            for (int i = 0; i < playouts; i++) {
                random = mix(random);
                sum += playout(m, t, random | 1L);
            }
            out.value = (float) sum / playouts;
        }
    }

    /** Random moves to the end; 1 if the player to move at the start won, -1 if the other did. */
    private int playout(long moverStones, long otherStones, long start) {
        long m = moverStones;
        long t = otherStones;
        long random = start;
        int sign = 1;
        while (!game.isFull(m, t)) {
            int action;
            do {
                random ^= random << 13;
                random ^= random >>> 7;
                random ^= random << 17;
                action = (int) (((random >>> 33) * actions) >>> 31);
            } while (!game.isLegal(m, t, action));
            long placed = game.place(m, t, action);
            if (game.hasWon(placed)) {
                return sign;
            }
            m = t;
            t = placed;
            sign = -sign;
        }
        return 0;
    }

    @Override
    public void step(int from, int action, int to, Transition out) {
        long placed = game.place(mine[from], theirs[from], action);
        mine[to] = theirs[from];
        theirs[to] = placed;
        boolean won = game.hasWon(placed);
        out.reward = won ? 1f : 0f;
        out.discount = won || game.isFull(mine[to], placed) ? 0f : 1f;
        out.turnPasses = true;
    }

    @Override
    public boolean exact() {
        return true;
    }

    /** Positions differ in stones and in whose they are; both go into the hash. */
    @Override
    public long key(int slot) {
        long key = mix(mine[slot] * 0x9E3779B97F4A7C15L + theirs[slot]);
        return key == 0 ? 1 : key;
    }

    @Override
    public boolean isLegal(int slot, int action) {
        return game.isLegal(mine[slot], theirs[slot], action);
    }

    @Override
    public String actionName(int action) {
        return game.rows() == 6
                ? "column " + (action + 1)
                : "abc".charAt(action % game.columns()) + "" + (action / game.columns() + 1);
    }

    private static long mix(long x) {
        long z = (x ^ x >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
