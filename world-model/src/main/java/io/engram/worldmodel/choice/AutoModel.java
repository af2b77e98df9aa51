package io.engram.worldmodel.choice;

import io.engram.planner.PlannerOptions;
import io.engram.planner.SequenceWorld;
import io.engram.planner.World;
import io.engram.worldmodel.Accuracy;
import io.engram.worldmodel.Envelope;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Reset;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.Surprise;
import io.engram.worldmodel.TrainingBudget;
import io.engram.worldmodel.TrainingListener;
import io.engram.worldmodel.TrainingReport;
import io.engram.worldmodel.WorldModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Several models of one world, all of which see everything; the one whose predictions come true is used. See the package
 * description for the rule.
 *
 * <p>The candidates that are not used train at the share of a budget that {@link #SHADOW} says. Saved form: an {@link
 * Envelope} "EGAU" of version 1 around the number in use and each candidate's own saved form.
 */
public final class AutoModel implements WorldModel {
    private static final int MAGIC = 0x45474155;
    private static final int VERSION = 1;
    /** A candidate must be better by this factor to be gone over to. */
    private static final double CLEARLY = 0.7;
    /** Steps before the first choice. */
    private static final long ENOUGH = 100;
    /** Share of a training budget that goes to each candidate that is not used. */
    private static final double SHADOW = 0.1;

    private final List<WorldModel> candidates;
    private WorldModel used;

    /**
     * Models that know nothing yet.
     *
     * @param candidates at least one; the first is used until there is a reason for another
     */
    public AutoModel(List<? extends WorldModel> candidates) {
        if (candidates.isEmpty())
            throw new IllegalArgumentException("candidates: expected at least one model, received none");
        this.candidates = List.copyOf(candidates);
        used = this.candidates.getFirst();
    }

    @Override
    public String name() {
        return used.name();
    }

    @Override
    public String describe() {
        return used.describe() + ", chosen by open-loop error from " + candidates.stream()
                .map(c -> String.format(Locale.ROOT, "%s %.3f", c.name(), c.accuracy().meanError()))
                .collect(Collectors.joining(", "));
    }

    /** The model in use. */
    public WorldModel used() {
        return used;
    }

    @Override
    public void begin(Observation first) {
        begin(Reset.of(first));
    }

    @Override
    public void begin(Reset start) {
        choose();
        for (WorldModel candidate : candidates)
            candidate.begin(start);
    }

    private void choose() {
        WorldModel best = used;
        boolean trusted = used.accuracy().calibrated();
        for (WorldModel candidate : candidates) {
            Accuracy accuracy = candidate.accuracy();
            if (candidate == used || accuracy.steps() < ENOUGH || !accuracy.calibrated())
                continue;
            double error = accuracy.meanError();
            double toBeat = best.accuracy().meanError() * (best == used ? (trusted ? CLEARLY : 1) : 1);
            if (error < toBeat || (!trusted && best == used && error <= toBeat))
                best = candidate;
        }
        if (best != used) {
            used.inUse(false);
            best.inUse(true);
            used = best;
        }
    }

    @Override
    public Surprise observe(int action, Step outcome) {
        Surprise surprise = null;
        for (WorldModel candidate : candidates) {
            Surprise own = candidate.observe(action, outcome);
            if (candidate == used)
                surprise = own;
        }
        if (surprise == null)
            throw new IllegalStateException("auto model: the model in use is none of the candidates");
        return surprise;
    }

    @Override
    public World world() {
        return used.world();
    }

    @Override
    public PlannerOptions planning() {
        return used.planning();
    }

    @Override
    public Optional<SequenceWorld> sequences() {
        return used.sequences();
    }

    @Override
    public boolean searchable() {
        return used.searchable();
    }

    @Override
    public Accuracy accuracy() {
        return used.accuracy();
    }

    @Override
    public void learning(boolean on) {
        candidates.forEach(c -> c.learning(on));
    }

    @Override
    public TrainingReport train(TrainingBudget budget, TrainingListener listener) {
        TrainingReport report = used.train(budget, listener);
        for (WorldModel candidate : candidates)
            if (candidate != used)
                candidate.train(new TrainingBudget((int) (budget.updates() * SHADOW), budget.time()),
                        TrainingListener.NONE);
        Map<String, Double> losses = new TreeMap<>(report.losses());
        for (WorldModel candidate : candidates)
            losses.put("open-loop " + candidate.name(), candidate.accuracy().meanError());
        return new TrainingReport(report.updates(), report.time(), losses, report.openLoopError());
    }

    @Override
    public void exploration(double scale) {
        candidates.forEach(c -> c.exploration(scale));
    }

    @Override
    public String situation() {
        return used.situation();
    }

    @Override
    public int policy(RandomGenerator random) {
        return used.policy(random);
    }

    @Override
    public List<Rule> rules() {
        return used.rules();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeInt(candidates.size());
        body.writeInt(candidates.indexOf(used));
        for (WorldModel candidate : candidates)
            candidate.save(body);
        Envelope.write(out, MAGIC, VERSION, bytes.toByteArray());
    }

    /** A candidate that turns out damaged leaves those before it loaded; the checksum makes that a fault of this program. */
    @Override
    public void load(DataInput in) throws IOException {
        DataInputStream body = new DataInputStream(
                new ByteArrayInputStream(Envelope.read(in, "models", MAGIC, VERSION)));
        Envelope.expect("models: candidates", candidates.size(), body.readInt());
        int number = body.readInt();
        if (number < 0 || number >= candidates.size())
            throw new IOException(
                    "models: number in use: expected 0.." + (candidates.size() - 1) + ", received " + number);
        for (WorldModel candidate : candidates)
            candidate.load(body);
        if (used != candidates.get(number)) {
            used.inUse(false);
            used = candidates.get(number);
            used.inUse(true);
        }
    }
}
