package io.engram.memory.recall;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.memory.Layer;
import io.engram.memory.Trust;
import io.engram.memory.index.VectorIndex;
import io.engram.memory.index.VectorIndexOptions;
import io.engram.memory.index.VectorIndexes;
import io.engram.memory.snapshot.SnapshotKey;
import io.engram.memory.snapshot.SnapshotReader;
import io.engram.memory.snapshot.Snapshots;
import io.engram.memory.testing.HashingEmbedder;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index that was kept answers and goes on as the one that lived on. */
class IndexSnapshotTest {
    private static final List<Trust> TRUSTS = List.copyOf(EnumSet.allOf(Trust.class));
    private static final int EXACT_BELOW = 400;
    private final HashingEmbedder embedder = new HashingEmbedder();
    private final Random random = new Random(6);
    private final List<Document> documents = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private VectorIndex vectors() {
        return VectorIndexes.create(VectorIndexOptions.of(embedder.dimensions()).withExactBelow(EXACT_BELOW));
    }

    private Document document(long id) {
        StringBuilder text = new StringBuilder();
        for (int n = 1 + random.nextInt(6); n > 0; n--) {
            text.append(" w").append((int) Math.pow(120, random.nextDouble()));
        }
        return new Document(id, random.nextInt(9) == 0 ? Layer.SEMANTIC : Layer.EPISODIC, random.nextInt(100_000),
                text.toString(), random.nextInt(20) == 0 ? "" : text.toString(), random.nextDouble(),
                random.nextInt(10) == 0 ? "" : "c" + random.nextInt(3) + "\0s" + random.nextInt(9),
                "actor " + random.nextInt(4), TRUSTS.get(random.nextInt(TRUSTS.size())));
    }

    private void change(int from, int steps, List<RecallIndex> indexes) {
        for (int step = 0; step < steps; step++) {
            if (random.nextInt(6) == 0 && !documents.isEmpty()) {
                Document gone = documents.remove(random.nextInt(documents.size()));
                indexes.forEach(index -> assertThat(index.remove(gone)).isTrue());
            } else {
                Document document = document(from + step);
                documents.add(document);
                indexes.forEach(index -> index.add(document));
                if (random.nextInt(8) > 0 && !document.embedText().isEmpty()) {
                    float[] vector = embedder.embedDocument(document.embedText());
                    indexes.forEach(index -> index.vector(TextKey.of(document.embedText()), vector));
                }
            }
        }
    }

    private Search search(int q) {
        Search.Filter filter = q % 3 == 0
                ? new Search.Filter(Set.of(Layer.EPISODIC), TRUSTS.get(q % 4), 20_000, 90_000,
                        q % 2 == 0 ? Set.of() : Set.of("actor 1", "nobody"), q % 5 == 0 ? Set.of("c1") : Set.of())
                : Search.Filter.none();
        String text = "w" + q + " w2 w" + 3 * q + " actor 1";
        return new Search(text, embedder.embedQuery(text), 12, filter, List.of(new TimeRange(10_000, 20_000)),
                100_000);
    }

    private void assertSame(RecallIndex kept, RecallIndex lived) {
        assertThat(kept.size()).isEqualTo(lived.size()).isEqualTo(documents.size());
        assertThat(kept.vectors()).isEqualTo(lived.vectors());
        assertThat(kept.pendingVectors()).isEqualTo(lived.pendingVectors());
        for (Document document : documents) {
            assertThat(kept.previous(document.id())).isEqualTo(lived.previous(document.id()));
            assertThat(kept.next(document.id())).isEqualTo(lived.next(document.id()));
        }
        int same = 0;
        for (int q = 1; q < 40; q++) {
            List<Candidate> one = kept.search(search(q));
            List<Candidate> other = lived.search(search(q));
            assertThat(one).hasSameSizeAs(other);
            for (Candidate candidate : one) {
                same += other.contains(candidate) ? 1 : 0;
            }
        }
        assertThat(same).as("graphs grow differently, so that one in a hundred may differ").isGreaterThan(440);
    }

    @Test
    void restored_index_answers_and_goes_on_as_the_living_one() throws Exception {
        try (VectorIndex livedVectors = vectors();
                RecallIndex lived = new RecallIndex(livedVectors, RecallWeights.defaults());
                VectorIndex restoredVectors = vectors();
                RecallIndex kept = new RecallIndex(restoredVectors, RecallWeights.defaults())) {
            change(1, 2500, List.of(lived));
            livedVectors.awaitIdle();
            Snapshots snapshots = new Snapshots(directory);
            snapshots.write(new SnapshotKey("ada", 1, 1, "hashing"),
                    lived.snapshotParts().stream().map(Snapshots.Section::freeze).toList());
            try (SnapshotReader reader = opened(snapshots)) {
                kept.snapshotParts().parallelStream().forEach(reader::restore);
            }
            assertSame(kept, lived);
            change(2501, 2000, List.of(lived, kept));
            livedVectors.awaitIdle();
            restoredVectors.awaitIdle();
            assertSame(kept, lived);
        }
    }

    private static SnapshotReader opened(Snapshots snapshots) {
        Optional<SnapshotReader> found = snapshots.newest(key -> true);
        assertThat(found).isPresent();
        return found.get();
    }

    @Test
    void changes_after_the_freeze_stay_out_of_the_documents() throws Exception {
        try (RecallIndex lived = new RecallIndex(vectors(), RecallWeights.defaults());
                RecallIndex kept = new RecallIndex(vectors(), RecallWeights.defaults())) {
            change(1, 300, List.of(lived));
            List<Document> before = List.copyOf(documents);
            List<Snapshots.Section> frozen = lived.snapshotParts().stream().map(Snapshots.Section::freeze).toList();
            change(301, 300, List.of(lived));
            Snapshots snapshots = new Snapshots(directory);
            snapshots.write(new SnapshotKey("ada", 1, 1, "hashing"), frozen);
            try (SnapshotReader reader = opened(snapshots)) {
                kept.snapshotParts().forEach(reader::restore);
            }
            assertThat(kept.size()).isEqualTo(before.size());
            for (Document document : before) {
                assertThat(kept.remove(document)).isTrue();
            }
            assertThat(kept.size()).isZero();
            assertThat(kept.search(search(1))).isEmpty();
        }
    }
}
