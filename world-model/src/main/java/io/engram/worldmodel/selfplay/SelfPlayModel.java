package io.engram.worldmodel.selfplay;

import io.engram.planner.PlannerOptions;
import io.engram.planner.ValueBounds;
import io.engram.planner.World;
import io.engram.worldmodel.Accuracy;
import io.engram.worldmodel.Envelope;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Observation.GridObservation;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.Surprise;
import io.engram.worldmodel.TrainingBudget;
import io.engram.worldmodel.TrainingListener;
import io.engram.worldmodel.TrainingReport;
import io.engram.worldmodel.WorldModel;
import io.engram.worldmodel.env.BoardGame;
import io.engram.worldmodel.env.BoardWorld;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Plays a board game whose rules are known, with judgement learned from games against itself. See the package description.
 *
 * <p>Observations are those of {@link io.engram.worldmodel.env.BoardEnvironment}: one cell per place, 0 empty, 1 own stone, 2 the
 * other's. Saved form: an {@link Envelope} "EGSP" of version 1 around moves, cells, games, losses, networks with their optimiser,
 * and the positions that updates draw from.
 *
 * <p>Not thread-safe.
 */
public final class SelfPlayModel implements WorldModel {
    private static final int MAGIC = 0x45475350;
    private static final int VERSION = 1;
    private static final int PROGRESS_EVERY = 50;
    /** Weight of old measurements after each new one. */
    private static final double KEEP = 0.99;

    private final BoardGame game;
    private final Practice practice;
    private final BoardWorld world;
    private final PlannerOptions play;
    private long mine;
    private long theirs;
    private boolean living;
    private double wrong;
    private double expected;
    private double weight;
    private long replies;

    /** A model that has played no game. */
    public SelfPlayModel(BoardGame game, SelfPlayOptions options, long seed) {
        this.game = game;
        practice = new Practice(game, options, seed);
        world = new BoardWorld(game, practice.steady);
        play = PlannerOptions.defaults().withValues(ValueBounds.GAME).withBatch(options.leaves());
    }

    @Override
    public String name() {
        return "self-play";
    }

    @Override
    public String describe() {
        return String.format(Locale.ROOT, "self-play, %,d games and %,d updates", practice.games(), practice.updates());
    }

    @Override
    public void begin(Observation first) {
        see(first);
        living = true;
    }

    private void see(Observation observation) {
        if (!(observation instanceof GridObservation grid) || grid.width() != game.columns()
                || grid.height() != game.rows() || grid.channels() != 1)
            throw new IllegalArgumentException("observation: expected a grid of " + game.columns() + "x" + game.rows()
                    + "x1, received " + observation);
        long own = 0;
        long other = 0;
        for (int y = 0; y < grid.height(); y++)
            for (int x = 0; x < grid.width(); x++) {
                long bit = 1L << game.bit(y, x);
                switch (grid.at(x, y, 0)) {
                    case 0 -> {
                        // empty
                    }
                    case 1 -> own |= bit;
                    case 2 -> other |= bit;
                    default -> throw new IllegalArgumentException(
                            "observation: expected cells of 0..2, received " + grid.at(x, y, 0));
                }
            }
        mine = own;
        theirs = other;
        if (!game.isFull(mine, theirs))
            world.at(mine, theirs);
    }

    /** The error is 1 where the other's answer was not the one that looked best, else 0. */
    @Override
    public Surprise observe(int action, Step outcome) {
        if (!living)
            throw new IllegalStateException("observe: expected begin() first, received action " + action);
        if (action < 0 || action >= game.actionCount() || !game.isLegal(mine, theirs, action))
            throw new IllegalArgumentException(
                    "action: expected one of the legal " + game.legal(mine, theirs) + ", received " + action);
        long placed = game.place(mine, theirs, action);
        boolean answered = !game.hasWon(placed) && !game.isFull(placed, theirs);
        long foreseen = answered ? game.place(theirs, placed, practice.steady.favourite(game, theirs, placed)) : theirs;
        see(outcome.observation());
        if (mine != placed)
            throw new IllegalArgumentException(
                    "observation: expected the rules' own stones after move " + action + ", received "
                            + outcome.observation());
        living = !outcome.done();
        double error = theirs == foreseen ? 0 : 1;
        if (answered) {
            double usual = replies == 0 ? 0.5 : wrong / weight;
            wrong = wrong * KEEP + error;
            expected = expected * KEEP + usual;
            weight = weight * KEEP + 1;
            replies++;
        }
        return new Surprise(error, 0, 0);
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public PlannerOptions planning() {
        return play;
    }

    /** One step: the other's answer. The rules themselves are exact. */
    @Override
    public Accuracy accuracy() {
        return replies == 0
                ? Accuracy.NONE
                : new Accuracy(new double[]{wrong / weight}, expected / weight, replies);
    }

    /** Practises: an update draws positions from practice games, which are played as they fall due. */
    @Override
    public TrainingReport train(TrainingBudget budget, TrainingListener listener) {
        long start = System.nanoTime();
        int done = 0;
        while (done < budget.updates() && System.nanoTime() - start < budget.time().toNanos()) {
            practice.next();
            if (++done % PROGRESS_EVERY == 0)
                listener.progress(done, losses());
        }
        return new TrainingReport(done, Duration.ofNanos(System.nanoTime() - start), losses(),
                accuracy().openLoopError());
    }

    private Map<String, Double> losses() {
        Map<String, Double> losses = new LinkedHashMap<>();
        losses.put("loss", practice.policyLoss + practice.valueLoss);
        losses.put("policy", practice.policyLoss);
        losses.put("value", practice.valueLoss);
        return losses;
    }

    /** Practice games played. */
    public long games() {
        return practice.games();
    }

    /** Whether every number in the network is finite. */
    public boolean isFinite() {
        return practice.isFinite();
    }

    /** Nothing changes: trying things out happens in practice, lived games are played as well as possible. */
    @Override
    public void exploration(double scale) {
        if (!(scale >= 0 && scale <= 1))
            throw new IllegalArgumentException("exploration: expected 0..1, received " + scale);
    }

    @Override
    public String situation() {
        return game.draw(mine, theirs).strip().replace('\n', '/');
    }

    @Override
    public int policy(RandomGenerator random) {
        return practice.steady.favourite(game, mine, theirs);
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
                new ByteArrayInputStream(Envelope.read(in, "self-play model", MAGIC, VERSION))));
        living = false;
    }
}
