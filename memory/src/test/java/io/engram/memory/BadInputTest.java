package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.FactDraft;
import io.engram.memory.testing.Crash;
import io.engram.memory.testing.HashingEmbedder;
import io.engram.memory.testing.Lives;
import io.engram.memory.testing.MovableClock;
import io.engram.memory.working.WorkingDraft;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What nobody should hand in: refused in words, or taken and kept; never lost, and never in the way of a later open. */
class BadInputTest {
    private static final List<Instant> TIMES = List.of(Instant.MIN, Instant.MAX, Instant.EPOCH,
            Instant.parse("-9999-01-01T00:00:00Z"), Instant.parse("9999-12-31T23:59:59Z"),
            Instant.ofEpochMilli(Long.MIN_VALUE), Instant.ofEpochMilli(Long.MAX_VALUE));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;
    private final MovableClock clock = new MovableClock();
    private int images;

    private AgentMemory open(Path at, Embedder embedder) {
        return AgentMemory.open(MemoryOptions.of(at, "ada", embedder).withClock(clock));
    }

    private AgentMemory open() {
        return open(dir.resolve("a"), new HashingEmbedder());
    }

    /** The same memory after a crash and after a close, as a function of the open one. */
    private <T> void sameAfterReopening(AgentMemory memory, java.util.function.Function<AgentMemory, T> look) {
        T now = look.apply(memory);
        Path image = Crash.image(dir.resolve("a"), dir.resolve("image" + images++));
        try (AgentMemory crashed = open(image, new HashingEmbedder())) {
            assertThat(look.apply(crashed)).as("after a crash").isEqualTo(now);
        }
        memory.close();
        try (AgentMemory closed = open()) {
            assertThat(look.apply(closed)).as("after a close").isEqualTo(now);
        }
    }

    @Test
    void absurdTimes_areKeptAsTheyAre_andNothingElseStumblesOverThem() {
        AgentMemory memory = open();
        for (Instant time : TIMES) {
            memory.record(EpisodeDraft.said("alice", "I live in Rome").withEventTime(time)).join();
            memory.record(EpisodeDraft.said("bob", "Last week I moved to Oslo, on 5 July I was in Bern")
                    .withEventTime(time)).join();
            memory.record(EpisodeDraft.said("carol", "我上个星期三搬到了北京").withEventTime(time)).join();
            memory.record(Lives.keyAndDoor(time.getEpochSecond(), true).withEventTime(time)).join();
            memory.working().add(WorkingDraft.of(EpisodeDraft.said("dora", "look").withEventTime(time))).join();
            memory.semantic().learn(new FactDraft("eve", "lives in", "Place" + time.getEpochSecond(), Map.of(), true,
                    0.5, time, Instant.MAX, Provenance.said("eve"), List.of())).join();
        }
        memory.awaitEmbeddings();
        memory.sleep(SleepListener.none());
        assertThat(memory.semantic().history("alice", "lives in")).isNotEmpty();
        assertThat(memory.episodic().latest(100)).extracting(Episode::eventTime).containsAll(TIMES);
        for (Instant from : TIMES) {
            for (Instant until : TIMES) {
                RecallQuery query = RecallQuery.of("where did I live last week?").between(from, until).withLimit(50);
                assertThat(memory.recall(query).items()).allMatch(
                        item -> item.layer() != Layer.EPISODIC || (!item.time().isAfter(until)
                                && !item.time().isBefore(from)));
                assertThat(memory.episodic().between(from, until, 100)).allMatch(
                        e -> !e.eventTime().isBefore(from) && e.eventTime().isBefore(until));
            }
            assertThat(memory.semantic().about("alice", from)).isNotNull();
        }
        assertThat(memory.recall(RecallQuery.of("Rome").between(Instant.MIN, Instant.MAX)).items()).isNotEmpty();
        assertThat(memory.previewForget(ForgetRequestOf.until(Instant.EPOCH)).items()).isNotEmpty();
        sameAfterReopening(memory, m -> List.of(m.episodic().after(0, 1000), m.semantic().history("alice", "lives in"),
                m.semantic().history("eve", "lives in"), m.working().items()));
    }

    /** Short for a request. */
    private static final class ForgetRequestOf {
        static io.engram.memory.forgetting.ForgetRequest until(Instant time) {
            return io.engram.memory.forgetting.ForgetRequest.nothing().since(Instant.MIN).before(time);
        }
    }

    @Test
    void clockThatGoesBackwards_losesNothing_andRanksOn() {
        AgentMemory memory = open();
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ids.add(memory.record(EpisodeDraft.said("alice", "I live in Place" + i % 3)).join().id());
            ids.add(memory.record(Lives.keyAndDoor(i, i % 3 != 0)).join().id());
            assertThat(memory.recall(RecallQuery.of("where does alice live?")).items()).isNotEmpty()
                    .allMatch(item -> Double.isFinite(item.score()));
            clock.advance(i % 2 == 0 ? Duration.ofDays(-300) : Duration.ofDays(20));
            if (i % 7 == 0) {
                memory.sleep(SleepListener.none());
            }
        }
        memory.sleep(SleepListener.none());
        assertThat(ids).isSorted().doesNotHaveDuplicates();
        assertThat(memory.procedural().all()).isNotEmpty();
        assertThat(memory.semantic().about("alice", Instant.MAX)).as("one place at a time").hasSizeLessThan(2);
        sameAfterReopening(memory, m -> List.of(m.episodic().after(0, 1000), m.semantic().history("alice", "lives in"),
                m.procedural().all(), m.semantic().regularities()));
    }

    /** What an embedder may hand back. */
    @SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
    enum BadVector {
        NAN(v -> filled(v, Float.NaN)), ONE_NAN(v -> with(v, Float.NaN)), INFINITE(v -> with(v,
                Float.NEGATIVE_INFINITY)), ZERO(v -> new float[v.length]), SHORT(
                        v -> Arrays.copyOf(v, v.length - 1)), LONG(v -> Arrays.copyOf(v, v.length + 1)), EMPTY(
                                v -> new float[0]), HUGE(v -> filled(v, Float.MAX_VALUE)), LONGER_THAN_ONE(
                                        v -> scaled(v, 2)), ERROR(v -> {
                                            throw new LinkageError("no native library");
                                        }), OVERFLOW(v -> {
                                            throw new StackOverflowError("deep");
                                        });

        private final UnaryOperator<float[]> spoil;

        BadVector(UnaryOperator<float[]> spoil) {
            this.spoil = spoil;
        }

        private static float[] filled(float[] v, float value) {
            float[] bad = new float[v.length];
            Arrays.fill(bad, value);
            return bad;
        }

        private static float[] with(float[] v, float value) {
            float[] bad = v.clone();
            bad[v.length / 2] = value;
            return bad;
        }

        static float[] scaled(float[] v, double by) {
            float[] bad = v.clone();
            for (int i = 0; i < bad.length; i++) {
                bad[i] = (float) (bad[i] * by);
            }
            return bad;
        }
    }

    /** The tests' embedder with its vectors changed on the way. */
    private record Spoilt(UnaryOperator<float[]> spoil) implements Embedder {
        private static final HashingEmbedder GOOD = new HashingEmbedder();

        @Override
        public String id() {
            return GOOD.id();
        }

        @Override
        public String version() {
            return GOOD.version();
        }

        @Override
        public int dimensions() {
            return GOOD.dimensions();
        }

        @Override
        public float[] embedDocument(String text) {
            return spoil.apply(GOOD.embedDocument(text));
        }

        @Override
        public float[] embedQuery(String text) {
            return spoil.apply(GOOD.embedQuery(text));
        }
    }

    @ParameterizedTest
    @EnumSource
    void badVector_leavesTheTextFindableByWords_andTheNextOpenEmbedsIt(BadVector bad) {
        Path home = dir.resolve("a");
        try (AgentMemory memory = open(home, new Spoilt(bad.spoil))) {
            memory.record(EpisodeDraft.said("alice", "My cat is called Pixel")).join();
            memory.record(EpisodeDraft.said("bob", "The train leaves at noon")).join();
            memory.awaitEmbeddings();
            assertThat(memory.stats().vectors()).isZero();
            assertThat(memory.recall(RecallQuery.of("cat")).items()).extracting(RecalledItem::text)
                    .first().isEqualTo("My cat is called Pixel");
            memory.sleep(SleepListener.none());
        }
        try (AgentMemory memory = open(home, new HashingEmbedder())) {
            memory.awaitEmbeddings();
            assertThat(memory.stats().vectors()).isGreaterThanOrEqualTo(2);
            assertThat(memory.stats().pendingEmbeddings()).isZero();
        }
    }

    /** A vector just inside the tolerance can be outside of it once it is rounded to sixteen bits. */
    @Test
    void vectorAtTheEdgeOfWhatIsTaken_neverStopsTheNextOpen() {
        Path home = dir.resolve("a");
        for (int step = 0; step < 40; step++) {
            double length = Math.sqrt(1.02) - 1e-6 * step;
            try (AgentMemory memory = open(home, new Spoilt(v -> BadVector.scaled(v, length)))) {
                memory.record(EpisodeDraft.said("alice", "edge number " + step)).join();
                memory.awaitEmbeddings();
            }
        }
        Path image = Crash.image(home, dir.resolve("image"));
        try (AgentMemory memory = open(image, new HashingEmbedder())) {
            memory.awaitEmbeddings();
            assertThat(memory.episodic().size()).isEqualTo(40);
            assertThat(memory.stats().vectors()).isEqualTo(40);
        }
    }

    @Test
    void oddTexts_comeBackAsTheyWere() {
        AgentMemory memory = open();
        String controls = IntStream.range(0, 0x20).mapToObj(Character::toString).reduce("controls", String::concat);
        List<String> texts = List.of(controls, "\u0000", "\u202e\u200f\ufeff", "!!! ... ???",
                "e\u0301\u0323".repeat(500),
                "\ud83d\ude00".repeat(300), "x".repeat(100_000), "\u007f\u0085\u2028\u2029", "a\r\n\tb",
                "\"quotes\" \\ 'and' `ticks` ${x} %s {0}");
        for (String text : texts) {
            Episode told = memory.record(EpisodeDraft.said("alice", text)).join();
            assertThat(told.text()).isEqualTo(text);
        }
        Episode odd = memory.record(EpisodeDraft.said("a\u0001b", "names").withChannel("c\u0002d").withSession("\u0003")
                .withAttributes(Map.of("k\u0004", "v\u0005"))).join();
        memory.awaitEmbeddings();
        memory.sleep(SleepListener.none());
        assertThat(memory.stats().pendingEmbeddings()).isZero();
        assertThat(memory.recall(RecallQuery.of("controls")).items()).extracting(RecalledItem::text).contains(controls);
        assertThat(
                memory.recall(RecallQuery.of("names").withActors(Set.of("a\u0001b")).withChannels(Set.of("c\u0002d")))
                        .items())
                .extracting(RecalledItem::id).containsExactly(odd.id());
        sameAfterReopening(memory, m -> m.episodic().after(0, 1000));
    }

    @Test
    void loneSurrogates_becomeTheReplacementCharacter_atOnceAndForGood() {
        AgentMemory memory = open();
        Episode told = memory.record(EpisodeDraft.said("al\ud800ice", "cut \udc00 in \ud83d half \ud83d\ude00 smile")
                .withSession("\ud800").withAttributes(Map.of("k", "\udfff"))).join();
        assertThat(told.text()).isEqualTo("cut \ufffd in \ufffd half \ud83d\ude00 smile");
        assertThat(told.actor()).isEqualTo("al\ufffdice");
        assertThat(told.attributes()).isEqualTo(Map.of("k", "\ufffd"));
        Fact fact = memory.semantic().learn(new FactDraft("al\ud800ice", "lives in", "Os\udc00lo", Map.of(), true, 0.5,
                clock.instant(), Instant.MAX, new Provenance("chat", "\ud800", Trust.PERSON), List.of())).join();
        assertThat(fact.object()).isEqualTo("Os\ufffdlo");
        memory.record(EpisodeDraft.lived("rooms", "done", List.of(new LivedStep("at \ud800", "go\udc00", "\ud800", 0)),
                true, 1)).join();
        assertThat(memory.recall(RecallQuery.of("smile \ud800")).items()).isNotEmpty();
        sameAfterReopening(memory, m -> List.of(m.episodic().after(0, 1000), m.semantic().facts()));
    }

    @Test
    void emptyAndEnormousTexts_areRefusedInWords_andTheLongestAllowedIsKept() {
        String tenMegabytes = "x".repeat(10 << 20);
        assertThatThrownBy(() -> EpisodeDraft.said("alice", "")).hasMessage("text must not be blank, was \"\"");
        assertThatThrownBy(() -> EpisodeDraft.said("", "x")).hasMessageContaining("must not be blank, was \"\"");
        assertThatThrownBy(() -> EpisodeDraft.said("alice", tenMegabytes))
                .hasMessage("text must have at most 1048576 characters, had 10485760");
        assertThatThrownBy(() -> EpisodeDraft.said(tenMegabytes, "x")).hasMessageContaining("must have at most");
        assertThatThrownBy(() -> RecallQuery.of(tenMegabytes)).hasMessageContaining("text must have at most");
        assertThatThrownBy(() -> RecallQuery.of(" ")).hasMessageContaining("text must not be blank");
        assertThatThrownBy(() -> new FactDraft("a", "b", tenMegabytes, Map.of(), true, 0.5, Instant.MIN, Instant.MAX,
                Provenance.said("a"), List.of())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("object must have at most");
        assertThatThrownBy(() -> new Provenance(tenMegabytes, "x", Trust.PERSON)).hasMessageContaining("source");
        assertThatThrownBy(() -> EpisodeDraft.said("alice", "x").withReward(Double.POSITIVE_INFINITY))
                .hasMessage("reward must be finite, was Infinity");
        assertThatThrownBy(() -> EpisodeDraft.said("alice", "x").withSalience(Double.NaN))
                .hasMessage("salience must be in [0, 1], was NaN");
        assertThatThrownBy(() -> EpisodeDraft.said("alice", "x").withChannel("a\0b"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("channel must not hold");
        assertThatThrownBy(() -> EpisodeDraft.said("alice", "x").withSession("\0"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("session must not hold");
        AgentMemory memory = open();
        String longest = "word ".repeat(Checks.MAX_TEXT / 5);
        memory.record(EpisodeDraft.said("alice", longest)).join();
        memory.record(EpisodeDraft.said("alice", "short word")).join();
        memory.awaitEmbeddings();
        assertThat(memory.recall(RecallQuery.of("word")).items()).hasSize(2);
        assertThat(memory.recall(RecallQuery.of(longest).withLimit(1)).items()).hasSize(1);
        sameAfterReopening(memory, m -> m.episodic().after(0, 10));
    }

    @Test
    void boundlessQueries_andLongEpisodes_areAnswered() {
        AgentMemory memory = open();
        List<LivedStep> steps = IntStream.range(0, 20_000)
                .mapToObj(i -> new LivedStep("tile " + i % 50, "go" + i % 7, "", i % 3)).toList();
        memory.record(EpisodeDraft.lived("rooms", "a long walk", steps, true, 1)).join();
        memory.record(EpisodeDraft.said("alice", "many things").withAttributes(IntStream.range(0, 2000).boxed()
                .collect(java.util.stream.Collectors.toMap(i -> "name" + i, i -> "value" + i)))).join();
        memory.awaitEmbeddings();
        memory.sleep(SleepListener.none());
        assertThat(memory.recall(RecallQuery.of("walk things").withLimit(Integer.MAX_VALUE)).items()).isNotEmpty();
        assertThat(memory.recall(RecallQuery.of("walk").withTokenBudget(1)).items()).isEmpty();
        assertThat(memory.episodic().latest(Integer.MAX_VALUE)).hasSize(2);
        assertThat(memory.episodic().after(Long.MAX_VALUE, 5)).isEmpty();
        assertThat(memory.episodic().get(Long.MIN_VALUE)).isEqualTo(Optional.empty());
        sameAfterReopening(memory, m -> m.episodic().after(0, 10));
    }
}
