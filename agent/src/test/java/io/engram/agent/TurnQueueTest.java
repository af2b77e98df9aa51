package io.engram.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.agent.testing.LoopWatch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TurnQueueTest {
    @RegisterExtension
    final LoopWatch watch = new LoopWatch();

    private TurnQueue queue(int capacity) {
        return new TurnQueue(watch.vertx().getOrCreateContext(), "ada", capacity);
    }

    @Test
    void turns_submittedTogether_runOneAfterAnotherInOrder() throws Exception {
        TurnQueue queue = queue(100);
        List<Long> order = Collections.synchronizedList(new ArrayList<>());

        List<Future<Long>> futures = IntStream.range(0, 50).mapToObj(i -> queue.submit(turn -> {
            order.add(turn);
            return watch.vertx().timer(1).map(ignored -> {
                order.add(-turn);
                return turn;
            });
        })).toList();
        LoopWatch.await(Future.all(futures));

        List<Long> expected = new ArrayList<>();
        for (long turn = 1; turn <= 50; turn++) {
            expected.add(turn);
            expected.add(-turn);
        }
        assertThat(order).isEqualTo(expected);
    }

    @Test
    void submit_whenFull_isRefusedAndAcceptsAgainAfterwards() throws Exception {
        TurnQueue queue = queue(3);
        Promise<String> gate = Promise.promise();
        List<Future<String>> accepted = IntStream.range(0, 3).mapToObj(i -> queue.submit(turn -> gate.future()))
                .toList();

        assertThatThrownBy(() -> LoopWatch.await(queue.submit(turn -> Future.succeededFuture("never"))))
                .isInstanceOf(AgentBusyException.class).hasMessageContaining("3 commands are waiting");

        gate.complete("done");
        LoopWatch.await(Future.all(accepted));
        String next = LoopWatch.await(queue.submit(turn -> Future.succeededFuture("next")));
        assertThat(next).isEqualTo("next");
    }

    @Test
    void turn_thatThrows_failsAloneAndTheNextOneRuns() throws Exception {
        TurnQueue queue = queue(10);
        Future<String> broken = queue.submit(turn -> {
            throw new IllegalStateException("broken turn");
        });
        Future<String> next = queue.submit(turn -> Future.succeededFuture("fine"));

        LoopWatch.await(next);
        assertThat(next.result()).isEqualTo("fine");
        assertThat(broken.cause()).hasMessage("broken turn");
    }

    @Test
    void close_withWaitingTurns_carriesThemOutAndRefusesNewOnes() throws Exception {
        TurnQueue queue = queue(10);
        Promise<String> gate = Promise.promise();
        Future<String> running = queue.submit(turn -> gate.future());
        Future<String> waiting = queue.submit(turn -> Future.succeededFuture("waited"));
        LoopWatch.await(watch.vertx().timer(5));

        Future<Void> closed = queue.close();
        assertThatThrownBy(() -> LoopWatch.await(queue.submit(turn -> Future.succeededFuture("late"))))
                .isInstanceOf(AgentClosedException.class);
        assertThat(closed.isComplete()).isFalse();
        gate.complete("ran");
        LoopWatch.await(closed);

        assertThat(running.result()).isEqualTo("ran");
        assertThat(waiting.result()).isEqualTo("waited");
    }
}
