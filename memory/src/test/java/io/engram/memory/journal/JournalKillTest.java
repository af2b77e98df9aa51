package io.engram.memory.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another process appends, compacts and prints what was acknowledged; it is killed at a random moment, again and again. */
class JournalKillTest {
    private static final int KILLS = 20;

    /** The other process: four writers, each waiting for its append; number and type follow from the sequence. */
    static final class Writer {
        private Writer() {
        }

        public static void main(String[] arguments) {
            Journal journal = Journal.open(Path.of(arguments[0]), TestFiles.OPTIONS.withSegmentBytes(16384));
            System.out.println("ready");
            for (int w = 0; w < 4; w++) {
                int writer = w;
                Thread.ofPlatform().start(() -> {
                    for (long i = 0; i < Long.MAX_VALUE; i++) {
                        byte[] payload = new byte[40 + (int) (i % 300)];
                        java.util.Arrays.fill(payload, (byte) payload.length);
                        System.out.println(journal.append(writer, payload).join());
                        if (writer == 0 && i % 20 == 19) {
                            journal.compact((sequence, type, bytes) -> sequence % 10 != 3);
                        }
                    }
                });
            }
        }
    }

    @Test
    void killed_writer_loses_nothing_it_was_told_is_safe(@TempDir Path directory) throws Exception {
        Random random = new Random(3);
        TreeSet<Long> acknowledged = new TreeSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx64m", "-cp",
                    System.getProperty("java.class.path"), Writer.class.getName(), directory.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            read(child, acknowledged, random.nextInt(150));
            try (Journal journal = Journal.open(directory, TestFiles.OPTIONS)) {
                TreeSet<Long> found = new TreeSet<>();
                journal.replay(1, (sequence, type, payload) -> {
                    found.add(sequence);
                    while (payload.hasRemaining()) {
                        assertThat(payload.get()).isEqualTo((byte) payload.capacity());
                    }
                });
                assertThat(journal.recovery().damages()).isEmpty();
                acknowledged.stream().filter(sequence -> sequence % 10 != 3)
                        .forEach(sequence -> assertThat(found).contains(sequence));
            }
        }
        assertThat(acknowledged).hasSizeGreaterThan(100);
    }

    /** Collects acknowledged numbers for so many milliseconds after the child is ready, kills it, and collects the rest. */
    private static void read(Process child, Set<Long> acknowledged, int millis) throws Exception {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("ready");
            Thread killer = Thread.startVirtualThread(() -> {
                try {
                    Thread.sleep(millis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                child.toHandle().destroyForcibly(); // Process.destroyForcibly would also close the stream that is being read
            });
            collect(lines, acknowledged);
            killer.join();
            assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void collect(BufferedReader lines, Set<Long> acknowledged) throws IOException {
        // The last line may be cut in the middle of a number; a shorter number is an acknowledged one too, so it can stay.
        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            acknowledged.add(Long.parseLong(line));
        }
    }
}
