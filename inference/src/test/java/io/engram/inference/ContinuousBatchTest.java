package io.engram.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.inference.transformer.ResidualHook;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions of one model on several threads share forward passes; none notices the others but by rounding. */
@Timeout(120)
class ContinuousBatchTest {
    /** Largest difference of a logit between a sequence alone and one among others. */
    private static final float ROUNDING = 1e-4f;
    private static final int SESSIONS = 4;
    private static final int STEPS = 12;

    /**
     * The bound is on logits. Products over one row and over several add up in another order; files that are not F32 also
     * round what goes into a product, and a sum on the edge may round the other way, which layers above amplify.
     */
    @ParameterizedTest
    @CsvSource({"mixtral-f32, 1e-4", "olmoe-f32, 1e-4", "qwen2moe-f32, 1e-4", "qwen3moe-f32, 1e-4",
            "granitemoe-f32, 1e-4", "gptoss-f32, 1e-4", "deepseek3-f32, 1e-4", "granitehybrid-f32, 1e-4",
            "qwen3next-f32, 1e-4", "olmoe-q8_0, 0.1", "qwen3moe-q4_0, 0.1", "gptoss-mxfp4, 0.1",
            "deepseek2lite-f16, 0.5"})
    void sessionsOnSeveralThreads_getWhatTheyGetAlone(String name, float bound) throws Exception {
        try (LanguageModel model = load(name)) {
            List<List<float[]>> alone = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                alone.add(run(model, i));
            }
            List<List<float[]>> together = new ArrayList<>();
            try (ExecutorService threads = Executors.newFixedThreadPool(SESSIONS)) {
                List<Future<List<float[]>>> running = new ArrayList<>();
                for (int i = 0; i < SESSIONS; i++) {
                    int seed = i;
                    running.add(threads.submit(() -> run(model, seed)));
                }
                for (Future<List<float[]>> one : running) {
                    together.add(one.get());
                }
            }
            float worst = 0;
            for (int i = 0; i < SESSIONS; i++) {
                worst = Math.max(worst, difference(alone.get(i), together.get(i)));
            }
            assertThat(worst).as("largest difference").isLessThan(bound);
            assertThat(model.batchStatistics().largest()).as("sessions in one pass").isGreaterThan(1);
        }
    }

    /** A prompt of its own length, then decode steps with given tokens: all logits. */
    private static List<float[]> run(LanguageModel model, int seed) {
        Random random = new Random(seed);
        List<float[]> logits = new ArrayList<>();
        try (Session session = model.newSession(64)) {
            session.prefill(random.ints(3 + 5 * seed, 0, 320).toArray(), null);
            logits.add(session.logits());
            for (int i = 0; i < STEPS; i++) {
                session.accept(random.nextInt(320));
                logits.add(session.logits());
            }
        }
        return logits;
    }

    private static float difference(List<float[]> a, List<float[]> b) {
        float worst = 0;
        for (int i = 0; i < a.size(); i++) {
            for (int j = 0; j < a.get(i).length; j++) {
                worst = Math.max(worst, Math.abs(a.get(i)[j] - b.get(i)[j]));
            }
        }
        return worst;
    }

    @ParameterizedTest
    @ValueSource(strings = {"olmoe-f32", "granitehybrid-f32"})
    void aHookThatThrows_failsItsSessionAlone(String name) throws Exception {
        try (LanguageModel model = load(name)) {
            List<float[]> expected = run(model, 1);
            ResidualHook broken = (layer, position, residual, offset, length) -> {
                if (position == 3 && layer == 1) {
                    throw new IllegalStateException("broken hook");
                }
            };
            try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                Future<List<float[]>> healthy = threads.submit(() -> run(model, 1));
                Future<?> sick = threads.submit(() -> {
                    try (Session session = model.newSession(SessionOptions.of(64).withHook(broken))) {
                        session.prefill(new int[]{1, 2, 3}, null);
                        for (int i = 0; i < 8; i++) {
                            assertThatThrownBy(() -> session.accept(4)).hasMessage("broken hook");
                            assertThat(session.tokens()).containsExactly(1, 2, 3);
                        }
                    }
                });
                sick.get();
                assertThat(difference(expected, healthy.get())).isLessThan(ROUNDING);
            }
        }
    }

    @Test
    void cancelAndDeadline_endACallAndLeaveTheSessionUsable() throws Exception {
        try (LanguageModel model = load("granitehybrid-f32"); Session session = model.newSession(64)) {
            session.prefill(new int[]{1, 2, 3}, null);
            session.cancel();
            assertThatThrownBy(() -> session.accept(4)).isInstanceOf(CancellationException.class);
            session.deadline(Duration.ofNanos(-1));
            assertThatThrownBy(() -> session.accept(4)).isInstanceOf(DeadlineExceededException.class);
            session.deadline(null);
            session.accept(4);
            try (Session fresh = model.newSession(64)) {
                fresh.prefill(new int[]{1, 2, 3, 4}, null);
                assertThat(difference(List.of(fresh.logits()), List.of(session.logits()))).isLessThan(ROUNDING);
            }
        }
    }

    @Test
    void anInterruptedWait_takesTheWorkBack() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ResidualHook slow = (layer, position, residual, offset, length) -> {
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        try (LanguageModel model = load("olmoe-f32"); ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> first = threads.submit(() -> {
                try (Session session = model.newSession(SessionOptions.of(64).withHook(slow))) {
                    session.accept(1);
                }
            });
            inside.await();
            Session waiting = model.newSession(64);
            Future<?> second = threads.submit(() -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> waiting.accept(2)).isInstanceOf(CancellationException.class);
                assertThat(Thread.interrupted()).isTrue();
            });
            second.get();
            go.countDown();
            first.get();
            waiting.accept(2);
            assertThat(waiting.tokens()).containsExactly(2);
        }
    }

    private static LanguageModel load(String name) throws IOException {
        return LanguageModel.load(Golden.model(name), LoadOptions.defaults().withThreads(1));
    }
}
