package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.memory.forgetting.ForgetRequest;
import io.engram.memory.semantic.Fact;
import io.engram.memory.testing.Crash;
import io.engram.memory.testing.Grep;
import io.engram.memory.testing.HashingEmbedder;
import io.engram.memory.working.WorkingDraft;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another process records, sleeps, forgets (which compacts the journal) and recalls, all at once, and is killed without warning, again
 * and again in one memory. What it acknowledged, outside of the memory's folder, is held against what the next open finds.
 *
 * <p>{@code -Dengram.kill.cycles=N} sets how often, {@code -Dengram.kill.seed=S} the seed.
 */
class MemoryKillTest {
    private static final int CYCLES = Integer.getInteger("engram.kill.cycles", 20);
    private static final long SEED = Long.getLong("engram.kill.seed", 1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;
    /** Text by token of all that must be there; and what was forgotten. */
    private final Map<String, String> alive = new TreeMap<>();
    private final Set<String> gone = new TreeSet<>();
    private int acknowledged;
    private int forgotten;

    private static MemoryOptions options(Path home) {
        return MemoryOptions.of(home, "ada", new HashingEmbedder());
    }

    /** The other process. A token is a word that one episode alone holds. */
    static final class Life {
        private final AgentMemory memory;
        private final FileChannel acks;
        private final ConcurrentLinkedDeque<Episode> told = new ConcurrentLinkedDeque<>();
        private final String cycle;

        private Life(AgentMemory memory, FileChannel acks, String cycle) {
            this.memory = memory;
            this.acks = acks;
            this.cycle = cycle;
        }

        public static void main(String[] arguments) throws IOException {
            FileChannel acks = FileChannel.open(Path.of(arguments[1]), StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            acks.write(ByteBuffer.wrap("opening\n".getBytes(StandardCharsets.UTF_8)));
            Life life = new Life(AgentMemory.open(options(Path.of(arguments[0]))), acks, arguments[2]);
            life.say("open");
            for (int w = 0; w < 3; w++) {
                int writer = w;
                Thread.ofPlatform().start(() -> life.tell(writer));
            }
            Thread.ofPlatform().start(life::sleepAndRecall);
            Thread.ofPlatform().start(life::forget);
        }

        private void say(String line) {
            try {
                acks.write(ByteBuffer.wrap((line + '\n').getBytes(StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private void tell(int writer) {
            for (int i = 0; i < 1_000_000; i++) {
                String token = "tok" + cycle + 'x' + writer + 'x' + i + 'z';
                String text = i % 3 == 0 ? "I live in " + token : "a remark on " + token + " and the weather";
                if (i % 11 == 5) {
                    memory.working().add(WorkingDraft.of(EpisodeDraft.said("carol", "thinking " + i))).join();
                }
                Episode episode = memory.record(EpisodeDraft.said("person" + writer, text)).join();
                say("told " + token + ' ' + text);
                told.add(episode);
            }
        }

        private void sleepAndRecall() {
            for (int i = 0; i < 1_000_000; i++) {
                memory.sleep(SleepListener.none());
                for (RecalledItem item : memory.recall(RecallQuery.of("who lives where in the weather?")).items()) {
                    if (item.text().isEmpty()) {
                        say("failure empty item");
                    }
                }
            }
        }

        private void forget() {
            for (int i = 0; i < 1_000_000;) {
                Episode first = told.pollFirst();
                if (first == null) {
                    Thread.onSpinWait();
                    continue;
                }
                String token = token(first.text());
                say("forgetting " + token);
                memory.forget(ForgetRequest.nothing().withIds(Set.of(first.id())));
                say("forgot " + token);
                i++;
                for (int skipped = 0; skipped < 20; skipped++) {
                    told.pollFirst();
                }
            }
        }
    }

    private static String token(String text) {
        int at = text.indexOf("tok");
        return at < 0 ? "" : text.substring(at, text.indexOf('z', at) + 1);
    }

    @Test
    void killedAtAnyMoment_nothingAcknowledgedIsLost_andNothingForgottenIsBack() throws Exception {
        Random random = new Random(SEED);
        Path home = dir.resolve("home");
        CompletableFuture<Void> checked = CompletableFuture.completedFuture(null);
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            String at = "seed " + SEED + ", cycle " + cycle;
            Path acks = dir.resolve("acks" + cycle);
            boolean early = cycle % 4 == 3; // into the open itself, which repairs what the kill before left
            boolean late = cycle % 4 == 1; // after something is forgotten, which waits for a running sleep
            run(home, acks, cycle, early || late ? random.nextInt(150) : 100 + random.nextInt(500),
                    early ? "opening" : late ? "forgot " : "open");
            checked.join(); // it settled what was in doubt
            Set<String> doubtful = take(Files.readAllLines(acks));
            if (cycle % 2 == 0) { // the next process opens what the kill left, not what this one closed
                Path image = Crash.image(home, dir.resolve("image"));
                checked = CompletableFuture.runAsync(() -> { // while the next process starts
                    check(image, doubtful, at);
                    delete(image);
                });
            } else {
                check(home, doubtful, at);
            }
        }
        checked.join();
        assertThat(acknowledged).as("episodes told").isGreaterThan(10 * CYCLES);
        assertThat(forgotten).as("episodes forgotten").isGreaterThanOrEqualTo(CYCLES / 4);
    }

    /** Kills {@code millis} ms after a line that starts with {@code from} was acknowledged. */
    private void run(Path home, Path acks, int cycle, int millis, String from) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx256m"));
        if (cycle % 8 == 0) { // else without the flags: on the file store, which starts in a fraction of the time
            command.add("@" + Path.of(System.getProperty("engram.root", ".."), "jvm.flags"));
        } else {
            command.addAll(List.of("--add-modules=jdk.incubator.vector"));
        }
        command.addAll(List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp",
                System.getProperty("java.class.path"), Life.class.getName(), home.toString(), acks.toString(),
                "c" + cycle));
        Path log = dir.resolve("log" + cycle);
        Process child = new ProcessBuilder(command).redirectOutput(log.toFile()).redirectError(log.toFile()).start();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
            while (!Files.exists(acks) || Files.readAllLines(acks).stream().noneMatch(l -> l.startsWith(from))) {
                assertThat(child.isAlive()).as("runs; it said: %s", Files.readString(log)).isTrue();
                assertThat(System.nanoTime()).as("in time; it said: %s", Files.readString(log)).isLessThan(end);
                Thread.sleep(5);
            }
            Thread.sleep(millis);
            assertThat(child.isAlive()).as("killed while it works; it said: %s", Files.readString(log)).isTrue();
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(Files.readString(log)).as("log").doesNotContain("Exception");
    }

    /** Takes over what was acknowledged; the tokens whose forgetting was begun and not acknowledged. */
    private Set<String> take(List<String> lines) {
        Set<String> doubtful = new TreeSet<>();
        for (String line : lines) {
            int space = line.indexOf(' ');
            String rest = line.substring(space + 1);
            if (line.startsWith("told ")) {
                alive.put(rest.substring(0, rest.indexOf(' ')), rest.substring(rest.indexOf(' ') + 1));
                acknowledged++;
            } else if (line.startsWith("forgetting ")) {
                doubtful.add(rest);
            } else if (line.startsWith("forgot ")) {
                doubtful.remove(rest);
                alive.remove(rest);
                gone.add(rest);
                forgotten++;
            } else {
                assertThat(line).isIn("opening", "open");
            }
        }
        return doubtful;
    }

    private void check(Path home, Set<String> doubtful, String at) {
        Map<Long, String> episodes = new TreeMap<>();
        List<Fact> facts;
        try (AgentMemory memory = AgentMemory.open(options(home))) {
            Map<String, String> found = new TreeMap<>();
            memory.episodic().after(0, Integer.MAX_VALUE).forEach(e -> {
                episodes.put(e.id(), e.text());
                found.put(token(e.text()), e.text());
            });
            found.remove("");
            for (String token : doubtful) { // done or not; from here on it stays so
                if (!found.containsKey(token)) {
                    alive.remove(token);
                    gone.add(token);
                }
            }
            assertThat(found).as("%s: what was acknowledged", at).containsAllEntriesOf(alive);
            assertThat(found.keySet()).as("%s: what was forgotten", at).noneMatch(gone::contains);
            alive.putAll(found); // durable, though the process died before it could say so
            memory.awaitEmbeddings();
            assertThat(memory.stats().pendingEmbeddings()).as(at).isZero();
            facts = memory.semantic().facts();
            for (Fact fact : facts) {
                assertThat(gone).as("%s: fact %s", at, fact).doesNotContain(token(fact.text()));
                fact.episodes().forEach(id -> assertThat(episodes).as("%s: evidence of %s", at, fact).containsKey(id));
            }
            sample(alive.keySet()).forEach(token -> assertThat(memory.recall(RecallQuery.of(token)).items())
                    .as("%s: search for %s", at, token).anyMatch(item -> item.text().equals(alive.get(token))));
            sample(gone).forEach(token -> assertThat(memory.recall(RecallQuery.of(token)).items())
                    .as("%s: search for %s", at, token).noneMatch(item -> item.text().contains(token)));
            Set<String> kept = Grep.words(home, "tok", 'z');
            assertThat(kept).as("%s: words in files", at).containsAll(found.keySet());
            assertThat(gone).as("%s: words that were forgotten", at).noneMatch(kept::contains);
        }
        Path fromJournal = dir.resolve("fromJournal");
        Crash.image(home.resolve("journal"), fromJournal.resolve("journal"));
        try (AgentMemory memory = AgentMemory.open(options(fromJournal))) {
            Map<Long, String> rebuilt = new TreeMap<>();
            memory.episodic().after(0, Integer.MAX_VALUE).forEach(e -> rebuilt.put(e.id(), e.text()));
            assertThat(rebuilt).as("%s: from the journal alone", at).isEqualTo(episodes);
            assertThat(memory.semantic().facts()).as("%s: from the journal alone", at)
                    .containsExactlyInAnyOrderElementsOf(facts);
            assertThat(memory.stats().pendingEmbeddings()).as(at).isZero();
        }
        delete(fromJournal);
    }

    /** The newest dozen and a few of the old ones. */
    private static List<String> sample(Set<String> tokens) {
        List<String> all = List.copyOf(tokens);
        List<String> some = new ArrayList<>();
        for (int i = all.size() - 1; i >= 0; i -= all.size() - i < 12 ? 1 : 97) {
            some.add(all.get(i));
        }
        return some;
    }

    private static void delete(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder,
                        java.io.@org.jspecify.annotations.Nullable IOException e)
                        throws IOException {
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
