package io.engram.bench.memory;

import io.engram.tensor.kernel.Kernels;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Vector search of one thread beside jvector and Lucene, on the same data in the same run. Arguments, all optional: vectors
 * (100000), dimensions (384), queries (500), then names of engines ({@code engram jvector lucene lucene-int8}).
 *
 * <p>Data: unit vectors around 2,000 random centres with Gaussian noise of 0.8 of the centre's spread in a space of 64
 * intrinsic dimensions, rotated by a random map into the full ones: neighbours within a cluster differ in rank, so recall is
 * not given away. Recall@10 is the mean share of the exact ten best over all queries. For each engine a row per beam width;
 * compare times at equal recall.
 */
public final class VectorSearchBench {
    private static final int K = 10;
    private static final int INTRINSIC = 64;
    private static final int[] BEAMS = {10, 16, 24, 32, 48, 64, 100, 150, 200, 400};

    private VectorSearchBench() {
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        int dimensions = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 384;
        int queries = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 500;
        String[] engines = arguments.length > 3
                ? Arrays.copyOfRange(arguments, 3, arguments.length)
                : new String[]{"engram", "jvector", "lucene", "lucene-int8"};
        float[][] all = data(count + queries, dimensions, new Random(1));
        float[][] vectors = Arrays.copyOf(all, count);
        float[][] asked = Arrays.copyOfRange(all, count, count + queries);
        int[][] truth = IntStream.range(0, queries).parallel().mapToObj(q -> exact(vectors, asked[q]))
                .toArray(int[][]::new);
        PrintStream out = System.out;
        out.printf(Locale.ROOT, "%d vectors x %d, %d queries, one thread, recall@%d%n", count, dimensions, queries, K);
        for (String engine : engines) {
            try (VectorEngine tested = engine(engine, dimensions)) {
                measure(tested, vectors, asked, truth, out);
            }
        }
    }

    private static VectorEngine engine(String name, int dimensions) {
        return switch (name) {
            case "engram" -> new EngramEngine(dimensions);
            case "jvector" -> new JvectorEngine(dimensions);
            case "lucene" -> new LuceneEngine(false);
            case "lucene-int8" -> new LuceneEngine(true);
            default -> throw new IllegalArgumentException(
                    "expected engram, jvector, lucene or lucene-int8, got " + name);
        };
    }

    private static void measure(VectorEngine engine, float[][] vectors, float[][] queries, int[][] truth,
            PrintStream out) throws IOException, InterruptedException {
        long before = usedHeap();
        long start = System.nanoTime();
        engine.build(vectors);
        double built = (System.nanoTime() - start) / 1e9;
        out.printf(Locale.ROOT, "%-20s built in %.1f s, heap %.0f bytes per vector%n", engine.name(), built,
                (double) (usedHeap() - before) / vectors.length);
        for (int round = 0; round < 6; round++) {
            for (float[] query : queries) {
                engine.search(query, K, 100);
            }
        }
        for (int beam : BEAMS) {
            double best = Double.MAX_VALUE;
            double recall = 0;
            for (int round = 0; round < 3; round++) {
                int found = 0;
                long begin = System.nanoTime();
                int[][] results = new int[queries.length][];
                for (int q = 0; q < queries.length; q++) {
                    results[q] = engine.search(queries[q], K, beam);
                }
                best = Math.min(best, (System.nanoTime() - begin) / 1e3 / queries.length);
                for (int q = 0; q < queries.length; q++) {
                    found += common(results[q], truth[q]);
                }
                recall = (double) found / (K * queries.length);
            }
            out.printf(Locale.ROOT, "%-20s ef %3d  recall %.4f  %7.1f us%n", engine.name(), beam, recall, best);
        }
    }

    private static int common(int[] found, int[] truth) {
        Set<Integer> wanted = new HashSet<>();
        for (int id : truth) {
            wanted.add(id);
        }
        int common = 0;
        for (int id : found) {
            common += wanted.remove(id) ? 1 : 0;
        }
        return common;
    }

    private static int[] exact(float[][] vectors, float[] query) {
        float[] scores = new float[vectors.length];
        for (int i = 0; i < vectors.length; i++) {
            scores[i] = Kernels.best().dot(vectors[i], 0, query, 0, query.length);
        }
        return IntStream.range(0, vectors.length).boxed().sorted(Comparator.comparingDouble(i -> -scores[i])).limit(K)
                .mapToInt(i -> i).toArray();
    }

    private static float[][] data(int count, int dimensions, Random random) {
        int centres = Math.max(1, Math.min(2000, count / 20));
        float[][] middle = gaussian(centres, INTRINSIC, random);
        float[][] map = gaussian(dimensions, INTRINSIC, random);
        long[] seeds = random.longs(count).toArray();
        return IntStream.range(0, count).parallel().mapToObj(i -> {
            Random own = new Random(seeds[i]);
            float[] inner = middle[own.nextInt(centres)].clone();
            for (int d = 0; d < INTRINSIC; d++) {
                inner[d] += (float) (0.8 * own.nextGaussian());
            }
            float[] vector = new float[dimensions];
            double square = 0;
            for (int d = 0; d < dimensions; d++) {
                vector[d] = Kernels.best().dot(map[d], 0, inner, 0, INTRINSIC);
                square += (double) vector[d] * vector[d];
            }
            for (int d = 0; d < dimensions; d++) {
                vector[d] /= (float) Math.sqrt(square);
            }
            return vector;
        }).toArray(float[][]::new);
    }

    private static float[][] gaussian(int rows, int columns, Random random) {
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return values;
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
