package io.engram.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.agent.adapter.BgeSmallEmbedder;
import io.engram.memory.AgentMemory;
import io.engram.memory.Embedder;
import io.engram.memory.Episode;
import io.engram.memory.MemoryOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the process of {@code engram run} without warning, again and again, and looks whether every episode that it had
 * acknowledged is there afterwards. Each round goes on in the memory that the rounds before left behind.
 */
class KillTest {
    private static final int LANES = 2;
    private static final int ROUNDS = 10;
    private static final long MOST_SECONDS = 300;

    @TempDir
    private Path folder = Path.of("");

    /** Two agents side by side, because a round mostly waits for a JVM to start. */
    @Test
    void acknowledgedEpisodesSurviveKillNine() throws Exception {
        try (var embedder = BgeSmallEmbedder.open(); var lanes = Executors.newFixedThreadPool(LANES)) {
            var results = new ArrayList<Future<Integer>>();
            for (int lane = 0; lane < LANES; lane++) {
                Path place = Files.createDirectory(folder.resolve("lane-" + lane));
                long seed = 9L + lane;
                results.add(lanes.submit(() -> live(place, seed, embedder)));
            }
            for (Future<Integer> result : results)
                assertThat(result.get()).as("acknowledged episodes").isGreaterThanOrEqualTo(ROUNDS);
        }
    }

    private static int live(Path place, long seed, Embedder embedder) throws Exception {
        var random = new Random(seed);
        var acknowledged = new TreeSet<Long>();
        for (int round = 0; round < ROUNDS; round++) {
            Path acks = place.resolve("acks-" + round);
            Process process = start(place, acks, 100L * seed + round);
            try {
                awaitFirst(acks, process);
                Thread.sleep(random.nextInt(400));
                assertThat(process.isAlive()).as("seed %d, round %d: killed while it works", seed, round).isTrue();
            } finally {
                process.destroyForcibly().waitFor();
            }
            List<Long> fresh = read(acks);
            assertThat(fresh).as("seed %d, round %d", seed, round).isNotEmpty().noneMatch(acknowledged::contains);
            acknowledged.addAll(fresh);
            try (var memory = AgentMemory
                    .open(MemoryOptions.of(place.resolve("data/door-key"), "door-key", embedder))) {
                for (long id : acknowledged)
                    assertThat(memory.episodic().get(id).map(Episode::lived))
                            .as("seed %d, episode %d after round %d", seed, id, round).contains(true);
            }
        }
        return acknowledged.size();
    }

    private static Process start(Path place, Path acks, long seed) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.add("@" + Path.of(System.getProperty("engram.root", ".."), "jvm.flags"));
        command.addAll(List.of("-Xmx400m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "run", "door-key", "--seed",
                Long.toString(seed), "--steps", "10000000", "--data", place.resolve("data").toString(), "--acks",
                acks.toString(), "--json"));
        File log = log(acks).toFile();
        return new ProcessBuilder(command).redirectOutput(log).redirectError(log).start();
    }

    private static void awaitFirst(Path acks, Process process) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        while (!Files.exists(acks) || Files.size(acks) == 0) {
            assertThat(process.isAlive()).as("still runs; it said: %s", Files.readString(log(acks))).isTrue();
            assertThat(System.nanoTime()).as("an acknowledgement in time; it said: %s", Files.readString(log(acks)))
                    .isLessThan(end);
            Thread.sleep(10);
        }
    }

    private static Path log(Path acks) {
        return acks.resolveSibling(String.valueOf(acks.getFileName()).replace("acks", "log"));
    }

    /** The ids in whole lines; the last line may be torn by the kill. */
    private static List<Long> read(Path acks) throws IOException {
        String text = Files.readString(acks);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().map(Long::parseLong).toList();
    }
}
