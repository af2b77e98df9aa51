package io.engram.agent;

import io.engram.agent.event.AgentAddresses;
import io.engram.agent.event.AgentEvent;
import io.engram.agent.event.EventSink;
import io.engram.agent.event.Stamp;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Where an agent's events leave it: numbered, in order, to the bus and to its subscriptions.
 *
 * <p>{@link #emit} may be called on any thread. Sequence numbers and hand-over to the event loop happen under one lock, so
 * the order of delivery is the order of the numbers. Threads other than the event loop wait while {@value #IN_FLIGHT}
 * events are on their way: a fast life cannot pile up events. The event loop itself emits a bounded handful per turn.
 */
final class EventHub implements EventSink {
    private static final int IN_FLIGHT = 512;

    private final Vertx vertx;
    private final Context loop;
    private final String agent;
    private final String address;
    private final InstantSource clock;
    private final int capacity;
    private final Semaphore permits = new Semaphore(IN_FLIGHT);
    private final Object order = new Object();
    private final List<BoundedSubscription> subscriptions = new ArrayList<>();
    private final DeliveryOptions delivery = new DeliveryOptions().setLocalOnly(true);
    private long sequence;

    EventHub(Vertx vertx, Context loop, String agent, InstantSource clock, int capacity) {
        this.vertx = vertx;
        this.loop = loop;
        this.agent = agent;
        this.address = AgentAddresses.events(agent);
        this.clock = clock;
        this.capacity = capacity;
    }

    EventSubscription subscribe() {
        BoundedSubscription subscription = new BoundedSubscription(loop, capacity, subscriptions::remove);
        loop.runOnContext(ignored -> subscriptions.add(subscription));
        return subscription;
    }

    @Override
    public void emit(long turn, Function<Stamp, AgentEvent> event) {
        boolean fromLoop = Vertx.currentContext() == loop;
        if (!fromLoop)
            permits.acquireUninterruptibly();
        synchronized (order) {
            AgentEvent made = event.apply(new Stamp(agent, ++sequence, clock.instant(), turn));
            loop.runOnContext(ignored -> {
                if (!fromLoop)
                    permits.release();
                deliver(made);
            });
        }
    }

    /** On the event loop, after the last event: tells every subscription that the stream is over. */
    void end() {
        for (BoundedSubscription subscription : List.copyOf(subscriptions))
            subscription.end();
        subscriptions.clear();
    }

    private void deliver(AgentEvent event) {
        vertx.eventBus().publish(address, event, delivery);
        for (int i = 0; i < subscriptions.size(); i++)
            subscriptions.get(i).offer(event);
    }
}
