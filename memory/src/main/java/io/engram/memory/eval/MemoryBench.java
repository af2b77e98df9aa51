package io.engram.memory.eval;

import io.engram.memory.AgentMemory;
import io.engram.memory.Episode;
import io.engram.memory.EpisodeDraft;
import io.engram.memory.MemoryOptions;
import io.engram.memory.RecallQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One agent with many episodes: how fast they are taken in, how much heap each holds, how long a recall takes, how long it takes
 * to open again. Texts are synthetic: 8 to 16 words of a vocabulary of 20,000 with Zipf's frequencies, eight speakers, sessions of
 * 25 turns. Vectors come from {@link HashedWords}, cheap and deterministic, so that the index is measured and not a model.
 */
public final class MemoryBench {
    private static final int IN_FLIGHT = 1024;
    private static final int WARM_UP = 300;
    private static final int QUERIES = 500;
    private static final int LIMIT = 10;

    private final Random random = new Random(5);
    private final Consumer<String> progress;
    private final int episodes;

    private MemoryBench(int episodes, Consumer<String> progress) {
        this.episodes = episodes;
        this.progress = progress;
    }

    /**
     * Runs. Blocks for minutes.
     *
     * @param directory an empty one; the caller deletes it
     * @param progress gets a line now and then
     * @return figures by name, in order
     */
    public static Map<String, Object> run(Path directory, int episodes, Consumer<String> progress) {
        if (episodes < 1) {
            throw new IllegalArgumentException("episodes: expected >= 1, received " + episodes);
        }
        return new MemoryBench(episodes, progress).run(directory);
    }

    private static MemoryOptions options(Path home) {
        return MemoryOptions.of(home, "bench", new HashedWords());
    }

    private Map<String, Object> run(Path directory) {
        MemoryOptions options = options(directory.resolve("agent"));
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("episodes", episodes);
        long before = usedHeap();
        long closing;
        try (AgentMemory memory = AgentMemory.open(options)) {
            long begin = System.nanoTime();
            tell(memory);
            figures.put("durable_appends_per_second", episodes / seconds(begin));
            progress.accept("told; embedding and indexing");
            memory.awaitEmbeddings();
            figures.put("embedded_and_durable_seconds", seconds(begin));
            asKilled(options.directory(), directory.resolve("killed-early"));
            figures.put("recall_ms_while_the_graph_grows", recall(memory));
            progress.accept("building the graph");
            memory.awaitIndexes();
            figures.put("indexed_seconds", seconds(begin));
            figures.put("recall_ms", recall(memory));
            figures.put("heap_bytes_per_episode", (usedHeap() - before) / (double) episodes);
            asKilled(options.directory(), directory.resolve("killed"));
            progress.accept("closing");
            closing = System.nanoTime();
        }
        figures.put("close_seconds", seconds(closing));
        long begin = System.nanoTime();
        try (AgentMemory memory = AgentMemory.open(options)) {
            figures.put("open_seconds", seconds(begin));
            memory.recall(RecallQuery.of(query()));
            figures.put("open_to_first_recall_seconds", seconds(begin));
            progress.accept("opened again");
            figures.put("recall_ms_after_reopen", recall(memory));
        }
        progress.accept("opening as after a kill");
        figures.put("killed_open_to_first_recall_seconds", openToFirstRecall(directory.resolve("killed")));
        figures.put("killed_before_the_graph_open_to_first_recall_seconds",
                openToFirstRecall(directory.resolve("killed-early")));
        return figures;
    }

    private double openToFirstRecall(Path home) {
        long begin = System.nanoTime();
        try (AgentMemory memory = AgentMemory.open(options(home))) {
            memory.recall(RecallQuery.of(query()));
            return seconds(begin);
        }
    }

    /** Copies a folder whose memory is open and has nothing to write: what a kill at this moment would leave. */
    private static void asKilled(Path home, Path image) {
        try (Stream<Path> all = Files.walk(home)) {
            for (Path file : all.toList()) {
                Path to = image.resolve(home.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else if (!file.toString().endsWith(".writing")) { // that is no snapshot yet
                    Files.copy(file, to);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) * 1e-9;
    }

    private void tell(AgentMemory memory) {
        Queue<CompletableFuture<Episode>> waiting = new ArrayDeque<>();
        for (int i = 0; i < episodes; i++) {
            if (waiting.size() == IN_FLIGHT) {
                waiting.remove().join();
            }
            waiting.add(memory.record(EpisodeDraft.said("speaker" + random.nextInt(8), words(8 + random.nextInt(9)))
                    .withSession("s" + i / 25)));
            if (i % Math.max(1, episodes / 10) == 0 && i > 0) {
                progress.accept(i + " of " + episodes + " told");
            }
        }
        waiting.forEach(CompletableFuture::join);
    }

    private String words(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append("w").append((int) Math.pow(20_000, random.nextDouble()));
        }
        return text.toString();
    }

    private String query() {
        return "What did speaker" + random.nextInt(8) + " say about " + words(4) + "?";
    }

    private Map<String, Object> recall(AgentMemory memory) {
        for (int i = 0; i < WARM_UP; i++) {
            memory.recall(RecallQuery.of(query()).withLimit(LIMIT));
        }
        double[] millis = new double[QUERIES];
        for (int i = 0; i < QUERIES; i++) {
            millis[i] = memory.recall(RecallQuery.of(query()).withLimit(LIMIT)).searching().toNanos() * 1e-6;
        }
        Arrays.sort(millis);
        Map<String, Object> spread = new LinkedHashMap<>();
        spread.put("p50", millis[QUERIES / 2]);
        spread.put("p99", millis[QUERIES * 99 / 100]);
        spread.put("max", millis[QUERIES - 1]);
        return spread;
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
