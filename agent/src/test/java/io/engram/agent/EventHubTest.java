package io.engram.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.agent.event.AgentAddresses;
import io.engram.agent.event.AgentEvent;
import io.engram.agent.testing.LoopWatch;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EventHubTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @RegisterExtension
    final LoopWatch watch = new LoopWatch();

    private EventHub hub(Context loop, int capacity) {
        LocalCodec.register(watch.vertx());
        return new EventHub(watch.vertx(), loop, "ada", InstantSource.fixed(NOON), capacity);
    }

    @Test
    void events_fromManyThreads_arriveInTheOrderOfTheirNumbers() throws Exception {
        Context loop = watch.vertx().getOrCreateContext();
        EventHub hub = hub(loop, 10_000);
        List<Long> heard = new ArrayList<>();
        Promise<Void> all = Promise.promise();
        hub.subscribe().handler(event -> {
            heard.add(event.stamp().sequence());
            if (heard.size() == 4000)
                all.complete();
        });

        List<Thread> threads = LongStream.range(0, 4).mapToObj(t -> Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 1000; i++)
                hub.emit(t, stamp -> new AgentEvent.Acted(stamp, "a"));
        })).toList();
        for (Thread thread : threads)
            thread.join();
        LoopWatch.await(all.future());

        assertThat(heard).isEqualTo(LongStream.rangeClosed(1, 4000).boxed().toList());
    }

    @Test
    void pausedSubscription_whenItsBufferIsFull_losesTheOldestAndSaysHowMany() throws Exception {
        Context loop = watch.vertx().getOrCreateContext();
        EventHub hub = hub(loop, 3);
        List<AgentEvent> slow = new ArrayList<>();
        List<AgentEvent> fast = new ArrayList<>();
        EventSubscription subscription = hub.subscribe();
        subscription.pause().handler(slow::add);
        hub.subscribe().handler(fast::add);

        for (int i = 0; i < 10; i++)
            hub.emit(0, stamp -> new AgentEvent.Acted(stamp, "a"));
        subscription.fetch(2);
        Promise<Void> settled = Promise.promise();
        loop.runOnContext(ignored -> settled.complete());
        LoopWatch.await(settled.future());

        assertThat(fast).hasSize(10);
        assertThat(slow).hasSize(2);
        assertThat(slow.get(0)).isInstanceOfSatisfying(AgentEvent.Missed.class,
                m -> assertThat(m.count()).isEqualTo(7));
        assertThat(slow.get(1).stamp().sequence()).isEqualTo(8);
    }

    @Test
    void events_onTheBus_areTheSameObjects() throws Exception {
        EventHub hub = hub(watch.vertx().getOrCreateContext(), 3);
        Promise<Object> heard = Promise.promise();
        watch.vertx().eventBus().localConsumer(AgentAddresses.events("ada"),
                message -> heard.tryComplete(message.body()));
        Promise<AgentEvent> subscribed = Promise.promise();
        hub.subscribe().handler(subscribed::tryComplete);

        hub.emit(7, stamp -> new AgentEvent.Acted(stamp, "jump"));

        AgentEvent event = LoopWatch.await(subscribed.future());
        Object onBus = LoopWatch.await(heard.future());
        assertThat(onBus).isSameAs(event);
        assertThat(event.stamp()).isEqualTo(new io.engram.agent.event.Stamp("ada", 1, NOON, 7));
    }

    @Test
    void agentName_thatCannotBeAnAddress_isRefused() {
        assertThatThrownBy(() -> AgentAddresses.events("a.b")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("received 'a.b'");
    }
}
