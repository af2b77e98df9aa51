package io.engram.bench.peers;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** Read bandwidth of this machine's memory: what touching every line of arrays much larger than the caches reaches. */
final class Bandwidth {
    private static final int LONGS = 48 << 20;
    private static final int ROUNDS = 6;
    /** Longs of a cache line: one of each is read, for the rest of it costs the memory nothing. */
    private static final int LINE = 8;

    private Bandwidth() {
    }

    /** The best of several rounds with {@code threads} threads, in bytes a second. */
    static double measure(int threads) {
        long[][] parts = new long[threads][LONGS];
        for (int i = 0; i < threads; i++) {
            Arrays.fill(parts[i], i + 1);
        }
        double best = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            CompletableFuture<?>[] running = new CompletableFuture<?>[threads];
            for (int i = 0; i < threads; i++) {
                long[] part = parts[i];
                long expected = (i + 1L) * (LONGS / LINE);
                running[i] = CompletableFuture.runAsync(() -> check(sum(part), expected));
            }
            CompletableFuture.allOf(running).join();
            best = Math.max(best, 8e9 * LONGS * threads / (System.nanoTime() - start));
        }
        return best;
    }

    /** Four sums side by side, each over a quarter and of one long a line: enough loads under way to fill the memory's queue. */
    private static long sum(long[] x) {
        int quarter = x.length / 4;
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (int i = 0; i < quarter; i += LINE) {
            a += x[i];
            b += x[i + quarter];
            c += x[i + 2 * quarter];
            d += x[i + 3 * quarter];
        }
        return a + b + c + d;
    }

    private static void check(long sum, long expected) {
        if (sum != expected) {
            throw new IllegalStateException("bandwidth: expected a sum of " + expected + ", received " + sum);
        }
    }
}
