package io.engram.worldmodel.env;

/** Full search with alpha-beta, for games that are small enough. */
final class Negamax {
    private Negamax() {
    }

    /** The exact value of a move for the player who makes it: -1, 0 or 1. */
    static int ofMove(BoardGame game, long mine, long theirs, int action) {
        long placed = game.place(mine, theirs, action);
        return game.hasWon(placed) ? 1 : -value(game, theirs, placed, -1, 1);
    }

    private static int value(BoardGame game, long mine, long theirs, int alpha, int beta) {
        if (game.isFull(mine, theirs)) {
            return 0;
        }
        int best = -1;
        int low = alpha;
        for (int a = 0; a < game.actionCount() && low < beta; a++) {
            if (game.isLegal(mine, theirs, a)) {
                long placed = game.place(mine, theirs, a);
                int v = game.hasWon(placed) ? 1 : -value(game, theirs, placed, -beta, -low);
                best = Math.max(best, v);
                low = Math.max(low, v);
            }
        }
        return best;
    }
}
