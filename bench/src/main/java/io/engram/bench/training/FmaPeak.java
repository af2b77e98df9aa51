package io.engram.bench.training;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** What the processor's fused multiply-adds reach on data in registers: the ceiling of every product of matrices. */
final class FmaPeak {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12;
    private static final int INNER = 20_000;

    private FmaPeak() {
    }

    /** Floating-point operations per second of all threads together, the best of some tenths of a second. */
    static double measure(int threads) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            double best = 0;
            for (int i = 0; i < 8; i++) {
                List<Callable<Double>> tasks = new ArrayList<>();
                for (int t = 0; t < threads; t++) {
                    tasks.add(() -> run(0.3));
                }
                double sum = 0;
                for (Future<Double> one : pool.invokeAll(tasks)) {
                    sum += one.get();
                }
                best = Math.max(best, sum);
            }
            return best;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private static double run(double seconds) {
        long start = System.nanoTime();
        long rounds = 0;
        float kept = 0;
        do {
            kept += chains(1 + rounds * 1e-9f);
            rounds++;
        } while (System.nanoTime() - start < seconds * 1e9);
        double taken = (System.nanoTime() - start) / 1e9;
        // The sum is used, or the loop would be thrown away; it is never negative.
        return kept < 0 ? 0 : 2.0 * SPECIES.length() * CHAINS * INNER * rounds / taken;
    }

    /** Twelve chains that do not wait for each other: more than latency times units of present cores. */
    private static float chains(float seed) {
        FloatVector x = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector y = FloatVector.broadcast(SPECIES, seed * 1e-3f);
        FloatVector a = y;
        FloatVector b = y;
        FloatVector c = y;
        FloatVector d = y;
        FloatVector e = y;
        FloatVector f = y;
        FloatVector g = y;
        FloatVector h = y;
        FloatVector i = y;
        FloatVector j = y;
        FloatVector k = y;
        FloatVector l = y;
        for (int n = 0; n < INNER; n++) {
            a = a.fma(x, y);
            b = b.fma(x, y);
            c = c.fma(x, y);
            d = d.fma(x, y);
            e = e.fma(x, y);
            f = f.fma(x, y);
            g = g.fma(x, y);
            h = h.fma(x, y);
            i = i.fma(x, y);
            j = j.fma(x, y);
            k = k.fma(x, y);
            l = l.fma(x, y);
        }
        return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
    }
}
