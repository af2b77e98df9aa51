package io.engram.worldmodel.selfplay;

import io.engram.planner.Plan;
import io.engram.planner.Planner;
import io.engram.planner.PlannerOptions;
import io.engram.planner.SearchBudget;
import io.engram.planner.ValueBounds;
import io.engram.worldmodel.Envelope;
import io.engram.worldmodel.env.BoardGame;
import io.engram.worldmodel.env.BoardWorld;
import io.engram.worldmodel.env.Symmetry;
import io.engram.worldmodel.network.Learner;
import io.engram.worldmodel.network.Support;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Games against oneself and learning from them. Each game and each update draws from a generator of its own, made from the seed
 * and its number, so that counters are all the randomness there is to save.
 *
 * <p>A game begins with some random moves, which no search approves of: what is learned must also hold where nobody sensible
 * would go.
 */
final class Practice {
    /** Share of moves after the opening that are drawn at random, for the same reason. */
    private static final double STRAY = 0.05;
    private static final int CONSIDERED = 16;

    private final BoardGame game;
    private final SelfPlayOptions options;
    private final long seed;
    private final List<Symmetry> symmetries;
    private final BoardNet newest;
    /** Plays and judges: the slow average of the newest. */
    final BoardNet steady;
    private final Learner learner;
    private final Planner planner = new Planner();
    private final PlannerOptions search;
    private Positions positions;
    private long games;
    private final float[] policy;
    private final float[] outcome;
    private final float[] weights;
    double policyLoss;
    double valueLoss;

    /** A position of a game, the number of moves made before it, and what the search found there. */
    private record Moment(long mine, long theirs, int made, Plan plan) {
    }

    Practice(BoardGame game, SelfPlayOptions options, long seed) {
        this.game = game;
        this.options = options;
        this.seed = seed;
        symmetries = game.symmetries();
        newest = new BoardNet(game, options.channels(), options.blocks(), new SplittableRandom(seed));
        steady = new BoardNet(game, options.channels(), options.blocks(), new SplittableRandom(seed));
        learner = new Learner(newest.parameters(), steady.parameters(), options.learningRate(), 1e-4f, 5, 0.01f);
        positions = new Positions(game.actionCount(), options.positions());
        search = PlannerOptions.defaults().withGumbel(CONSIDERED, 1).withValues(ValueBounds.GAME).withEarlyStop(false)
                .withBatch(options.leaves());
        policy = new float[options.batch() * game.actionCount()];
        outcome = new float[options.batch() * BoardNet.OUTCOMES.size()];
        weights = new float[options.batch()];
        Arrays.fill(weights, 1);
    }

    long games() {
        return games;
    }

    long updates() {
        return learner.steps();
    }

    boolean isFinite() {
        return learner.isFinite();
    }

    /** One update, with the games that are due before it. */
    void next() {
        while (positions.size() < options.batch() || games * options.updatesPerGame() <= learner.steps())
            play();
        update();
    }

    private RandomGenerator generator(long kind, long number) {
        return new SplittableRandom((seed * 2 + kind) * 0x9E3779B97F4A7C15L + number);
    }

    private void play() {
        RandomGenerator random = generator(0, games++);
        List<Moment> moments = new ArrayList<>();
        long mine = 0;
        long theirs = 0;
        int opening = random.nextInt(options.openingMoves() + 1);
        BoardWorld world = new BoardWorld(game, steady);
        boolean won = false;
        int made = 0;
        while (!won && !game.isFull(mine, theirs)) {
            int action;
            if (made < opening) {
                action = anyMove(mine, theirs, random);
            } else {
                Plan plan = planner.plan(world.at(mine, theirs), SearchBudget.simulations(options.simulations()),
                        search,
                        random);
                moments.add(new Moment(mine, theirs, made, plan));
                action = random.nextDouble() < STRAY ? anyMove(mine, theirs, random) : plan.action();
            }
            long placed = game.place(mine, theirs, action);
            mine = theirs;
            theirs = placed;
            won = game.hasWon(placed);
            made++;
        }
        remember(moments, made, won);
    }

    private int anyMove(long mine, long theirs, RandomGenerator random) {
        BitSet legal = game.legal(mine, theirs);
        int action = legal.nextSetBit(0);
        for (int skip = random.nextInt(legal.cardinality()); skip > 0; skip--)
            action = legal.nextSetBit(action + 1);
        return action;
    }

    /**
     * Keeps a game's positions. What a position is worth is what was proven there, else the mean of the search's value and the end.
     *
     * @param made moves of the whole game
     * @param won whether the last of them won
     */
    private void remember(List<Moment> moments, int made, boolean won) {
        for (Moment moment : moments) {
            Plan plan = moment.plan;
            double end = !won ? 0 : (made - moment.made) % 2 == 1 ? 1 : -1;
            double value = plan.chosen().proven() ? plan.chosen().q() : (plan.value() + end) / 2;
            positions.add(moment.mine, moment.theirs, plan.policy(game.actionCount()), (float) value);
        }
    }

    private void update() {
        RandomGenerator random = generator(1, learner.steps());
        int batch = options.batch();
        int actions = game.actionCount();
        Support outcomes = BoardNet.OUTCOMES;
        newest.room(batch);
        for (int b = 0; b < batch; b++) {
            int i = random.nextInt(positions.size());
            Symmetry turn = symmetries.get(random.nextInt(symmetries.size()));
            newest.write(b, positions.mine[i], positions.theirs[i], turn);
            for (int a = 0; a < actions; a++)
                policy[b * actions + turn.move(a)] = positions.policy[i * actions + a];
            outcomes.write(positions.value[i], outcome, b * outcomes.size());
        }
        newest.learn(policy, outcome, weights, batch);
        learner.step(1 / (1 + learner.steps() / 10_000f));
        double share = Math.max(0.01, 1.0 / learner.steps());
        policyLoss += share * (newest.policyLoss - policyLoss);
        valueLoss += share * (newest.valueLoss - valueLoss);
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(game.actionCount());
        out.writeInt(newest.cells);
        out.writeLong(games);
        out.writeDouble(policyLoss);
        out.writeDouble(valueLoss);
        learner.save(out);
        positions.save(out);
    }

    /** Reads and checks everything, then replaces what was learned. */
    void load(DataInput in) throws IOException {
        Envelope.expect("self-play model: moves", game.actionCount(), in.readInt());
        Envelope.expect("self-play model: cells", newest.cells, in.readInt());
        long savedGames = in.readLong();
        double savedPolicyLoss = in.readDouble();
        double savedValueLoss = in.readDouble();
        Runnable inPlace = learner.load(in, "self-play model");
        Positions read = positions.read(in);
        inPlace.run();
        positions = read;
        games = savedGames;
        policyLoss = savedPolicyLoss;
        valueLoss = savedValueLoss;
    }
}
