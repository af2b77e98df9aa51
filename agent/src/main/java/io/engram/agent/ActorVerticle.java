package io.engram.agent;

import io.engram.agent.adapter.LanguageEmbedder;
import io.engram.agent.event.AgentAddresses;
import io.engram.agent.event.AgentEvent;
import io.engram.agent.event.MemorySizes;
import io.engram.agent.live.LiveOptions;
import io.engram.agent.live.LiveReport;
import io.engram.agent.live.Sleep;
import io.engram.agent.spi.Scenario;
import io.engram.memory.AgentMemory;
import io.engram.memory.Embedder;
import io.engram.memory.Episode;
import io.engram.memory.MemoryOptions;
import io.engram.memory.Recall;
import io.engram.memory.RecallQuery;
import io.engram.memory.SleepReport;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The actor: an event-loop verticle that owns the agent's queue, the order of its turns and its rooms.
 *
 * <p>Opening and closing the rooms runs on the workers. When it stops, it refuses new commands, ends a running life,
 * carries out what waits, and closes memory last, so that everything acknowledged is on disk.
 */
final class ActorVerticle extends VerticleBase {
    private final AgentBuilder settings;
    private final Path data;
    private final Promise<Void> stopped = Promise.promise();
    private @Nullable Rooms rooms;

    /** What exists while the agent is open. */
    private record Rooms(Workers workers, EventHub events, TurnQueue queue, AgentMemory memory,
            @Nullable LanguageEmbedder ownEmbedder, TextTurns text, LifeRoom life) {
    }

    /** Memory with the embedder that was made for it, if one was. */
    private record OpenMemory(AgentMemory memory, @Nullable LanguageEmbedder ownEmbedder) {
    }

    ActorVerticle(AgentBuilder settings, Path data) {
        this.settings = settings;
        this.data = data;
    }

    @Override
    public Future<?> start() {
        LocalCodec.register(vertx);
        Workers workers = new Workers(vertx, context, settings.name);
        EventHub events = new EventHub(vertx, context, settings.name, settings.clock, settings.options.eventBuffer());
        TurnQueue queue = new TurnQueue(context, settings.name, settings.options.queueCapacity());
        return workers.onMemory(this::openRooms).onFailure(ignored -> workers.close()).compose(opened -> {
            TextTurns text = new TextTurns(settings, opened.memory(), workers, events);
            LifeRoom life = new LifeRoom(settings.name, data.resolve("worlds"), opened.memory(), workers, events);
            rooms = new Rooms(workers, events, queue, opened.memory(), opened.ownEmbedder(), text, life);
            return new CommandDoor(this).open(vertx, AgentAddresses.commands(settings.name));
        }).compose(ignored -> {
            if (settings.options.sleepWhenIdleFor().isZero())
                return Future.succeededFuture();
            return vertx.deployVerticle(new IdleSleeper(settings.name, settings.options.sleepWhenIdleFor()));
        });
    }

    private OpenMemory openRooms() {
        Embedder given = settings.embedder;
        if (given != null)
            return new OpenMemory(openMemory(given), null);
        LanguageEmbedder own = LanguageEmbedder.open();
        try {
            return new OpenMemory(openMemory(own), own);
        } catch (RuntimeException e) {
            own.close();
            throw e;
        }
    }

    private AgentMemory openMemory(Embedder embedder) {
        MemoryOptions options = MemoryOptions.of(data, settings.name, embedder).withClock(settings.clock);
        return AgentMemory.open(settings.memoryOptions.apply(options));
    }

    @Override
    public Future<?> stop() {
        Rooms open = rooms;
        if (open == null)
            return Future.succeededFuture();
        open.life().stop();
        Duration patience = settings.options.closeTimeout();
        return Future.join(open.queue().close(), open.life().idle()).mapEmpty()
                .timeout(Math.max(1, patience.toMillis()), java.util.concurrent.TimeUnit.MILLISECONDS)
                .otherwiseEmpty().compose(ignored -> closeRooms(open)).onComplete(stopped);
    }

    private Future<Void> closeRooms(Rooms open) {
        return open.workers().<Void>onMemory(() -> {
            open.memory().close();
            if (open.ownEmbedder() != null)
                open.ownEmbedder().close();
            if (settings.responder != null)
                settings.responder.close();
            return null;
        }).onFailure(e -> failed(0, "close", e)).eventually(() -> {
            open.events().end();
            return open.workers().close();
        });
    }

    /** Completes when everything is closed. */
    Future<Void> stopped() {
        return stopped.future();
    }

    String name() {
        return settings.name;
    }

    AgentMemory memory() {
        return open().memory();
    }

    EventSubscription events() {
        return open().events().subscribe();
    }

    Future<Episode> tell(String text, String actor) {
        return turn("tell", turn -> open().text().tell(turn, text, actor));
    }

    Future<Recall> recall(RecallQuery query) {
        return turn("recall", turn -> open().text().recall(turn, query));
    }

    Future<Answer> ask(String text, String actor) {
        return turn("ask", turn -> open().text().ask(turn, text, actor));
    }

    Future<SleepReport> sleep(String reason) {
        return turn("sleep", turn -> sleep(turn, reason));
    }

    Future<LiveReport> live(Scenario scenario, LiveOptions options) {
        return open().life().live(scenario, options).onFailure(e -> failed(0, "live", e));
    }

    void stopLiving() {
        open().life().stopLearning();
    }

    private Future<SleepReport> sleep(long turn, String reason) {
        Rooms open = open();
        open.events().emit(turn, stamp -> new AgentEvent.SleepBegan(stamp, reason));
        return open.workers().onMemory(() -> Sleep.consolidate(open.memory(), turn, open.events()))
                .onSuccess(report -> {
                    MemorySizes sizes = Sleep.sizes(open.memory());
                    open.events().emit(turn, stamp -> new AgentEvent.Slept(stamp, report.duration(), sizes));
                });
    }

    private <T> Future<T> turn(String what, LongFunction<Future<T>> work) {
        return open().queue().submit(turn -> work.apply(turn).onFailure(e -> failed(turn, what, e)));
    }

    private void failed(long turn, String where, Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        open().events().emit(turn, stamp -> new AgentEvent.Failed(stamp, where, message));
    }

    private Rooms open() {
        Rooms open = rooms;
        if (open == null)
            throw new IllegalStateException("agent " + settings.name + " was not started");
        return open;
    }
}
