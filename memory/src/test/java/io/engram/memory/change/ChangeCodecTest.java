package io.engram.memory.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.memory.Episode;
import io.engram.memory.EpisodeDraft;
import io.engram.memory.LivedStep;
import io.engram.memory.Provenance;
import io.engram.memory.SleepPhase;
import io.engram.memory.Trust;
import io.engram.memory.procedural.Skill;
import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.Regularity;
import io.engram.memory.working.WorkingItem;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangeCodecTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456789Z");
    private static final Provenance FROM = new Provenance("chat", "alice", Trust.PERSON);

    private static Episode episode() {
        return new Episode(7, "alice", "chat", "s1", "grüße, 世界 🎈", NOW, NOW.plusSeconds(1), -0.5, 0.25, FROM,
                Map.of("caption", "a bear"),
                List.of(new LivedStep("a; b", "go", "", 0), new LivedStep("b", "go", "a; b", 1)), true, 0, 0);
    }

    private static List<Change> all() {
        return List.of(new Change.EpisodeRecorded(episode()),
                new Change.FactWritten(new Fact(8, "alice", "lives in", "Bern", Map.of("since", "May"), true, 0.75,
                        Instant.MIN, Instant.MAX, NOW, Instant.MAX, 2, List.of(3L, 7L), FROM)),
                new Change.RegularityWritten(
                        new Regularity(9, "a; b", "go", "c", 3, 4, 2, 0.5, List.of(1L, 9000L), NOW, FROM, false)),
                new Change.RegularityDropped(9),
                new Change.SkillWritten(
                        new Skill(10, "go-x", "environment:e", Set.of("a", "b"), List.of("go", "x"), "c",
                                2, 3, 1, 4, 2, 2.5, 0.125, Skill.Status.DEMOTED, List.of(1L, 2L), NOW, NOW, FROM)),
                new Change.WorkingWritten(
                        new WorkingItem(11, EpisodeDraft.said("bob", "hm").withEventTime(NOW), 1, true,
                                0, NOW)),
                new Change.WorkingRemoved(11), new Change.Accessed(List.of(5L, 2L, 900L), NOW),
                new Change.PhaseReached(SleepPhase.SKILLS, 12));
    }

    @Test
    void everyChange_comesBackAsItWas() {
        assertThat(ChangeCodec.decode(ByteBuffer.wrap(ChangeCodec.encode(all())))).isEqualTo(all());
        Change.VectorStored vector = new Change.VectorStored(-5, "bge/1", new float[]{0.5f, -0.25f, 1});
        Change.VectorStored back = (Change.VectorStored) ChangeCodec
                .decode(ByteBuffer.wrap(ChangeCodec.encode(List.of(vector)))).getFirst();
        assertThat(back.key()).isEqualTo(-5);
        assertThat(back.vector()).containsExactly(0.5f, -0.25f, 1);
    }

    @Test
    void unknownFieldsAndKinds_areSkipped() {
        ByteSink newer = new ByteSink();
        newer.fixed8(1);
        ByteSink unknown = new ByteSink();
        unknown.text("from the future");
        newer.varint(9999);
        newer.struct(unknown);
        ByteSink body = new ByteSink();
        body.varint(42);
        body.text("a later field");
        newer.varint(8); // WORKING_REMOVED
        newer.struct(body);
        assertThat(ChangeCodec.decode(ByteBuffer.wrap(newer.toBytes()))).containsExactly(new Change.WorkingRemoved(42));
    }

    @Test
    void missingFields_haveTheirDefaults() {
        ByteSink older = new ByteSink();
        older.fixed8(1);
        ByteSink fact = new ByteSink();
        fact.varint(3);
        fact.text("alice");
        fact.text("likes");
        fact.text("tea");
        older.varint(3); // FACT
        older.struct(fact);
        Fact read = ((Change.FactWritten) ChangeCodec.decode(ByteBuffer.wrap(older.toBytes())).getFirst()).fact();
        assertThat(read.text()).isEqualTo("alice likes tea");
        assertThat(read.validTo()).isEqualTo(Instant.MAX);
        assertThat(read.provenance().trust()).as("unknown origin is not to be believed").isEqualTo(Trust.UNTRUSTED);
    }

    @Test
    void unknownVersion_isRefused() {
        assertThatThrownBy(() -> ChangeCodec.decode(ByteBuffer.wrap(new byte[]{9})))
                .isInstanceOf(ChangeFormatException.class).hasMessage("change list must have version 1, has 9");
    }

    @Test
    void damagedBytes_giveAFormatErrorOrOtherChanges_neverAnythingElse() {
        byte[] good = ChangeCodec.encode(all());
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = Arrays.copyOf(good, 1 + random.nextInt(good.length));
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                ChangeCodec.decode(ByteBuffer.wrap(bad));
            } catch (ChangeFormatException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }
}
