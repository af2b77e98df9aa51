package io.engram.bench.peers;

import io.engram.inference.LanguageModel;
import io.engram.inference.LoadOptions;
import io.engram.inference.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * This engine behind the line protocol of {@link Peer}, with one more command: {@code heap THREADS N} answers the megabytes
 * of heap in use after a collection, with a sequence of N tokens held. Argument: the model file.
 */
public final class EngramPeer {
    private static final int PROMPT = 16;
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private final LanguageModel model;

    private EngramPeer(LanguageModel model) {
        this.model = model;
    }

    /** Answers until standard input ends. */
    public static void main(String[] args) throws IOException {
        PrintStream out = System.out;
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int threads = Runtime.getRuntime().availableProcessors();
        try (LanguageModel model = LanguageModel.load(Path.of(args[0]), LoadOptions.defaults())) {
            EngramPeer peer = new EngramPeer(model);
            boolean warm = false;
            out.println("ok");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", -1);
                int n = Integer.parseInt(words[2]);
                if (Integer.parseInt(words[1]) != threads) {
                    out.println("error loaded with " + threads + " threads");
                    continue;
                }
                if (!warm && words[0].equals("decode")) {
                    model.warmUp(WARM_UP);
                    warm = true;
                }
                switch (words[0]) {
                    case "prefill" -> out.println("ok " + peer.prefill(n));
                    case "decode" -> out.println("ok " + peer.decode(n));
                    case "heap" -> out.println("ok " + peer.heap(n));
                    default -> out.println("error unknown command " + words[0]);
                }
            }
        }
    }

    private int[] ids(int n) {
        int[] ids = new int[n];
        for (int i = 0; i < n; i++) {
            ids[i] = (300 + i * 7919 % 40_000) % model.vocabularySize();
        }
        return ids;
    }

    private double prefill(int n) {
        try (Session session = model.newSession(n)) {
            long start = System.nanoTime();
            session.prefill(ids(n), null);
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private double decode(int n) {
        try (Session session = model.newSession(PROMPT + n)) {
            session.prefill(ids(PROMPT), null);
            long start = System.nanoTime();
            for (int i = 0; i < n; i++) {
                session.accept(likeliest(session.logits()));
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private static int likeliest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    private double heap(int n) {
        try (Session session = model.newSession(n)) {
            session.prefill(ids(n), null);
            System.gc();
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
        }
    }
}
