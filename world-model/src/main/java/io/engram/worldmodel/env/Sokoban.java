package io.engram.worldmodel.env;

import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Space;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Sokoban: push every box onto a target; boxes cannot be pulled. A new level, solvable in at most half the step limit, at every
 * reset. A move costs 0.1, a box that comes onto a target pays 1, one that leaves it costs 1, all on targets pay 10 and end the
 * episode. Moves that change nothing are illegal. Seen is the whole level, one id per cell: 0 floor, 1 wall, 2 target, 3 box, 4
 * box on a target, 5 player, 6 player on a target.
 */
public final class Sokoban extends RuledEnvironment implements KnownRules {
    /** Names of the moves. */
    static final List<String> MOVES = List.of("up", "right", "down", "left");
    private static final int LIMIT = 120;
    private static final int SIZE = 7;
    private static final List<List<String>> NAMES = List.of(List.of("floor", "wall", "target", "box",
            "box on a target", "player", "player on a target"));
    private final SokobanMaker maker;
    private SokobanLevel level;
    private long boxes;
    private int player;

    private Sokoban(String id, SokobanMaker maker) {
        super(new EnvSpec(id, LIMIT, MOVES, -1.1, 10.9));
        this.maker = maker;
        level = SokobanLevel.parse(List.of("#####", "#@$.#", "#####"));
    }

    /** 7x7 cells, walls included, with two boxes and four pillars; 120 steps. */
    public static Sokoban small() {
        return new Sokoban("Sokoban-7x7-2-v0", new SokobanMaker(SIZE, 2, 4, 14, LIMIT / 2));
    }

    /** Starts an episode in a given level of 7x7 cells instead of a made one. */
    public void resetTo(SokobanLevel start) {
        if (start.width() != SIZE || start.height() != SIZE) {
            throw new IllegalArgumentException(
                    "level: expected 7x7 cells, received " + start.width() + "x" + start.height());
        }
        start();
        put(start);
    }

    private void put(SokobanLevel start) {
        level = start;
        boxes = start.boxes();
        player = start.player();
    }

    @Override
    public Space.Grid observationSpace() {
        return new Space.Grid(SIZE, SIZE, 1, SokobanLevel.LETTERS.length() - 1, -1, Optional.empty(), NAMES);
    }

    @Override
    public KnownWorld exactWorld(double discount) {
        return new SokobanWorld(discount);
    }

    @Override
    void begin(SplittableRandom source) {
        put(maker.make(source));
    }

    @Override
    double act(int action, SplittableRandom source) {
        long after = level.pushed(boxes, player, action);
        double reward = level.reward(boxes, after);
        boxes = after;
        player = level.ahead(player, action);
        if (level.isSolved(boxes)) {
            end();
        }
        return reward;
    }

    @Override
    BitSet legal() {
        BitSet legal = new BitSet(MOVES.size());
        for (int move = 0; move < MOVES.size(); move++) {
            legal.set(move, level.canMove(boxes, player, move));
        }
        return legal;
    }

    /** The level that this episode started in. */
    SokobanLevel level() {
        return level;
    }

    @Override
    Observation observe() {
        return new Observation.GridObservation(level.width(), level.height(), 1, level.cells(boxes, player));
    }

    @Override
    public String render() {
        return level.draw(boxes, player);
    }
}
