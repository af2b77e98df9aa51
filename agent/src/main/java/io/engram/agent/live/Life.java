package io.engram.agent.live;

import io.engram.agent.event.AgentEvent;
import io.engram.agent.event.EventSink;
import io.engram.memory.AgentMemory;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.TrainingBudget;
import io.engram.worldmodel.TrainingListener;
import io.engram.worldmodel.TrainingReport;
import io.engram.worldmodel.WorldModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * One life in one environment: learning episodes with sleep between them, then evaluation. Plain Java that a test calls
 * directly; the agent runs it on a worker.
 *
 * <p>{@link #run} belongs to one thread, as do the environment and the world model it was given; {@link #stop} may be called
 * from any thread. Apart from the time limit, the same seed, environment, model and memory live the same life.
 */
public final class Life {
    /** Salt that keeps the layouts of evaluation apart from those of learning. */
    private static final long EVALUATION = 0x5eed_e7a1L;
    /**
     * What is left of optimism in evaluation. Small, so that what is known to pay is preferred, but not nothing: with 0 an
     * agent whose one way on was never tried in just this situation stands still (seed 1: 41 % success instead of 100 %).
     */
    private static final double EVALUATION_GAMBLE = 0.1;
    /** Progress is said at most once in this time, and at the end of each phase. */
    private static final long PROGRESS_NANOS = 100_000_000;
    /** What was learned is kept after a sleep at most once in this time, so that a life that is killed loses little of it. */
    private static final long KEEP_NANOS = 60_000_000_000L;

    private final String scenario;
    private final AgentMemory memory;
    private final WorldModel model;
    private final LiveOptions options;
    private final EventSink events;
    private final Optional<Path> modelFile;
    private final LongSupplier nanos;
    private final Decider decider;
    private final EpisodeLog log;
    private final EpisodeRunner runner;
    private final Scoreboard learning = new Scoreboard();
    private final Scoreboard evaluation = new Scoreboard();
    private volatile boolean stopped;
    private long lastProgress;
    private long lastKept;
    private int sleeps;
    private int sinceSleep;
    private Map<String, Double> losses = Map.of();

    /**
     * A life that was not begun.
     *
     * @param scenario its name, for reports and as the channel of its episodes
     * @param environment to live in; not closed here
     * @param success when an episode counts as a success
     * @param model of the environment; learns while living
     * @param memory of the agent
     * @param modelFile where what the model learned is kept from life to life; none: it is forgotten
     * @param nanos a clock in nanoseconds
     */
    public Life(String scenario, Environment environment, SuccessCriterion success, WorldModel model,
            AgentMemory memory,
            LiveOptions options, EventSink events, Optional<Path> modelFile,
            LongSupplier nanos) {
        this.scenario = scenario;
        this.memory = memory;
        this.model = model;
        this.options = options;
        this.events = events;
        this.modelFile = modelFile;
        this.nanos = nanos;
        decider = new Decider(model, memory.procedural(), "environment:" + scenario, environment.spec().actionNames(),
                options,
                nanos, new SplittableRandom(options.seed()));
        log = new EpisodeLog(memory, scenario, events);
        runner = new EpisodeRunner(environment, model, memory.procedural(), decider, log, success, events,
                () -> stopped);
    }

    /** Ends the life after its current step; {@link #run} returns what was lived. */
    public void stop() {
        stopped = true;
    }

    /** Lives. */
    public LiveReport run() {
        long start = nanos.getAsLong();
        lastKept = start;
        modelFile.filter(Files::exists).ifPresent(this::resume);
        model.exploration(1);
        model.learning(true);
        OptionalLong seed = OptionalLong.of(options.seed());
        while (!stopped && runner.learningSteps() < options.maxSteps()
                && nanos.getAsLong() - start < options.maxTime().toNanos()
                && !learning.solved(options.solvedAt())) {
            learnOne(seed);
            seed = OptionalLong.empty();
        }
        if (sinceSleep > 0)
            sleep("the end of learning");
        progress("live", learning, 0);
        double learnSeconds = (nanos.getAsLong() - start) / 1e9;
        evaluate();
        log.settle();
        return report((nanos.getAsLong() - start) / 1e9, learnSeconds);
    }

    private void learnOne(OptionalLong seed) {
        int episode = learning.episodes() + 1;
        boolean show = options.showEvery() > 0 && (episode - 1) % options.showEvery() == 0;
        int most = options.maxSteps() - (int) Math.min(runner.learningSteps(), options.maxSteps());
        EpisodeRunner.Result result = runner.run(seed, episode, show, true, most);
        if (!result.finished())
            return;
        learning.add(runner.learningSteps(), result.episodeReturn(), result.success());
        ended(episode, false, result);
        sinceSleep++;
        if (result.surprised())
            sleep("a surprising episode");
        else if (sinceSleep >= options.sleepEvery())
            sleep("after " + sinceSleep + " episodes");
        if (nanos.getAsLong() - lastProgress >= PROGRESS_NANOS)
            progress("live", learning, 0);
    }

    /** A model file that cannot be used is said and left alone until the next one is written over it. */
    private void resume(Path file) {
        try {
            ModelFile.read(file, model);
        } catch (IOException e) {
            events.emit(0, stamp -> new AgentEvent.Failed(stamp, "world-model",
                    file + " cannot be used, learning starts anew: " + e.getMessage()));
        }
    }

    /**
     * Episodes with learning and exploration off: each starts from what was learned before the first one. Inside an
     * episode the model may adapt to what it sees there.
     */
    private void evaluate() {
        byte[] learned = ModelFile.learned(model);
        if (learning.episodes() > 0)
            modelFile.ifPresent(file -> ModelFile.write(file, learned));
        model.exploration(EVALUATION_GAMBLE);
        model.learning(false);
        OptionalLong seed = OptionalLong.of(options.seed() ^ EVALUATION);
        for (int i = 1; i <= options.evalEpisodes() && !stopped; i++) {
            int episode = learning.episodes() + i;
            ModelFile.restore(model, learned);
            EpisodeRunner.Result result = runner.run(seed, episode, false, false, Integer.MAX_VALUE);
            seed = OptionalLong.empty();
            if (!result.finished())
                return;
            evaluation.add(runner.learningSteps(), result.episodeReturn(), result.success());
            ended(episode, true, result);
            if (nanos.getAsLong() - lastProgress >= PROGRESS_NANOS || i == options.evalEpisodes())
                progress("evaluate", evaluation, options.evalEpisodes());
        }
    }

    /** Consolidates memory and trains the world model, in this order, with everything lived so far on disk. */
    private void sleep(String reason) {
        log.settle();
        runner.settleUses();
        sinceSleep = 0;
        sleeps++;
        long start = nanos.getAsLong();
        events.emit(learning.episodes(), stamp -> new AgentEvent.SleepBegan(stamp, reason));
        if (options.consolidation())
            Sleep.consolidate(memory, learning.episodes(), events);
        TrainingReport training = model.train(TrainingBudget.updates(options.trainingUpdates()), TrainingListener.NONE);
        losses = training.losses();
        events.emit(learning.episodes(),
                stamp -> new AgentEvent.SleepPhase(stamp, "world-model", training.losses(), training.time()));
        Duration time = Duration.ofNanos(nanos.getAsLong() - start);
        events.emit(learning.episodes(), stamp -> new AgentEvent.Slept(stamp, time, Sleep.sizes(memory)));
        if (nanos.getAsLong() - lastKept >= KEEP_NANOS) {
            modelFile.ifPresent(file -> ModelFile.write(file, ModelFile.learned(model)));
            lastKept = nanos.getAsLong();
        }
    }

    private void ended(int episode, boolean evaluating, EpisodeRunner.Result result) {
        events.emit(episode, stamp -> new AgentEvent.EpisodeEnded(stamp, episode, evaluating, result.steps(),
                result.episodeReturn(), result.success()));
    }

    private void progress(String phase, Scoreboard board, int of) {
        lastProgress = nanos.getAsLong();
        events.emit(board.episodes(), stamp -> new AgentEvent.Progress(stamp, phase, board.episodes(), of,
                runner.learningSteps(), board.recentSuccess(), decider.simulationsPerSecond(), Sleep.sizes(memory),
                losses));
    }

    private LiveReport report(double seconds, double learnSeconds) {
        return new LiveReport(scenario, options.seed(), options.planning(), options.consolidation(),
                runner.learningSteps(),
                learning.episodes(), evaluation.episodes(), evaluation.meanReturn(), evaluation.stdReturn(),
                evaluation.success(), seconds, decider.simulations(), decider.simulationsPerSecond(), sleeps,
                Sleep.sizes(memory), runner.skillUses(), losses, learning.curve(), model.describe(),
                Arrays.stream(model.accuracy().openLoopError()).boxed().toList(), learnSeconds,
                evaluation.leastReturn());
    }
}
