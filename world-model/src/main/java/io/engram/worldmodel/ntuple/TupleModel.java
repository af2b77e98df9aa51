package io.engram.worldmodel.ntuple;

import io.engram.planner.PlannerOptions;
import io.engram.planner.World;
import io.engram.worldmodel.Accuracy;
import io.engram.worldmodel.Envelope;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.Surprise;
import io.engram.worldmodel.TrainingBudget;
import io.engram.worldmodel.TrainingListener;
import io.engram.worldmodel.TrainingReport;
import io.engram.worldmodel.WorldModel;
import io.engram.worldmodel.env.Slide2048Rules;
import io.engram.worldmodel.env.Slide2048World;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Plays 2048, whose rules are known, with judgement learned from games of its own. See the package description.
 *
 * <p>Observations are those of {@link io.engram.worldmodel.env.Slide2048}. Saved form: an {@link Envelope} "EGNT" of version 1
 * around games, means and tables.
 *
 * <p>Not thread-safe.
 */
public final class TupleModel implements WorldModel {
    private static final int MAGIC = 0x45474E54;
    private static final int VERSION = 1;
    private static final int PROGRESS_EVERY = 50;
    private static final PlannerOptions SEARCH = PlannerOptions.defaults();

    private final TuplePractice practice;
    private final Slide2048World world;
    private long board;
    private boolean living;

    /** A model that has played no game. */
    public TupleModel(TupleOptions options, long seed) {
        practice = new TuplePractice(options, seed);
        world = new Slide2048World(practice);
    }

    @Override
    public String name() {
        return "n-tuple";
    }

    @Override
    public String describe() {
        return String.format(Locale.ROOT, "n-tuple, %,d games, mean score of the last ones %,.0f without search",
                practice.games(), practice.meanScore);
    }

    @Override
    public void begin(Observation first) {
        see(first);
        living = true;
    }

    private void see(Observation observation) {
        board = Slide2048Rules.board(observation);
        world.at(board);
    }

    /** Nothing is learned and nothing but the tile, which is chance, can differ from what the rules say. */
    @Override
    public Surprise observe(int action, Step outcome) {
        if (!living)
            throw new IllegalStateException("observe: expected begin() first, received action " + action);
        if (action < 0 || action > 3 || Slide2048Rules.slide(board, action) == board)
            throw new IllegalArgumentException("action: expected a slide that changes the board, received " + action);
        long slid = Slide2048Rules.slide(board, action);
        int foreseen = Slide2048Rules.reward(board, action);
        see(outcome.observation());
        if (!Slide2048Rules.isSpawned(slid, board))
            throw new IllegalArgumentException("observation: expected the rules' own board after slide " + action
                    + " and one new tile, received " + outcome.observation());
        living = !outcome.done();
        return new Surprise(0, outcome.reward() - foreseen, 0);
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public PlannerOptions planning() {
        return SEARCH;
    }

    /** Without practice the tables say nothing. */
    @Override
    public boolean searchable() {
        return practice.games() > 0;
    }

    /** The rules are exact and the tiles are chance: there is no prediction to be wrong about. */
    @Override
    public Accuracy accuracy() {
        return Accuracy.NONE;
    }

    /** Practises: an update is a game. */
    @Override
    public TrainingReport train(TrainingBudget budget, TrainingListener listener) {
        long start = System.nanoTime();
        int done = 0;
        while (done < budget.updates() && System.nanoTime() - start < budget.time().toNanos()) {
            practice.play();
            if (++done % PROGRESS_EVERY == 0)
                listener.progress(done, losses());
        }
        return new TrainingReport(done, Duration.ofNanos(System.nanoTime() - start), losses(), new double[0]);
    }

    private Map<String, Double> losses() {
        return Map.of("value error", practice.meanError);
    }

    /** Practice games played. */
    public long games() {
        return practice.games();
    }

    /** Running mean of the scores of practice games, which are played without search. */
    public double meanScore() {
        return practice.meanScore;
    }

    /** Whether every table entry is finite. */
    public boolean isFinite() {
        return practice.isFinite();
    }

    /** Nothing changes: games are played as well as possible. */
    @Override
    public void exploration(double scale) {
        if (!(scale >= 0 && scale <= 1))
            throw new IllegalArgumentException("exploration: expected 0..1, received " + scale);
    }

    @Override
    public String situation() {
        return Long.toHexString(board);
    }

    @Override
    public int policy(RandomGenerator random) {
        int action = practice.favourite(board);
        if (action < 0)
            throw new IllegalStateException("2048: expected a board that can slide, received " + situation());
        return action;
    }

    @Override
    public List<Rule> rules() {
        return List.of();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        practice.save(new DataOutputStream(bytes));
        Envelope.write(out, MAGIC, VERSION, bytes.toByteArray());
    }

    @Override
    public void load(DataInput in) throws IOException {
        practice.load(new DataInputStream(
                new ByteArrayInputStream(Envelope.read(in, "n-tuple model", MAGIC, VERSION))));
        living = false;
    }
}
