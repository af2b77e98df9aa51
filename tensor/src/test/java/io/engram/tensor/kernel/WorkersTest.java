package io.engram.tensor.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
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

    /** A gate that has found helpers to cost more than they bring. */
    private static HelperGate shut() {
        HelperGate gate = new HelperGate();
        for (int i = 0; gate.open() || i < 20; i++) {
            gate.record(60_000_000, gate.open() ? 1 : 100, 10);
        }
        return gate;
    }

    @Test
    void run_gateShut_leavesHelpersOut() {
        for (int which = 0; which < 3; which++) {
            HelperGate[] gates = {new HelperGate(), new HelperGate(), new HelperGate()};
            gates[which] = shut();
            Thread caller = Thread.currentThread();
            Set<Thread> ran = ConcurrentHashMap.newKeySet();
            try (Workers workers = new Workers(2, gates[0], gates[1], gates[2])) {
                for (int i = 0; i < 20; i++) {
                    if (which < 2) {
                        workers.run(300, 10, which + 1, new float[600], 0, 300,
                                (from, to, out, yo, stride) -> ran.add(Thread.currentThread()));
                    } else {
                        workers.runOnce(300, 10, 1, 1, counting(ran, new AtomicIntegerArray(300)));
                    }
                }
            }
            assertThat(ran).containsExactly(caller);
        }
    }

    @Test
    void run_helperThatNeverFinishes_isLeftOutAfterAWhile() {
        Thread caller = Thread.currentThread();
        HelperGate gate = new HelperGate();
        try (Workers workers = new Workers(2, gate, new HelperGate(), new HelperGate())) {
            long until = System.nanoTime() + 5_000_000_000L;
            boolean left = false;
            while (!left && System.nanoTime() < until) {
                workers.run(40, 1, 1, new float[40], 0, 40, (from, to, out, yo, stride) -> {
                    if (Thread.currentThread() == caller) {
                        LockSupport.parkNanos(100_000);
                    } else {
                        LockSupport.parkNanos(3_000_000);
                    }
                });
                left = !gate.open();
            }
            assertThat(left).as("the gate was told of chunks computed again").isTrue();
        }
    }

    private static Workers.StateTask counting(Set<Thread> ran, AtomicIntegerArray commits) {
        return new Workers.StateTask() {
            @Override
            public void compute(int from, int to, float[] out) {
                ran.add(Thread.currentThread());
                for (int r = from; r < to; r++) {
                    out[r - from] = commits.get(r) + 1;
                }
            }

            @Override
            public void commit(int from, int to, float[] out) {
                for (int r = from; r < to; r++) {
                    commits.set(r, (int) out[r - from]);
                }
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void runOnce_everyChunkTakesEffectOnce(int threads) {
        AtomicIntegerArray commits = new AtomicIntegerArray(1003);
        try (Workers workers = new Workers(threads)) {
            for (int i = 1; i <= 500; i++) {
                workers.runOnce(1003, 16, 1, 1, counting(ConcurrentHashMap.newKeySet(), commits));
                for (int r = 0; r < 1003; r++) {
                    assertThat(commits.get(r)).isEqualTo(i);
                }
            }
        }
    }

    @Test
    @Timeout(20)
    void runOnce_helperStuckInAChunk_isOvertakenAndChangesNothing() throws InterruptedException {
        Thread caller = Thread.currentThread();
        CountDownLatch helperIn = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        float[] y = new float[300];
        try (Workers workers = new Workers(2)) {
            workers.runOnce(300, 10, 1, 1, new Workers.StateTask() {
                @Override
                public void compute(int from, int to, float[] out) {
                    if (Thread.currentThread() != caller) {
                        helperIn.countDown();
                        await(release);
                    } else {
                        await(helperIn);
                    }
                }

                @Override
                public void commit(int from, int to, float[] out) {
                    for (int r = from; r < to; r++) {
                        y[r]++;
                    }
                }
            });
            assertThat(y).containsOnly(1);
            release.countDown();
            Thread.sleep(20);
            assertThat(y).containsOnly(1);
        }
    }

    @Test
    @Timeout(20)
    void runOnce_failureOfAHelper_isOvertakenOrTold() {
        Thread caller = Thread.currentThread();
        for (boolean committing : new boolean[]{false, true}) {
            CountDownLatch helperIn = new CountDownLatch(1);
            Workers.StateTask task = new Workers.StateTask() {
                @Override
                public void compute(int from, int to, float[] out) {
                    if (Thread.currentThread() == caller) {
                        await(helperIn);
                    } else if (!committing) {
                        helperIn.countDown();
                        throw new IllegalStateException("helper");
                    }
                }

                @Override
                public void commit(int from, int to, float[] out) {
                    if (Thread.currentThread() != caller) {
                        helperIn.countDown();
                        throw new IllegalStateException("helper");
                    }
                }
            };
            try (Workers workers = new Workers(2)) {
                if (committing) {
                    assertThatThrownBy(() -> workers.runOnce(300, 10, 1, 1, task)).hasMessageContaining("failed");
                } else {
                    workers.runOnce(300, 10, 1, 1, task);
                }
            }
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
