package io.engram.bench.tensor;

import io.engram.tensor.DType;
import io.engram.tensor.Matrix;
import io.engram.tensor.kernel.Activations;
import io.engram.tensor.kernel.Kernels;
import io.engram.tensor.kernel.PackedMatrix;
import io.engram.tensor.kernel.Workers;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * Prints one line per type. Arguments, all optional: {@code decode}, {@code prefill} or {@code all}; then type names;
 * {@code --seconds S} per figure (1); {@code --mb M} of weights (192).
 */
public final class KernelBench {
    private static final int COLS = 2048;
    private static final int TOKENS = 128;
    private static final int GRAIN = 128;
    private static final int BATCH = 2048;
    private static final int PART = 128;

    private final PrintStream out;
    private final double seconds;
    private final long bytes;
    private final float[] x = new float[COLS * TOKENS];

    private KernelBench(PrintStream out, double seconds, long bytes) {
        this.out = out;
        this.seconds = seconds;
        this.bytes = bytes;
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
    }

    /** Runs the benchmark. */
    public static void main(String[] args) {
        String what = "all";
        DType[] types = DType.values();
        double seconds = 1;
        long megabytes = 192;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "decode", "prefill", "all" -> what = args[i];
                case "--seconds" -> seconds = Double.parseDouble(args[++i]);
                case "--mb" -> megabytes = Long.parseLong(args[++i]);
                default -> types = Arrays.stream(args[i].split(",", -1)).map(DType::valueOf).toArray(DType[]::new);
            }
        }
        KernelBench bench = new KernelBench(System.out, seconds, megabytes << 20);
        if (!what.equals("prefill")) {
            bench.decode(types);
        }
        if (!what.equals("decode")) {
            bench.prefill(types);
        }
    }

    private void decode(DType[] types) {
        out.printf("decode, %d MB of weights, %d inputs; GB/s best (median) of the bytes of the file form%n",
                bytes >> 20,
                COLS);
        out.println("| type | scalar | row-major | packed, 1 thread | packed, 2 threads |");
        out.println("|---|---|---|---|---|");
        for (DType type : types) {
            try (Arena arena = Arena.ofShared(); Workers one = new Workers(1); Workers two = new Workers(2)) {
                Matrix w = weights(type, arena, bytes);
                float[] y = new float[w.rows()];
                Matrix few = w.rows(0, Math.min(w.rows(), 256));
                String scalar = rate((double) few.data().byteSize(),
                        i -> Kernels.scalar().matVec(few, 0, few.rows(), x, 0, y, 0));
                Workers.RowTask plain = (from, to, o, oo, s) -> Kernels.best().matVec(w, from, to, x, 0, o, oo);
                String rowMajor = rate((double) (BATCH * w.rowBytes()), i -> dispatch(one, i, w.rows(), y, plain));
                PackedMatrix packed = Kernels.best().pack(w, arena);
                Activations a = new Activations(COLS, 1);
                a.load(x, 0, COLS, 1);
                packed.prepare(a);
                Workers.RowTask task = (from, to, o, oo, s) -> packed.matVec(from, to, a, 0, o, oo);
                String p1 = rate((double) (BATCH * w.rowBytes()), i -> dispatch(one, i, w.rows(), y, task));
                String p2 = rate((double) (BATCH * w.rowBytes()), i -> dispatch(two, i, w.rows(), y, task));
                out.printf("| %s%s | %s | %s | %s | %s |%n", type, packed.interleaved() ? " (interleaved)" : "", scalar,
                        rowMajor, p1, p2);
            }
        }
    }

    /** As a model does: a matrix of 2048 rows per dispatch, another one every time. */
    private static void dispatch(Workers workers, int i, int rows, float[] y, Workers.RowTask task) {
        int first = i % (rows / BATCH) * BATCH;
        workers.run(BATCH, GRAIN, 1, y, first, 0,
                (from, to, o, oo, s) -> task.rows(first + from, first + to, o, oo - first, s));
    }

    private void prefill(DType[] types) {
        out.printf("prefill, %d tokens, %d inputs; GFLOP/s best (median)%n", TOKENS, COLS);
        out.println("| type | row-major | packed, 1 thread | packed, 2 threads | packed, 8 tokens, 1 thread |");
        out.println("|---|---|---|---|---|");
        for (DType type : types) {
            try (Arena arena = Arena.ofShared(); Workers one = new Workers(1); Workers two = new Workers(2)) {
                Matrix w = weights(type, arena, 1024L * type.bytes(COLS));
                int rows = w.rows();
                float[] y = new float[rows * TOKENS];
                double flop = 2.0 * PART * COLS;
                Workers.RowTask plain = (from, to, o, oo, s) -> Kernels.best().matMat(w, from, to, x, 0, COLS, TOKENS,
                        o, oo, s);
                String rowMajor = rate(flop * TOKENS, i -> part(one, i, rows, y, plain));
                PackedMatrix packed = Kernels.best().pack(w, arena);
                Activations a = new Activations(COLS, TOKENS);
                a.load(x, 0, COLS, TOKENS);
                packed.prepare(a);
                int[] all = new int[TOKENS];
                Arrays.setAll(all, i -> i);
                Workers.RowTask task = (from, to, o, oo, s) -> packed.matMat(from, to, a, all, 0, TOKENS, o, oo, s);
                Workers.RowTask few = (from, to, o, oo, s) -> packed.matMat(from, to, a, all, 0, 8, o, oo, s);
                String p1 = rate(flop * TOKENS, i -> part(one, i, rows, y, task));
                String p2 = rate(flop * TOKENS, i -> part(two, i, rows, y, task));
                String p8 = rate(flop * 8, i -> part(one, i, rows, y, few));
                out.printf("| %s%s | %s | %s | %s | %s |%n", type, packed.interleaved() ? " (interleaved)" : "",
                        rowMajor,
                        p1, p2, p8);
            }
        }
    }

    /** A short call, so that some calls are undisturbed on a busy machine. */
    private static void part(Workers workers, int i, int rows, float[] y, Workers.RowTask task) {
        int first = i % (rows / PART) * PART;
        workers.run(PART, 32, TOKENS, y, first, rows,
                (from, to, o, oo, s) -> task.rows(first + from, first + to, o, oo - first, s));
    }

    private static Matrix weights(DType type, Arena arena, long bytes) {
        long rowBytes = type.bytes(COLS);
        int rows = (int) (bytes / rowBytes) & -128;
        MemorySegment data = arena.allocate(rows * rowBytes, 64);
        SplittableRandom random = new SplittableRandom(2);
        for (long i = 0; i + 8 <= data.byteSize(); i += 8) {
            // bytes from 0x20 to 0x3f keep every scale an ordinary number: denormals are slow, and rare in models
            data.set(ValueLayout.JAVA_LONG_UNALIGNED, i,
                    (random.nextLong() & 0x1f1f_1f1f_1f1f_1f1fL) + 0x2020_2020_2020_2020L);
        }
        return new Matrix(type, rows, COLS, data);
    }

    /** Work units per nanosecond: the best and the median call. */
    private String rate(double work, IntConsumer call) {
        long warmUntil = System.nanoTime() + (long) (seconds * 0.6e9);
        int calls = 0;
        do {
            call.accept(calls++);
        } while (System.nanoTime() < warmUntil);
        double[] rates = new double[50_000];
        int n = 0;
        long until = System.nanoTime() + (long) (seconds * 1e9);
        do {
            long start = System.nanoTime();
            call.accept(calls++);
            rates[n++] = work / (System.nanoTime() - start);
        } while (n < rates.length && (System.nanoTime() < until || n < 3));
        Arrays.sort(rates, 0, n);
        return String.format(Locale.ROOT, "%.1f (%.1f)", rates[n - 1], rates[n / 2]);
    }
}
