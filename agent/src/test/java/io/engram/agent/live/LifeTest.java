package io.engram.agent.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.agent.event.AgentEvent;
import io.engram.agent.event.EventSink;
import io.engram.agent.event.Stamp;
import io.engram.agent.testing.Breaking;
import io.engram.agent.testing.Corridor;
import io.engram.agent.testing.WordEmbedder;
import io.engram.memory.AgentMemory;
import io.engram.memory.Episode;
import io.engram.memory.MemoryOptions;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.choice.ModelChoice;
import io.engram.worldmodel.env.minigrid.MiniGrid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifeTest {
    private static final LiveOptions SHORT = new Corridor().defaults();

    @TempDir
    Path folder = Path.of("");

    /** Events with one fixed stamp each, so that two lives can be compared. */
    private static final class Heard implements EventSink {
        final List<AgentEvent> events = new ArrayList<>();

        @Override
        public void emit(long turn, java.util.function.Function<Stamp, AgentEvent> event) {
            events.add(event.apply(new Stamp("a", events.size() + 1, Instant.EPOCH, turn)));
        }

        <T extends AgentEvent> List<T> of(Class<T> type) {
            return events.stream().filter(type::isInstance).map(type::cast).toList();
        }
    }

    private LiveReport live(String name, Environment environment, LiveOptions options, EventSink events) {
        try (AgentMemory memory = memory(name)) {
            return life(environment, memory, options, events, Optional.empty()).run();
        }
    }

    private AgentMemory memory(String name) {
        return AgentMemory.open(MemoryOptions.of(folder.resolve(name), "a", new WordEmbedder()));
    }

    private static Life life(Environment environment, AgentMemory memory, LiveOptions options, EventSink events,
            Optional<Path> modelFile) {
        return new Life("corridor", environment, SuccessCriterion.GOAL_REACHED,
                ModelChoice.named("auto", environment, 1),
                memory,
                options, events, modelFile, System::nanoTime);
    }

    @Test
    void sameSeed_sameLife() {
        Heard first = new Heard();
        Heard second = new Heard();
        LiveReport one = live("one", MiniGrid.doorKey(5), SHORT.withMaxSteps(1500), first);
        LiveReport two = live("two", MiniGrid.doorKey(5), SHORT.withMaxSteps(1500), second);
        LiveReport other = live("other", MiniGrid.doorKey(5), SHORT.withMaxSteps(1500).withSeed(2), EventSink.NONE);

        assertThat(two.curve()).isEqualTo(one.curve()).isNotEqualTo(other.curve());
        assertThat(two.evalReturnMean()).isEqualTo(one.evalReturnMean());
        assertThat(two.memory()).isEqualTo(one.memory());
        assertThat(two.skillUses()).isEqualTo(one.skillUses());
        assertThat(two.losses()).isEqualTo(one.losses());
        assertThat(second.of(AgentEvent.Acted.class).stream().map(AgentEvent.Acted::action))
                .containsExactlyElementsOf(
                        first.of(AgentEvent.Acted.class).stream().map(AgentEvent.Acted::action).toList());
    }

    @Test
    void doorKey_isLearnedFromNothing() {
        LiveReport report = live("key", MiniGrid.doorKey(5),
                SHORT.withMaxSteps(2500).withEvalEpisodes(30).withSimulations(16),
                EventSink.NONE);

        assertThat(report.successRate()).isGreaterThanOrEqualTo(0.85);
        assertThat(report.memory().skills()).isPositive();
        assertThat(report.memory().facts()).isPositive();
        assertThat(report.simulationsPerSecond()).isPositive();
    }

    /** On a clock on which every look takes twenty seconds. */
    @Test
    void longLife_keepsWhatWasLearnedBeforeItsEnd() {
        Path file = folder.resolve("kept.model");
        List<Boolean> keptAtSleep = new ArrayList<>();
        long[] now = new long[1];
        EventSink events = (turn, event) -> {
            if (event.apply(new Stamp("a", 1, Instant.EPOCH, turn)) instanceof AgentEvent.SleepBegan)
                keptAtSleep.add(Files.exists(file));
        };
        try (AgentMemory memory = memory("long")) {
            Environment environment = MiniGrid.empty(5);
            new Life("corridor", environment, SuccessCriterion.GOAL_REACHED, ModelChoice.named("auto", environment, 1),
                    memory, SHORT.withMaxTime(java.time.Duration.ofDays(9)), events, Optional.of(file),
                    () -> now[0] += 20_000_000_000L).run();
        }

        assertThat(keptAtSleep).startsWith(false).contains(true);
    }

    @Test
    void withoutPlanning_nothingIsSearched() {
        LiveReport report = live("habit", MiniGrid.empty(5), SHORT.withPlanning(false), EventSink.NONE);

        assertThat(report.simulations()).isZero();
        assertThat(report.skillUses()).isZero();
        assertThat(report.envSteps()).isEqualTo(400);
    }

    @Test
    void withoutConsolidation_noFactsAndNoSkillsAreMade() {
        LiveReport report = live("plain", MiniGrid.empty(5), SHORT.withConsolidation(false), EventSink.NONE);

        assertThat(report.memory().episodes()).isEqualTo(report.episodes());
        assertThat(report.memory().facts()).isZero();
        assertThat(report.memory().skills()).isZero();
        assertThat(report.sleeps()).isPositive();
    }

    @Test
    void shownEpisode_saysItsStepsInOrder() {
        Heard heard = new Heard();
        live("shown", MiniGrid.empty(5), SHORT.withMaxSteps(100).withEvalEpisodes(0), heard);

        List<AgentEvent> inner = heard.events.stream().filter(e -> e.stamp().turn() == 1).toList();
        assertThat(inner.getFirst()).isInstanceOf(AgentEvent.Perceived.class);
        for (int i = 0; i < inner.size() - 1; i++) {
            if (inner.get(i) instanceof AgentEvent.Planned)
                assertThat(inner.get(i + 1)).isInstanceOf(AgentEvent.Acted.class);
            if (inner.get(i) instanceof AgentEvent.Acted)
                assertThat(inner.get(i + 1)).isInstanceOf(AgentEvent.Observed.class);
        }
        assertThat(inner).hasAtLeastOneElementOfType(AgentEvent.EpisodeEnded.class)
                .hasAtLeastOneElementOfType(AgentEvent.Recorded.class);
    }

    @Test
    void everyEpisode_isInMemoryWithItsSteps() {
        try (AgentMemory memory = memory("kept")) {
            LiveReport report = life(MiniGrid.empty(5), memory, SHORT, EventSink.NONE, Optional.empty()).run();

            List<Episode> kept = memory.episodic().after(0, 10_000);
            assertThat(kept).hasSize(report.episodes());
            assertThat(kept.stream().mapToInt(e -> e.steps().size()).sum()).isLessThanOrEqualTo((int) report.envSteps())
                    .isGreaterThan((int) report.envSteps() - 100);
            assertThat(kept).allSatisfy(e -> assertThat(e.channel()).isEqualTo("environment:corridor"));
        }
    }

    @Test
    void brokenEnvironment_endsTheLifeAndKeepsWhatWasRecorded() {
        try (AgentMemory memory = memory("broken")) {
            Life life = life(new Breaking(MiniGrid.empty(5), 300), memory, SHORT, EventSink.NONE, Optional.empty());

            assertThatThrownBy(life::run).hasMessageContaining("fell apart at step 301");
            assertThat(memory.stats().episodes()).isPositive();
        }
    }

    @Test
    void stoppedLife_reportsWhatWasLived() {
        try (AgentMemory memory = memory("stopped")) {
            Life[] life = new Life[1];
            life[0] = life(MiniGrid.empty(5), memory, SHORT.withMaxSteps(1_000_000), (turn, event) -> {
                if (turn == 7)
                    life[0].stop();
            }, Optional.empty());

            LiveReport report = life[0].run();
            assertThat(report.episodes()).isBetween(6, 8);
            assertThat(report.evalEpisodes()).isZero();
        }
    }

    @Test
    void nextLife_startsFromWhatTheLastOneLearned() {
        Path file = folder.resolve("worlds/corridor.model");
        try (AgentMemory memory = memory("twice")) {
            LiveOptions options = SHORT.withMaxSteps(2000).withEvalEpisodes(0);
            life(MiniGrid.doorKey(5), memory, options, EventSink.NONE, Optional.of(file)).run();
            LiveReport second = life(MiniGrid.doorKey(5), memory, options.withMaxSteps(0).withEvalEpisodes(20),
                    EventSink.NONE,
                    Optional.of(file)).run();

            assertThat(second.envSteps()).isZero();
            assertThat(second.successRate()).isGreaterThanOrEqualTo(0.85);
        }
    }

    @Test
    void damagedModelFile_isSaidAndLearningStartsAnew() throws Exception {
        Path file = Files.createDirectories(folder.resolve("worlds")).resolve("corridor.model");
        Files.writeString(file, "this is not a world model");
        Heard heard = new Heard();
        try (AgentMemory memory = memory("damaged")) {
            LiveReport report = life(MiniGrid.empty(5), memory, SHORT, heard, Optional.of(file)).run();

            assertThat(report.envSteps()).isEqualTo(400);
            assertThat(heard.of(AgentEvent.Failed.class)).singleElement()
                    .satisfies(failed -> assertThat(failed.message()).contains(file.toString()));
        }
    }
}
