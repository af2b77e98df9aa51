package io.engram.worldmodel.ntuple;

import io.engram.worldmodel.env.Slide2048Rules;
import io.engram.worldmodel.env.Slide2048World;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Practice games and learning from them. Each game draws from a generator made of the seed and its number. */
final class TuplePractice implements Slide2048World.Judge {
    private static final int MOVES = 4;
    /** Weight of a new game in the running means. */
    private static final double SHARE = 0.01;

    private final TupleNet net;
    private final long seed;
    private final double rate;
    private long games;
    double meanScore;
    /** Running mean of what a board's value was wrong by, in points. */
    double meanError;
    /** [made] Boards after each slide of a game, and what the slides paid. */
    private long[] slid = new long[1024];
    private int[] paid = new int[1024];

    TuplePractice(TupleOptions options, long seed) {
        net = new TupleNet(options.tuples());
        rate = options.rate();
        this.seed = seed;
    }

    long games() {
        return games;
    }

    boolean isFinite() {
        return net.isFinite();
    }

    /** The slide that looks best; -1 when none is legal. */
    int favourite(long board) {
        int best = -1;
        float most = Float.NEGATIVE_INFINITY;
        for (int a = 0; a < MOVES; a++) {
            long after = Slide2048Rules.slide(board, a);
            if (after != board) {
                float worth = Slide2048Rules.reward(board, a) + net.value(after);
                if (worth > most) {
                    most = worth;
                    best = a;
                }
            }
        }
        return best;
    }

    @Override
    public float value(long board) {
        int best = favourite(board);
        return best < 0 ? 0 : Slide2048Rules.reward(board, best) + net.value(Slide2048Rules.slide(board, best));
    }

    @Override
    public float afterSlide(long board) {
        return net.value(board);
    }

    /** Plays a game and learns from it. */
    void play() {
        RandomGenerator random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + games++);
        long board = Slide2048Rules.spawn(Slide2048Rules.spawn(0, random), random);
        int made = 0;
        int score = 0;
        for (int action = favourite(board); action >= 0; action = favourite(board)) {
            if (made == slid.length) {
                slid = Arrays.copyOf(slid, 2 * made);
                paid = Arrays.copyOf(paid, 2 * made);
            }
            slid[made] = Slide2048Rules.slide(board, action);
            paid[made] = Slide2048Rules.reward(board, action);
            score += paid[made];
            board = Slide2048Rules.spawn(slid[made++], random);
        }
        double share = Math.max(SHARE, 1.0 / games);
        meanScore += share * (score - meanScore);
        meanError += share * (learn(made) / Math.max(1, made) - meanError);
    }

    /** From the end of the game to its start; returns the sum of the absolute errors. */
    private double learn(int made) {
        double wrong = 0;
        for (int i = made - 1; i >= 0; i--) {
            float next = i == made - 1 ? 0 : paid[i + 1] + net.value(slid[i + 1]);
            float error = next - net.value(slid[i]);
            net.add(slid[i], (float) (rate * error));
            wrong += Math.abs(error);
        }
        return wrong;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(games);
        out.writeDouble(meanScore);
        out.writeDouble(meanError);
        net.save(out);
    }

    /** Checks what it can, then replaces what was learned. */
    void load(DataInput in) throws IOException {
        long savedGames = in.readLong();
        double savedScore = in.readDouble();
        double savedError = in.readDouble();
        net.expectTuples(in);
        net.load(in);
        games = savedGames;
        meanScore = savedScore;
        meanError = savedError;
    }
}
