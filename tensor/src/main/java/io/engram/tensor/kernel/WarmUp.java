package io.engram.tensor.kernel;

import io.engram.tensor.DType;
import io.engram.tensor.Matrix;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Brings matrix kernels through the compiler before they are needed. */
final class WarmUp {
    private static final int ROWS = 64;
    private static final int COLS = 512;
    private static final int TOKENS = 9;
    /** Rounds without a clear gain after which the compiler is taken to be done. */
    private static final int PATIENCE = 12;
    private static final int MIN_ROUNDS = 40;

    private WarmUp() {
    }

    static Duration run(Kernels kernels, Set<DType> types, Duration limit) {
        long start = System.nanoTime();
        try (Arena arena = Arena.ofConfined()) {
            List<Runnable> calls = new ArrayList<>();
            for (DType type : types) {
                calls.add(calls(kernels, type, arena));
            }
            for (Runnable call : calls) {
                long share = limit.toNanos() / calls.size();
                untilSettled(call, System.nanoTime() + share);
            }
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** A round takes at least 5 ms; the best time of a call must stop falling. */
    private static void untilSettled(Runnable call, long deadline) {
        long best = Long.MAX_VALUE;
        int stale = 0;
        for (int round = 0; System.nanoTime() - deadline < 0 && (round < MIN_ROUNDS || stale < PATIENCE); round++) {
            long from = System.nanoTime();
            int repeats = 0;
            do {
                call.run();
                repeats++;
            } while (System.nanoTime() - from < 5_000_000);
            long each = (System.nanoTime() - from) / repeats;
            stale = each > best - best / 20 ? stale + 1 : 0;
            best = Math.min(best, each);
        }
    }

    private static Runnable calls(Kernels kernels, DType type, Arena arena) {
        Matrix w = new Matrix(type, ROWS, COLS, arena.allocate(type.bytes((long) ROWS * COLS), 64));
        PackedMatrix packed = kernels.pack(w, arena);
        float[] x = new float[TOKENS * COLS];
        Arrays.fill(x, 1);
        float[] y = new float[TOKENS * ROWS];
        Activations one = new Activations(COLS, TOKENS);
        int[] tokens = new int[TOKENS];
        Arrays.setAll(tokens, i -> i);
        return () -> {
            one.load(x, 0, COLS, TOKENS);
            packed.prepare(one);
            packed.matVec(0, ROWS, one, 0, y, 0);
            packed.matMat(0, ROWS, one, tokens, 0, TOKENS, y, 0, ROWS);
        };
    }
}
