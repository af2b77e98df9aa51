package io.engram.memory.sleep;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.memory.Episode;
import io.engram.memory.EpisodeDraft;
import io.engram.memory.SleepPhase;
import io.engram.memory.SleepReport;
import io.engram.memory.change.Change;
import io.engram.memory.consolidation.Tombstones;
import io.engram.memory.episodic.EpisodicState;
import io.engram.memory.index.VectorIndexOptions;
import io.engram.memory.index.VectorIndexes;
import io.engram.memory.procedural.ProceduralState;
import io.engram.memory.recall.Documents;
import io.engram.memory.recall.RecallIndex;
import io.engram.memory.recall.RecallWeights;
import io.engram.memory.semantic.SemanticState;
import io.engram.memory.store.RecordStore;
import io.engram.memory.store.RecordStoreOptions;
import io.engram.memory.store.RecordStores;
import io.engram.memory.store.StoreKind;
import io.engram.memory.testing.Lives;
import io.engram.memory.testing.MovableClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes for want of room is worked out by whoever sleeps; the writer thread only takes the result. */
class RetentionJobTest {
    private static final int EPISODES = 40;

    @TempDir
    private Path dir = Path.of("");
    private final SemanticState semantic = new SemanticState(Documents.none());
    private final ProceduralState procedural = new ProceduralState(Documents.none());
    private final AtomicLong ids = new AtomicLong(10_000);
    private final Layers layers = new Layers(semantic, procedural, Tombstones.none(), ids::incrementAndGet,
            new MovableClock());
    private final RecallIndex index = new RecallIndex(VectorIndexes.create(VectorIndexOptions.of(4)),
            RecallWeights.defaults());
    private final AtomicInteger reads = new AtomicInteger();
    private final Set<Long> held = new HashSet<>();
    private final List<SleepReport.Promotion> decisions = new ArrayList<>();

    private RecordStore counted(RecordStore store) {
        return (RecordStore) Proxy.newProxyInstance(RecordStore.class.getClassLoader(),
                new Class<?>[]{RecordStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("get")) {
                        reads.incrementAndGet();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private RetentionJob job() {
        EpisodicState episodic = new EpisodicState(
                counted(RecordStores.open(dir, RecordStoreOptions.of(StoreKind.HEAP))), index);
        RegularityJob regularities = new RegularityJob(layers, 1000);
        SkillJob skills = new SkillJob(layers, 64, id -> java.util.Optional.empty());
        for (long id = 1; id <= EPISODES; id++) {
            EpisodeDraft d = Lives.keyAndDoor(id, id % 3 != 0);
            Instant time = Instant.EPOCH.plusSeconds(id);
            Episode episode = new Episode(id, d.actor(), d.channel(), "", d.text(), time, time, d.reward(), 0.5,
                    d.provenance(), d.attributes(), d.steps(), d.success(), 0, 0);
            episodic.add(episode, false);
            regularities.fold(episode);
            skills.fold(episode);
        }
        for (SleepJob each : List.of(regularities, skills)) {
            for (Change change : each.promote(new ArrayList<>()).get()) {
                switch (change) {
                    case Change.RegularityWritten c -> semantic.apply(c.regularity());
                    case Change.SkillWritten c -> procedural.apply(c.skill());
                    default -> throw new AssertionError("unexpected " + change);
                }
            }
        }
        long last = EPISODES;
        return new RetentionJob(layers, episodic, Map.of(SleepPhase.REGULARITIES, last, SleepPhase.FACTS, last,
                SleepPhase.SKILLS, last), 10, () -> held);
    }

    @BeforeEach
    void nothingIsHeld() {
        held.clear();
    }

    @AfterEach
    void close() {
        index.close();
    }

    @Test
    void episodesAreReadWhereItIsWorkedOut_andNotOnTheWriterThread() {
        RetentionJob job = job();
        RetentionJob.Choice choice = job.choose(Integer.MAX_VALUE);
        assertThat(choice.leaving()).hasSize(EPISODES - 10);

        reads.set(0);
        Supplier<List<Change>> onTheWriter = job.promote(decisions);
        assertThat(reads.get()).as("all that remain are counted again").isGreaterThanOrEqualTo(EPISODES);
        reads.set(0);
        List<Change> changes = onTheWriter.get();

        assertThat(reads).as("episodes that the writer reads").hasValue(0);
        assertThat(changes.getFirst()).isInstanceOfSatisfying(Change.Forgotten.class,
                gone -> assertThat(gone.ids()).containsExactlyInAnyOrderElementsOf(choice.leaving()));
        assertThat(changes).as("derived records follow")
                .anyMatch(c -> c instanceof Change.RegularityWritten || c instanceof Change.RegularityDropped)
                .anyMatch(c -> c instanceof Change.SkillWritten || c instanceof Change.SkillDropped);
        assertThat(decisions).hasSize(EPISODES - 10);
    }

    @Test
    void whatWorkingMemoryTakesInMeanwhile_stays_andItIsChosenAnew() {
        RetentionJob job = job();
        long taken = job.choose(Integer.MAX_VALUE).leaving().getFirst();
        Supplier<List<Change>> onTheWriter = job.promote(decisions);
        held.add(taken);

        assertThat(onTheWriter.get()).isEmpty();
        assertThat(decisions).isEmpty();
        assertThat(job.choose(Integer.MAX_VALUE).leaving()).hasSize(EPISODES - 10).doesNotContain(taken);
        assertThat(job.promote(decisions).get()).isNotEmpty();
    }
}
