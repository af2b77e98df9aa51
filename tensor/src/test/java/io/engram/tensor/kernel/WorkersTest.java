package io.engram.tensor.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class WorkersTest {
    private static final Workers.RowTask SQUARES = (from, to, y, yo, stride) -> {
        for (int t = 0; t < 3; t++) {
            for (int r = from; r < to; r++) {
                y[yo + t * stride + r] = r * r + t;
            }
        }
    };

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void run_manyDispatches_fillsEveryRowOnce(int threads) {
        try (Workers workers = new Workers(threads)) {
            for (int rows = 0; rows < 3000; rows += 37) {
                float[] y = new float[2 + 3 * (rows + 1)];
                Arrays.fill(y, -1);
                workers.run(rows, 16, 3, y, 2, rows + 1, SQUARES);
                for (int t = 0; t < 3; t++) {
                    for (int r = 0; r < rows; r++) {
                        assertThat(y[2 + t * (rows + 1) + r]).isEqualTo(r * r + t);
                    }
                    assertThat(y[2 + t * (rows + 1) + rows]).isEqualTo(-1);
                }
            }
        }
    }

    @Test
    void run_afterHelpersParked_stillFillsEveryRow() throws InterruptedException {
        try (Workers workers = new Workers(2)) {
            for (int i = 0; i < 20; i++) {
                float[] y = new float[3 * 500];
                workers.run(500, 10, 3, y, 0, 500, SQUARES);
                assertThat(y[499]).isEqualTo(499 * 499);
                Thread.sleep(2);
            }
        }
    }

    @Test
    void run_helperStuckInAChunk_callerTakesOver() throws InterruptedException {
        CountDownLatch helperIn = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread caller = Thread.currentThread();
        try (Workers workers = new Workers(2)) {
            float[] y = new float[300];
            workers.run(300, 10, 1, y, 0, 300, (from, to, out, yo, stride) -> {
                if (Thread.currentThread() != caller) {
                    helperIn.countDown();
                    await(release);
                } else {
                    await(helperIn);
                }
                for (int r = from; r < to; r++) {
                    out[yo + r] = r + 1;
                }
            });
            for (int r = 0; r < 300; r++) {
                assertThat(y[r]).isEqualTo(r + 1);
            }
            Arrays.fill(y, 0);
            release.countDown();
            Thread.sleep(20);
            assertThat(y).as("a late helper writes nothing").containsOnly(0);
        }
    }

    @Test
    void run_taskFailsOnHelperOnly_callerCompletesTheResult() {
        Thread caller = Thread.currentThread();
        try (Workers workers = new Workers(3)) {
            float[] y = new float[1000];
            workers.run(1000, 10, 1, y, 0, 1000, (from, to, out, yo, stride) -> {
                if (Thread.currentThread() != caller) {
                    throw new IllegalStateException("helper");
                }
                Arrays.fill(out, yo + from, yo + to, 1);
            });
            assertThat(y).containsOnly(1);
        }
    }

    @Test
    void run_taskFails_throwsOnTheCallerAndStaysUsable() {
        try (Workers workers = new Workers(2)) {
            float[] y = new float[300];
            assertThatThrownBy(() -> workers.run(100, 10, 1, y, 0, 100, (from, to, out, yo, stride) -> {
                throw new IllegalStateException("rows " + from);
            })).isInstanceOf(IllegalStateException.class).hasMessageStartingWith("rows");
            workers.run(100, 10, 3, y, 0, 100, SQUARES);
            assertThat(y[299]).isEqualTo(99 * 99 + 2);
        }
    }

    @Test
    void run_oneThread_startsNone() {
        AtomicReference<Thread> ran = new AtomicReference<>();
        try (Workers workers = new Workers(1)) {
            workers.run(5, 1, 1, new float[5], 0, 5, (from, to, out, yo, stride) -> ran.set(Thread.currentThread()));
        }
        assertThat(ran.get()).isSameAs(Thread.currentThread());
    }

    @Test
    void run_afterClose_isRefused() {
        Workers workers = new Workers(2);
        workers.close();
        assertThatThrownBy(() -> workers.run(5, 1, 1, new float[5], 0, 5, SQUARES)).hasMessageContaining("closed");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
