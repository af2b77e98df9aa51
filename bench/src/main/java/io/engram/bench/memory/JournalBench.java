package io.engram.bench.memory;

import io.engram.memory.journal.Journal;
import io.engram.memory.journal.JournalOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Durable appends per second: so many writers, each waiting for its own append (fsync included) before the next. Arguments:
 * directory, writers (64), seconds (5), payload bytes (1024). Prints one line, and the time to open and replay what was
 * written.
 */
public final class JournalBench {
    private JournalBench() {
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path parent = Path.of(arguments.length > 0 ? arguments[0] : System.getProperty("java.io.tmpdir"));
        int writers = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 64;
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        int bytes = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1024;
        Path directory = Files.createTempDirectory(parent, "journal-bench");
        try {
            append(directory, writers, 1, bytes, null); // warms up
            append(directory, writers, seconds, bytes, System.out);
            replay(directory, System.out);
        } finally {
            try (var files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }

    private static void append(Path directory, int writers, int seconds, int bytes,
            @org.jspecify.annotations.Nullable PrintStream out) throws InterruptedException {
        long[][] waits = new long[writers][1 << 20];
        int[] counts = new int[writers];
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        try (Journal journal = Journal.open(directory, JournalOptions.of("bench"))) {
            Thread[] threads = new Thread[writers];
            for (int w = 0; w < writers; w++) {
                int writer = w;
                threads[w] = Thread.ofVirtual().start(() -> {
                    byte[] payload = new byte[bytes];
                    long now = System.nanoTime();
                    while (now < end) {
                        journal.append(1, payload).join();
                        long done = System.nanoTime();
                        waits[writer][counts[writer]++ & ((1 << 20) - 1)] = done - now;
                        now = done;
                    }
                });
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        double elapsed = (System.nanoTime() - start) / 1e9;
        if (out != null) {
            long[] all = Arrays.stream(waits).flatMapToLong(Arrays::stream).filter(wait -> wait > 0).sorted().toArray();
            out.printf(Locale.ROOT,
                    "%d writers, %d bytes, fsync on: %.0f appends/s, wait p50 %.2f ms, p99 %.2f ms, max %.1f ms%n",
                    writers, bytes, Arrays.stream(counts).asLongStream().sum() / elapsed, all[all.length / 2] / 1e6,
                    all[(int) (all.length * 0.99)] / 1e6, all[all.length - 1] / 1e6);
        }
    }

    private static void replay(Path directory, PrintStream out) {
        long start = System.nanoTime();
        try (Journal journal = Journal.open(directory, JournalOptions.of("bench"))) {
            double opened = (System.nanoTime() - start) / 1e9;
            long[] sum = new long[2];
            journal.replay(1, (sequence, type, payload) -> {
                sum[0]++;
                sum[1] += payload.remaining();
            });
            out.printf(Locale.ROOT, "open %.3f s; replay of %d records, %.0f MB: %.3f s%n", opened, sum[0],
                    sum[1] / 1e6, (System.nanoTime() - start) / 1e9 - opened);
        }
    }
}
