package io.engram.bench.memory;

import io.engram.tensor.kernel.Kernels;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
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
 * not given away. Recall@10 is the mean share of the exact ten best over all queries. For each beam width a row per engine: the
 * median round's time a query, with the fastest and the slowest; compare times at equal recall.
 */
public final class VectorSearchBench {
    private static final int K = 10;
    private static final int INTRINSIC = 64;
    private static final int WARM_UP_ROUNDS = 6;
    private static final int ROUNDS = 5;
    private static final int[] BEAMS = {10, 12, 16, 24, 32, 48, 64, 100, 200};

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
        List<VectorEngine> built = build(engines, dimensions, vectors, out);
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            for (VectorEngine engine : built) {
                for (float[] query : asked) {
                    engine.search(query, K, 100);
                }
            }
        }
        for (int beam : BEAMS) {
            measure(built, beam, asked, truth, out);
        }
        for (VectorEngine engine : built) {
            engine.close();
        }
    }

    /** Side by side, since building is not what is compared. */
    private static List<VectorEngine> build(String[] names, int dimensions, float[][] vectors, PrintStream out) {
        List<VectorEngine> engines = Arrays.stream(names).map(name -> engine(name, dimensions)).toList();
        long start = System.nanoTime();
        engines.parallelStream().forEach(engine -> {
            try {
                engine.build(vectors);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while " + engine.name() + " was built", e);
            }
        });
        out.printf(Locale.ROOT, "built side by side in %.1f s%n", (System.nanoTime() - start) / 1e9);
        return engines;
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

    /** Engines take turns, round by round; the median round counts. */
    private static void measure(List<VectorEngine> engines, int beam, float[][] queries, int[][] truth,
            PrintStream out) throws IOException {
        double[][] micros = new double[engines.size()][ROUNDS];
        int[] found = new int[engines.size()];
        for (int round = 0; round < ROUNDS; round++) {
            for (int e = 0; e < engines.size(); e++) {
                int[][] results = new int[queries.length][];
                long begin = System.nanoTime();
                for (int q = 0; q < queries.length; q++) {
                    results[q] = engines.get(e).search(queries[q], K, beam);
                }
                micros[e][round] = (System.nanoTime() - begin) / 1e3 / queries.length;
                found[e] = 0;
                for (int q = 0; q < queries.length; q++) {
                    found[e] += common(results[q], truth[q]);
                }
            }
        }
        for (int e = 0; e < engines.size(); e++) {
            Arrays.sort(micros[e]);
            out.printf(Locale.ROOT, "%-20s ef %3d  recall %.4f  %7.1f us (%.1f to %.1f)%n", engines.get(e).name(), beam,
                    (double) found[e] / (K * queries.length), micros[e][ROUNDS / 2], micros[e][0],
                    micros[e][ROUNDS - 1]);
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
}
