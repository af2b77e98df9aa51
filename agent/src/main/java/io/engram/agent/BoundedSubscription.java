package io.engram.agent;

import io.engram.agent.event.AgentEvent;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One listener's buffer. State is touched on the agent's event loop only; the API hops there. */
final class BoundedSubscription implements EventSubscription {
    private final Context loop;
    private final int capacity;
    private final Consumer<BoundedSubscription> onClose;
    private final ArrayDeque<AgentEvent> buffer = new ArrayDeque<>();
    private long demand = Long.MAX_VALUE;
    private long missed;
    private boolean draining;
    private boolean closed;
    private @Nullable Handler<AgentEvent> handler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private @Nullable Handler<Void> endHandler;

    BoundedSubscription(Context loop, int capacity, Consumer<BoundedSubscription> onClose) {
        this.loop = loop;
        this.capacity = capacity;
        this.onClose = onClose;
    }

    /** On the event loop: takes one event and delivers what the listener asked for. */
    void offer(AgentEvent event) {
        if (closed)
            return;
        if (buffer.size() == capacity) {
            buffer.removeFirst();
            missed++;
        }
        buffer.addLast(event);
        drain();
    }

    /** On the event loop: delivers what is left, then the end. */
    void end() {
        if (closed)
            return;
        drain();
        closed = true;
        buffer.clear();
        if (endHandler != null)
            call(endHandler, null);
    }

    private void drain() {
        if (draining)
            return;
        draining = true;
        try {
            while (!closed && handler != null && demand > 0 && !buffer.isEmpty()) {
                AgentEvent event = missed > 0
                        ? new AgentEvent.Missed(buffer.getFirst().stamp(), missed)
                        : buffer.removeFirst();
                missed = 0;
                if (demand != Long.MAX_VALUE)
                    demand--;
                call(handler, event);
            }
        } finally {
            draining = false;
        }
    }

    private <T> void call(Handler<T> target, @Nullable T value) {
        try {
            target.handle(value);
        } catch (RuntimeException e) {
            if (exceptionHandler != null)
                exceptionHandler.handle(e);
        }
    }

    private EventSubscription onLoop(Runnable change) {
        loop.runOnContext(ignored -> {
            change.run();
            drain();
        });
        return this;
    }

    @Override
    public EventSubscription handler(@Nullable Handler<AgentEvent> newHandler) {
        return onLoop(() -> handler = newHandler);
    }

    @Override
    public EventSubscription exceptionHandler(@Nullable Handler<Throwable> newHandler) {
        return onLoop(() -> exceptionHandler = newHandler);
    }

    @Override
    public EventSubscription endHandler(@Nullable Handler<Void> newHandler) {
        return onLoop(() -> {
            endHandler = newHandler;
            if (closed && newHandler != null)
                call(newHandler, null);
        });
    }

    @Override
    public EventSubscription pause() {
        return onLoop(() -> demand = 0);
    }

    @Override
    public EventSubscription resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public EventSubscription fetch(long amount) {
        if (amount < 0)
            throw new IllegalArgumentException("amount: expected >= 0, received " + amount);
        return onLoop(() -> demand = demand > Long.MAX_VALUE - amount ? Long.MAX_VALUE : demand + amount);
    }

    @Override
    public void close() {
        loop.runOnContext(ignored -> {
            closed = true;
            buffer.clear();
            onClose.accept(this);
        });
    }
}
