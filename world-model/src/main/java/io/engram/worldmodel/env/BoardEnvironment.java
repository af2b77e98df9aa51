package io.engram.worldmodel.env;

import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.EnvironmentException;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Space;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A board game against an opponent. Whoever begins is drawn at each reset; the opponent answers within the step. Seen is one cell
 * per place: 0 empty, 1 own stone, 2 the opponent's. The reward is 1 for a win, -1 for a loss, at the end. Legal moves are stated
 * as action mask.
 */
public final class BoardEnvironment extends RuledEnvironment {
    private final BoardGame game;
    private final Opponent opponent;
    private long own;
    private long others;

    public BoardEnvironment(BoardGame game, Opponent opponent) {
        super(new EnvSpec(game.id(), 0, IntStream.range(0, game.actionCount()).mapToObj(a -> "move " + a).toList(), -1,
                1));
        this.game = game;
        this.opponent = opponent;
    }

    /** Stones of the agent, as the game's bits. */
    public long mine() {
        return own;
    }

    /** Stones of the opponent, as the game's bits. */
    public long theirs() {
        return others;
    }

    @Override
    public Space.Grid observationSpace() {
        return new Space.Grid(game.columns(), game.rows(), 1, 2, -1, Optional.empty(),
                List.of(List.of("empty", "own", "other")));
    }

    @Override
    void begin(SplittableRandom source) {
        own = 0;
        others = 0;
        if (source.nextBoolean()) {
            others = game.place(0, 0, answer(source));
        }
    }

    private int answer(SplittableRandom source) {
        int action = opponent.choose(game, others, own, source);
        if (action < 0 || action >= game.actionCount() || !game.isLegal(others, own, action)) {
            throw new EnvironmentException(game.id(), "opponent's move", "one of the legal " + game.legal(others, own),
                    Integer.toString(action));
        }
        return action;
    }

    @Override
    double act(int action, SplittableRandom source) {
        own = game.place(own, others, action);
        if (game.hasWon(own)) {
            end();
            return 1;
        }
        if (game.isFull(own, others)) {
            end();
            return 0;
        }
        others = game.place(others, own, answer(source));
        if (game.hasWon(others)) {
            end();
            return -1;
        }
        if (game.isFull(own, others)) {
            end();
        }
        return 0;
    }

    @Override
    BitSet legal() {
        return game.legal(own, others);
    }

    @Override
    Observation observe() {
        int[] cells = new int[game.rows() * game.columns()];
        for (int row = 0; row < game.rows(); row++) {
            for (int column = 0; column < game.columns(); column++) {
                int bit = game.bit(row, column);
                cells[row * game.columns() + column] = (int) ((own >>> bit & 1) + 2 * (others >>> bit & 1));
            }
        }
        return new Observation.GridObservation(game.columns(), game.rows(), 1, cells);
    }

    @Override
    public String render() {
        return game.draw(own, others);
    }
}
