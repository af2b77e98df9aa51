package io.engram.inference.train;

import io.engram.inference.ModelFormatException;
import io.engram.inference.gguf.GgufFile;
import io.engram.tensor.kernel.Kernels;
import io.engram.tensor.layer.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A training run: batches from a source, gradients on several threads, one optimiser step at a time.
 *
 * <p>A run is a function of shape, options and source: the same ones give the same weights, whether or not it was stopped
 * and resumed from a checkpoint on the way. Belongs to one thread; it starts {@code shards} threads of its own, which end
 * with {@link #close}.
 */
public final class Trainer implements AutoCloseable {
    private final MoeShape shape;
    private final TrainingOptions options;
    private final DocumentSource source;
    private final Kernels kernels = Kernels.best();
    private final List<MoeNetwork> networks = new ArrayList<>();
    /** One per shard over copies of the first weights, for preferences; else empty. */
    private final List<MoeNetwork> frozen = new ArrayList<>();
    private final List<Share> shares = new ArrayList<>();
    private final ExecutorService threads;
    private int step;
    private long nextDocument;

    /** A run from random weights. */
    public Trainer(MoeShape shape, TrainingOptions options, DocumentSource source) {
        this(MoeWeights.random(shape, new SplittableRandom(options.seed())), options, source);
    }

    Trainer(MoeWeights weights, TrainingOptions options, DocumentSource source) {
        this.shape = weights.shape();
        this.options = options;
        this.source = source;
        for (int s = 0; s < options.shards(); s++) {
            networks.add(new MoeNetwork(s == 0 ? weights : weights.shadow()));
        }
        if (options.preference() > 0) {
            MoeWeights kept = weights.frozen();
            for (int s = 0; s < options.shards(); s++) {
                frozen.add(new MoeNetwork(s == 0 ? kept : kept.shadow()));
            }
        }
        share(weights);
        this.threads = Executors.newFixedThreadPool(options.shards(),
                Thread.ofPlatform().daemon().name("engram-train-", 1).factory());
    }

    /**
     * Goes on from a checkpoint, exactly as the run that wrote it would have with the same source.
     *
     * @throws CheckpointFormatException
     *             if the file is damaged or not a checkpoint
     * @throws IOException
     *             if it cannot be read
     */
    public static Trainer resume(Path checkpoint, DocumentSource source) throws IOException {
        return Checkpoint.read(checkpoint, source, UnaryOperator.identity());
    }

    /**
     * Goes on from a checkpoint by another schedule: over another number of steps, or with an earlier end. The rate is constant
     * between warm-up and decay; a run that is still there is also the beginning of a shorter or longer one, and becomes it exactly.
     *
     * @param schedule
     *            its steps and its cut count
     * @throws IllegalArgumentException
     *             if a run by that schedule would have done otherwise so far
     * @throws CheckpointFormatException
     *             if the file is damaged or not a checkpoint
     * @throws IOException
     *             if it cannot be read
     */
    public static Trainer resume(Path checkpoint, DocumentSource source, TrainingOptions schedule) throws IOException {
        return Checkpoint.read(checkpoint, source,
                o -> o.over(schedule.steps()).cut(schedule.cutFrom(), schedule.cutTo()));
    }

    /**
     * A run from the weights of a model file, under the architecture that {@link ModelExport} writes.
     *
     * @throws io.engram.inference.ModelFormatException
     *             if the file is of another architecture or damaged
     */
    public static Trainer of(GgufFile model, TrainingOptions options, DocumentSource source)
            throws ModelFormatException {
        return of(model, options, source, 0);
    }

    /** As {@link #of(GgufFile, TrainingOptions, DocumentSource)}, beginning with another document than the first. */
    public static Trainer of(GgufFile model, TrainingOptions options, DocumentSource source, long firstDocument)
            throws ModelFormatException {
        Trainer trainer = new Trainer(ModelImport.read(model), options, source);
        trainer.nextDocument = firstDocument;
        return trainer;
    }

    /**
     * What one thread reduces and steps after the gradients are there.
     *
     * @param parameters
     *            numbers of the weights whose gradients it adds up
     * @param updates
     *            the thin factors of those weights; empty where the weights themselves are trained
     */
    private record Share(List<Integer> parameters, List<ThinUpdate> updates, Optimizer optimizer) {
    }

    /** Hands what is trained to the threads, the largest first, each to the one that has least. */
    private void share(MoeWeights weights) {
        List<Parameter> all = weights.all();
        List<ThinUpdate> updates = options.loraRank() == 0
                ? List.of()
                : ThinUpdate.of(weights, options.loraRank(), options.seed());
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Parameter p = all.get(i);
            if (updates.isEmpty() || updates.stream().anyMatch(u -> u.target() == p)) {
                order.add(i);
            }
        }
        order.sort(Comparator.comparing(i -> -all.get(i).size()));
        List<List<Integer>> parts = new ArrayList<>();
        long[] sizes = new long[options.shards()];
        for (int s = 0; s < sizes.length; s++) {
            parts.add(new ArrayList<>());
        }
        for (int i : order) {
            int least = 0;
            for (int s = 1; s < sizes.length; s++) {
                least = sizes[s] < sizes[least] ? s : least;
            }
            parts.get(least).add(i);
            sizes[least] += all.get(i).size();
        }
        for (List<Integer> part : parts) {
            List<Parameter> own = part.stream().map(all::get).toList();
            List<ThinUpdate> thin = updates.stream().filter(u -> own.contains(u.target())).toList();
            List<Parameter> trained = updates.isEmpty()
                    ? own
                    : thin.stream().flatMap(u -> Stream.of(u.down(), u.up())).toList();
            shares.add(new Share(part, thin, new Optimizer(trained, weights, options)));
        }
    }

    /** Sizes of the model. */
    public MoeShape shape() {
        return shape;
    }

    /** How it trains. */
    public TrainingOptions options() {
        return options;
    }

    /** Steps taken so far. */
    public int stepsTaken() {
        return step;
    }

    /** Index of the first document that no step has used. */
    public long nextDocument() {
        return nextDocument;
    }

    MoeWeights weights() {
        return networks.getFirst().weights();
    }

    /** Everything that a step changes beside the parameters' values, live. */
    List<float[]> state() {
        List<float[]> state = new ArrayList<>();
        for (Share share : shares) {
            state.addAll(share.optimizer.state());
            share.updates.forEach(u -> state.addAll(u.state()));
        }
        if (!frozen.isEmpty()) {
            frozen.getFirst().weights().all().forEach(p -> state.add(p.value()));
        }
        for (int l = 0; l < shape.layers(); l++) {
            state.add(weights().biases(l));
        }
        return state;
    }

    void resume(int stepsTaken, long documentsTaken) {
        step = stepsTaken;
        nextDocument = documentsTaken;
        shares.forEach(s -> s.optimizer.resume(stepsTaken));
    }

    /**
     * One optimiser step.
     *
     * @throws TrainingDivergedException
     *             if loss or gradient is not finite; the weights are then as before the step
     */
    public StepReport step() {
        long start = System.nanoTime();
        List<Batch> batches = batches();
        boolean pairs = !frozen.isEmpty();
        double weight = batches.stream().mapToDouble(b -> pairs ? b.documents() / 2.0 : b.weight()).sum();
        if (weight == 0) {
            throw new IllegalArgumentException(
                    "documents: expected some weight other than 0 in a batch, received none");
        }
        double loss = sum(s -> pairs
                ? Preference.lossAndGradients(networks.get(s), frozen.get(s), batches.get(s), options.preference(),
                        1 / weight)
                : networks.get(s).lossAndGradients(batches.get(s), 1 / weight)) / weight;
        double norm = Math.sqrt(sum(s -> {
            reduce(shares.get(s).parameters);
            shares.get(s).updates.forEach(ThinUpdate::pull);
            return shares.get(s).optimizer.squaredNorm();
        }));
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            clear();
            throw new TrainingDivergedException("step " + (step + 1) + ": expected finite loss and gradient, received "
                    + loss + " and " + norm);
        }
        float share = options.rateShare(step);
        float clip = norm > options.clip() ? (float) (options.clip() / norm) : 1;
        sum(s -> {
            shares.get(s).optimizer.step(clip, options.learningRate() * share);
            shares.get(s).updates.forEach(ThinUpdate::push);
            return 0;
        });
        if (options.loraRank() > 0) {
            clear(); // of what is not trained
        }
        Load load = balance(share);
        step++;
        int tokens = batches.stream().mapToInt(Batch::tokens).sum();
        return new StepReport(step, options.end(), loss, tokens, (System.nanoTime() - start) / 1e9, norm,
                options.learningRate() * share, load.busiest(), load.idle());
    }

    private void clear() {
        networks.forEach(n -> Parameter.clearGradients(n.weights().all()));
        shares.forEach(s -> s.updates.forEach(u -> Parameter.clearGradients(List.of(u.down(), u.up()))));
    }

    /** The thin factors that are trained instead of the weights, in the order of the weights; empty if there are none. */
    List<ThinUpdate> updates() {
        List<Parameter> all = weights().all();
        return shares.stream().flatMap(s -> s.updates.stream())
                .sorted(Comparator.comparing(u -> all.indexOf(u.target()))).toList();
    }

    /** Documents in order; each (or both of a pair) goes to the shard with the fewest tokens, until all have enough. */
    private List<Batch> batches() {
        int shards = options.shards();
        List<List<Document>> parts = new ArrayList<>();
        int[] tokens = new int[shards];
        for (int s = 0; s < shards; s++) {
            parts.add(new ArrayList<>());
        }
        for (;;) {
            int least = 0;
            for (int s = 1; s < shards; s++) {
                least = tokens[s] < tokens[least] ? s : least;
            }
            if (tokens[least] >= options.shardTokens()) {
                return parts.stream().map(Batch::of).toList();
            }
            for (int i = 0; i < (frozen.isEmpty() ? 1 : 2); i++) {
                Document d = source.document(nextDocument++);
                if (d.depth() - 1 > shape.context()) {
                    throw new IllegalArgumentException("document " + (nextDocument - 1) + ": expected at most "
                            + (shape.context() + 1) + " tokens, received " + d.depth());
                }
                parts.get(least).add(d);
                tokens[least] += d.length() - 1;
            }
        }
    }

    /** Adds the other shards' gradients to the first's, and clears them. */
    private void reduce(List<Integer> share) {
        List<Parameter> first = weights().all();
        for (MoeNetwork network : networks.subList(1, networks.size())) {
            List<Parameter> others = network.weights().all();
            for (int i : share) {
                float[] g = others.get(i).gradient();
                kernels.axpy(1, g, 0, first.get(i).gradient(), 0, g.length);
                Arrays.fill(g, 0);
            }
        }
    }

    private record Load(double busiest, int idle) {
    }

    /** Moves every selection bias by a fixed amount: up for experts below the mean load, down above. */
    private Load balance(float share) {
        long[][] load = new long[shape.layers()][shape.experts()];
        networks.forEach(n -> n.addLoad(load));
        double busiest = 0;
        int idle = 0;
        for (int l = 0; l < shape.layers(); l++) {
            float[] bias = weights().biases(l);
            long total = 0;
            long most = 0;
            for (int e = 0; e < bias.length; e++) {
                total += load[l][e];
                most = Math.max(most, load[l][e]);
                idle += load[l][e] == 0 ? 1 : 0;
            }
            double mean = (double) total / Math.max(1, bias.length);
            for (int e = 0; e < bias.length; e++) {
                bias[e] += (float) (options.balanceRate() * share * Math.signum(mean - load[l][e]));
            }
            busiest = bias.length == 0 ? busiest : Math.max(busiest, most / mean);
        }
        return new Load(busiest, idle);
    }

    /** The mean loss over held-out documents, in nats per unit of weight. Changes nothing. */
    public double evaluate(List<Document> documents) {
        List<List<Document>> parts = new ArrayList<>();
        for (int s = 0; s < options.shards(); s++) {
            parts.add(new ArrayList<>());
        }
        for (int i = 0; i < documents.size(); i++) {
            parts.get(i % options.shards()).add(documents.get(i));
        }
        double weight = documents.stream().mapToDouble(d -> Batch.of(List.of(d)).weight()).sum();
        return sum(s -> {
            double loss = 0;
            for (Document d : parts.get(s)) {
                loss += networks.get(s).loss(Batch.of(List.of(d)));
            }
            return loss;
        }) / weight;
    }

    /**
     * How many of the documents' tokens each expert saw. Changes nothing.
     *
     * @return [layers][X]; empty rows for dense layers
     */
    public long[][] expertLoad(List<Document> documents) {
        long[][] load = new long[shape.layers()][];
        for (int l = 0; l < load.length; l++) {
            load[l] = new long[shape.mixture(l) ? shape.experts() : 0];
        }
        MoeNetwork network = networks.getFirst();
        for (Document d : documents) {
            network.forward(Batch.of(List.of(d)));
            network.addLoad(load);
        }
        return load;
    }

    /** Runs a task per shard and adds the results in order. */
    private double sum(IntFunction<Number> task) {
        List<Callable<Number>> tasks = new ArrayList<>();
        for (int s = 0; s < options.shards(); s++) {
            int shard = s;
            tasks.add(() -> task.apply(shard));
        }
        try {
            double sum = 0;
            for (Future<Number> result : threads.invokeAll(tasks)) {
                sum += result.get().doubleValue();
            }
            return sum;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("training: interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ArithmeticException number) {
                throw new TrainingDivergedException("step " + (step + 1) + ": " + number.getMessage());
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Writes everything that {@link #resume} needs, whole or not at all.
     *
     * @throws IOException
     *             if it cannot be written; an older file of that name is then untouched
     */
    public void save(Path checkpoint) throws IOException {
        Checkpoint.write(checkpoint, this);
    }

    /** Ends the threads. */
    @Override
    public void close() {
        threads.close();
    }
}
