package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.memory.forgetting.ForgetReport;
import io.engram.memory.forgetting.ForgetRequest;
import io.engram.memory.semantic.Fact;
import io.engram.memory.testing.HashingEmbedder;
import io.engram.memory.testing.Lives;
import io.engram.memory.testing.MovableClock;
import io.engram.memory.transfer.ExportFormatException;
import io.engram.memory.transfer.ExportHeader;
import io.engram.memory.transfer.ExportReader;
import io.engram.memory.transfer.ExportWriter;
import io.engram.memory.transfer.ImportReport;
import io.engram.memory.working.WorkingDraft;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One agent as one file. */
class TransferTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;
    private final MovableClock clock = new MovableClock();

    private AgentMemory open(String name) {
        return AgentMemory.open(MemoryOptions.of(dir.resolve(name), name, new HashingEmbedder()).withClock(clock));
    }

    private Path lived() {
        Path file = dir.resolve("ada.engram");
        try (AgentMemory memory = open("ada")) {
            memory.record(EpisodeDraft.said("alice", "I live in Rome")).join();
            memory.record(EpisodeDraft.said("alice", "I live in Oslo")).join();
            for (int i = 0; i < 30; i++) {
                memory.record(Lives.keyAndDoor(i, i % 3 != 0)).join();
            }
            Episode gone = memory.record(EpisodeDraft.said("bob", "the word is Quetzalville")).join();
            memory.working().add(WorkingDraft.of(EpisodeDraft.said("carol", "look at the door"))).join();
            memory.sleep(SleepListener.none());
            memory.awaitEmbeddings();
            memory.recall(RecallQuery.of("Oslo"));
            memory.forget(ForgetRequest.nothing().withIds(Set.of(gone.id())));
            assertThat(memory.exportTo(file)).isPositive();
        }
        return file;
    }

    @Test
    void newAgent_becomesAsTheOneInTheFileWas() {
        Path file = lived();
        try (AgentMemory ada = open("ada"); AgentMemory eve = open("eve")) {
            ImportReport report = eve.importFrom(file);
            assertThat(report.from()).isEqualTo("ada");
            assertThat(report.episodes()).isEqualTo(32);
            assertSame(eve, ada);
        }
        try (AgentMemory ada = open("ada"); AgentMemory eve = open("eve")) {
            assertSame(eve, ada);
        }
    }

    private static void assertSame(AgentMemory one, AgentMemory other) {
        assertThat(one.episodic().after(0, 1000)).isEqualTo(other.episodic().after(0, 1000));
        assertThat(one.semantic().history("alice", "lives in"))
                .isEqualTo(other.semantic().history("alice", "lives in"));
        assertThat(one.semantic().regularities()).isEqualTo(other.semantic().regularities());
        assertThat(one.procedural().all()).isEqualTo(other.procedural().all()).isNotEmpty();
        assertThat(one.working().items()).isEqualTo(other.working().items());
        assertThat(one.stats().vectors()).isEqualTo(other.stats().vectors());
        assertThat(one.stats().pendingEmbeddings()).isZero();
    }

    @Test
    void agentWithMemories_keepsThemAndGetsTheRest_onceOnly() {
        Path file = lived();
        try (AgentMemory eve = open("eve")) {
            Episode own = eve.record(EpisodeDraft.said("dora", "the sea is cold")).join();
            Episode shared = eve.record(EpisodeDraft.said("bob", "the word is Quetzalville")).join();
            eve.forget(ForgetRequest.nothing().withIds(Set.of(shared.id())));
            ImportReport report = eve.importFrom(file);
            assertThat(report.episodes()).isEqualTo(33);
            assertThat(report.facts()).isEqualTo(2);
            assertThat(eve.episodic().get(own.id()).orElseThrow().text()).isEqualTo("the sea is cold");
            assertThat(eve.episodic().latest(100)).extracting(Episode::text).contains("look at the door")
                    .doesNotContain("the word is Quetzalville");
            List<Fact> places = eve.semantic().history("alice", "lives in");
            assertThat(places).extracting(Fact::object).containsExactly("Rome", "Oslo");
            assertThat(places.getFirst().closedBy()).isEqualTo(places.getLast().id());
            for (Fact fact : places) {
                assertThat(fact.episodes()).isNotEmpty().allSatisfy(
                        id -> assertThat(eve.episodic().get(id).orElseThrow().text()).contains(fact.object()));
            }
            ImportReport again = eve.importFrom(file);
            assertThat(again.episodes()).isZero();
            assertThat(again.facts()).isZero();
            assertThat(eve.episodic().size()).isEqualTo(34);
            eve.sleep(SleepListener.none());
            assertThat(eve.semantic().regularities()).as("counted by sleep from the imported episodes").isNotEmpty();
        }
    }

    @Test
    void forgottenHere_staysForgotten_andTheReportNamesTheFile() {
        Path file = dir.resolve("x.engram");
        try (AgentMemory memory = open("ada")) {
            memory.record(EpisodeDraft.said("bob", "hello")).join();
            Episode secret = memory.record(EpisodeDraft.said("bob", "the word is Quetzalville")).join();
            memory.exportTo(file);
            ForgetReport report = memory.forget(ForgetRequest.nothing().withIds(Set.of(secret.id())));
            assertThat(report.copies()).singleElement()
                    .satisfies(copy -> assertThat(copy.file()).endsWith("x.engram"));
            ImportReport back = memory.importFrom(file);
            assertThat(back.forgotten()).isEqualTo(1);
            assertThat(back.known()).isEqualTo(1);
            assertThat(memory.episodic().size()).isEqualTo(1);
        }
    }

    @Test
    void everyCutAndFlip_isRefused_andNothingChanges() throws IOException {
        Path file = dir.resolve("small.engram");
        try (ExportWriter out = new ExportWriter(file, new ExportHeader("ada", Instant.EPOCH, 5))) {
            out.add(ByteBuffer.wrap(new byte[]{1}));
            out.add(ByteBuffer.wrap(new byte[]{1, 8, 1, 3}));
            out.finish();
        }
        ExportReader.read(file, payload -> {
        });
        byte[] whole = Files.readAllBytes(file);
        Path hurt = dir.resolve("hurt.engram");
        for (int cut = 0; cut < whole.length; cut++) {
            Files.write(hurt, java.util.Arrays.copyOf(whole, cut));
            assertRefused(hurt, "cut at " + cut);
        }
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(hurt, flipped);
            assertRefused(hurt, "bit " + bit);
        }
        try (AgentMemory memory = open("eve")) {
            assertThatThrownBy(() -> memory.importFrom(hurt)).isInstanceOf(ExportFormatException.class)
                    .hasMessageContaining("hurt.engram");
            assertThatThrownBy(() -> memory.importFrom(dir.resolve("none"))).isInstanceOf(MemoryException.class);
            assertThat(memory.stats().journalSequence()).isZero();
        }
    }

    /**
     * Files that are whole and hold nonsense: changes of a real export with bytes turned, cut or doubled, under right checksums.
     * Each is refused or taken, and leaves a memory that opens again. {@code -Dengram.export.fuzz=N}.
     */
    @Test
    void nonsenseInAWholeFile_isRefusedOrTaken_andTheMemoryGoesOn() throws IOException {
        Path real = dir.resolve("real.engram");
        try (AgentMemory memory = open("ada")) {
            for (int i = 0; i < 6; i++) {
                memory.record(EpisodeDraft.said("eve", "My sister lives in Bern since 200" + i)).join();
            }
            memory.awaitEmbeddings();
            memory.sleep(SleepListener.none());
            memory.exportTo(real);
        }
        List<byte[]> payloads = new ArrayList<>();
        ExportReader.read(real, payload -> {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            payloads.add(bytes);
        });
        Random random = new Random(8);
        int rounds = Integer.getInteger("engram.export.fuzz", 60);
        int taken = 0;
        for (int round = 0; round < rounds; round++) {
            Path file = dir.resolve("nonsense.engram");
            try (ExportWriter out = new ExportWriter(file,
                    new ExportHeader("ada", Instant.EPOCH, 1 + random.nextInt(99)))) {
                for (byte[] payload : payloads) {
                    out.add(ByteBuffer.wrap(random.nextInt(4) == 0 ? hurt(payload, random) : payload));
                }
                out.finish();
            }
            int episodes;
            try (AgentMemory memory = open("reader" + round % 5)) {
                int before = memory.episodic().size();
                try {
                    memory.importFrom(file);
                    taken++;
                } catch (MemoryException e) {
                    assertThat(e).hasMessageNotContaining("null");
                    assertThat(memory.episodic().size()).as("round %d: %s", round, e).isEqualTo(before);
                }
                memory.awaitEmbeddings();
                memory.recall(RecallQuery.of("sister"));
                episodes = memory.episodic().size();
            }
            try (AgentMemory memory = open("reader" + round % 5)) {
                assertThat(memory.episodic().size()).as("round %d", round).isEqualTo(episodes);
            }
        }
        assertThat(taken).isLessThan(rounds);
    }

    private static byte[] hurt(byte[] payload, Random random) {
        byte[] hurt = payload.clone();
        switch (random.nextInt(4)) {
            case 0 -> hurt[random.nextInt(hurt.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> hurt = java.util.Arrays.copyOf(hurt, random.nextInt(hurt.length));
            case 2 -> hurt = java.util.Arrays.copyOf(hurt, hurt.length * 2);
            default -> {
                for (int i = 0; i < 8; i++) {
                    hurt[random.nextInt(hurt.length)] = (byte) random.nextInt(256);
                }
            }
        }
        return hurt;
    }

    private static void assertRefused(Path file, String what) {
        assertThatThrownBy(() -> ExportReader.read(file, payload -> {
        })).as(what).isInstanceOf(ExportFormatException.class);
    }
}
