package io.engram.agent;

import io.engram.agent.live.LiveOptions;
import io.engram.agent.live.LiveReport;
import io.engram.agent.spi.Scenario;
import io.engram.memory.AgentMemory;
import io.engram.memory.Episode;
import io.engram.memory.Recall;
import io.engram.memory.RecallQuery;
import io.engram.memory.SleepReport;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** The public face of an agent: every call becomes a turn of the actor verticle. */
final class VertxAgent implements Agent {
    private final ActorVerticle actor;
    private final Vertx vertx;
    private final boolean ownsVertx;
    private final String deployment;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Promise<Void> closed = Promise.promise();

    private VertxAgent(ActorVerticle actor, Vertx vertx, boolean ownsVertx, String deployment) {
        this.actor = actor;
        this.vertx = vertx;
        this.ownsVertx = ownsVertx;
        this.deployment = deployment;
    }

    static Future<Agent> start(AgentBuilder settings, Path data) {
        boolean ownsVertx = settings.vertx == null;
        Vertx vertx = settings.vertx == null ? Vertx.vertx() : settings.vertx;
        ActorVerticle actor = new ActorVerticle(settings, data);
        Promise<Agent> started = Promise.promise();
        vertx.deployVerticle(actor).onSuccess(
                deployment -> started.complete(new VertxAgent(actor, vertx, ownsVertx, deployment)))
                .onFailure(failure -> {
                    if (ownsVertx)
                        vertx.close().onComplete(ignored -> started.fail(failure));
                    else
                        started.fail(failure);
                });
        return started.future();
    }

    /**
     * The same result, bound to no context. A future of the agent's own Vert.x would hand what the user chained behind it to
     * an event loop that {@link #close} has ended, and it would never run.
     */
    private <T> Future<T> unbound(Future<T> result) {
        if (!ownsVertx)
            return result;
        Promise<T> promise = Promise.promise();
        result.onComplete(promise);
        return promise.future();
    }

    @Override
    public String name() {
        return actor.name();
    }

    @Override
    public Future<Episode> tell(String text, String speaker) {
        return unbound(actor.tell(text, speaker));
    }

    @Override
    public Future<Recall> recall(RecallQuery query) {
        return unbound(actor.recall(query));
    }

    @Override
    public Future<Answer> ask(String text, String speaker) {
        return unbound(actor.ask(text, speaker));
    }

    @Override
    public Future<SleepReport> sleep(String reason) {
        return unbound(actor.sleep(reason));
    }

    @Override
    public Future<LiveReport> live(Scenario scenario, LiveOptions options) {
        return unbound(actor.live(scenario, options));
    }

    @Override
    public void stopLiving() {
        actor.stopLiving();
    }

    @Override
    public EventSubscription events() {
        return actor.events();
    }

    @Override
    public AgentMemory memory() {
        return actor.memory();
    }

    @Override
    public Future<Void> close() {
        if (!closing.compareAndSet(false, true))
            return closed.future();
        if (actor.stopped().isComplete()) {
            // Whoever closed Vert.x before has stopped the actor with it.
            actor.stopped().onComplete(closed);
            return closed.future();
        }
        vertx.undeploy(deployment).onComplete(undeployed -> {
            if (ownsVertx)
                vertx.close().onComplete(end -> closed.handle(undeployed.failed() ? undeployed : end));
            else
                closed.handle(undeployed);
        });
        return closed.future();
    }
}
