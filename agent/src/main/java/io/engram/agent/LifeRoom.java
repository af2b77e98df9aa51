package io.engram.agent;

import io.engram.agent.event.EventSink;
import io.engram.agent.live.Life;
import io.engram.agent.live.LiveOptions;
import io.engram.agent.live.LiveReport;
import io.engram.agent.spi.Scenario;
import io.engram.memory.AgentMemory;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.env.GuardedEnvironment;
import io.engram.worldmodel.env.TimedEnvironment;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The one place for a life beside the turns: a second life is refused while one is lived. Methods may be called on any
 * thread.
 */
final class LifeRoom {
    /** A world that needs longer for one step is taken to be stuck. */
    private static final Duration STEP_LIMIT = Duration.ofMinutes(1);

    private final String agent;
    private final Path worlds;
    private final AgentMemory memory;
    private final Workers workers;
    private final EventSink events;
    private final AtomicReference<@Nullable Run> running = new AtomicReference<>();
    private volatile boolean stopped;

    /** A life that is lived; {@code life} is set once its rooms are made. */
    private static final class Run {
        final Promise<Void> over = Promise.promise();
        volatile @Nullable Life life;
        volatile boolean stop;
    }

    LifeRoom(String agent, Path worlds, AgentMemory memory, Workers workers, EventSink events) {
        this.agent = agent;
        this.worlds = worlds;
        this.memory = memory;
        this.workers = workers;
        this.events = events;
    }

    Future<LiveReport> live(Scenario scenario, LiveOptions options) {
        Run run = new Run();
        if (stopped)
            return Future.failedFuture(
                    new AgentClosedException("agent " + agent + " is closed; nothing was done", null));
        if (!running.compareAndSet(null, run))
            return Future.failedFuture(
                    new AgentBusyException("agent " + agent + " is living already; expected one life at a time", null));
        return workers.onLife(() -> run(run, scenario, options)).onComplete(ignored -> {
            running.set(null);
            run.over.complete();
        });
    }

    /** Ends the running life after its current step. */
    void stopLearning() {
        Run run = running.get();
        if (run == null)
            return;
        run.stop = true;
        Life life = run.life;
        if (life != null)
            life.stop();
    }

    /** Accepts no more lives and ends the running one. */
    void stop() {
        stopped = true;
        stopLearning();
    }

    /** Completes when no life is lived. */
    Future<Void> idle() {
        Run run = running.get();
        return run == null ? Future.succeededFuture() : run.over.future();
    }

    private LiveReport run(Run run, Scenario scenario, LiveOptions options) {
        try (Environment environment = new GuardedEnvironment(
                new TimedEnvironment(scenario.environment(), STEP_LIMIT))) {
            Life life = new Life(scenario.name(), environment, scenario.success(),
                    scenario.worldModel(environment, options),
                    memory, options, events, Optional.of(worlds.resolve(scenario.name() + ".model")), System::nanoTime);
            run.life = life;
            if (run.stop)
                life.stop();
            return life.run();
        } catch (RuntimeException e) {
            throw new LifeException("scenario " + scenario.name() + ": " + e.getMessage(), e);
        }
    }
}
