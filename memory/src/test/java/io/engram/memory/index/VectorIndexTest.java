package io.engram.memory.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

class VectorIndexTest {
    private static final int DIMENSIONS = 48;
    private final Random random = new Random(9);
    private final Map<Long, float[]> model = new HashMap<>();

    private SlotIndex index(int exactBelow) {
        return new SlotIndex(VectorIndexOptions.of(DIMENSIONS).withExactBelow(exactBelow));
    }

    /** Clustered, so that neighbours mean something: one of 40 centres and a little noise. */
    private float[] vector() {
        Random centre = new Random(random.nextInt(40));
        float[] vector = new float[DIMENSIONS];
        double square = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) (centre.nextGaussian() + 0.6 * random.nextGaussian());
            square += vector[i] * vector[i];
        }
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] /= (float) Math.sqrt(square);
        }
        return vector;
    }

    private void add(VectorIndex index, long id) {
        float[] vector = vector();
        index.add(id, vector);
        model.put(id, vector);
    }

    private float[] of(long id) {
        return java.util.Objects.requireNonNull(model.get(id), () -> "id " + id + " was not added");
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private List<Long> exact(float[] query, int k, LongPredicate filter) {
        return model.keySet().stream().filter(filter::test)
                .sorted(Comparator.comparingDouble((Long id) -> -dot(query, of(id)))).limit(k).toList();
    }

    private double recall(VectorIndex index, int queries, int k, LongPredicate filter) {
        int found = 0;
        int wanted = 0;
        for (int q = 0; q < queries; q++) {
            float[] query = vector();
            Set<Long> truth = new HashSet<>(exact(query, k, filter));
            List<VectorIndex.Hit> hits = index.search(query, k, filter);
            assertThat(hits).hasSize(truth.size()).isSortedAccordingTo(
                    Comparator.comparingDouble((VectorIndex.Hit hit) -> -hit.score()));
            wanted += truth.size();
            for (VectorIndex.Hit hit : hits) {
                assertThat(filter.test(hit.id())).isTrue();
                assertThat((double) hit.score()).isCloseTo(dot(query, of(hit.id())),
                        org.assertj.core.api.Assertions.within(1e-5));
                found += truth.contains(hit.id()) ? 1 : 0;
            }
        }
        return (double) found / wanted;
    }

    @Test
    void empty_index_finds_nothing() {
        try (VectorIndex index = index(100)) {
            assertThat(index.search(vector(), 5, VectorIndex.ALL)).isEmpty();
            assertThat(index.size()).isZero();
            assertThat(index.remove(1)).isFalse();
        }
    }

    @Test
    void small_index_agrees_with_a_map_under_random_changes() {
        try (VectorIndex index = index(100_000)) {
            for (int step = 0; step < 6000; step++) {
                long id = random.nextInt(300) - 50L;
                if (random.nextInt(3) == 0) {
                    assertThat(index.remove(id)).isEqualTo(model.remove(id) != null);
                } else {
                    add(index, id);
                }
                assertThat(index.contains(id)).isEqualTo(model.containsKey(id));
                if (step % 100 == 0) {
                    assertThat(index.size()).isEqualTo(model.size());
                    assertThat(recall(index, 1, 10, VectorIndex.ALL)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void graph_reaches_the_recall_floor_and_scores_are_exact() throws Exception {
        try (SlotIndex index = index(500)) {
            for (long id = 0; id < 2500; id++) {
                add(index, id * 3);
            }
            index.awaitIdle();
            assertThat(recall(index, 100, 10, VectorIndex.ALL)).isGreaterThanOrEqualTo(0.97);
        }
    }

    @Test
    void vectors_are_found_at_once_while_the_graph_is_being_built() {
        try (VectorIndex index = index(500)) {
            for (long id = 0; id < 3000; id++) {
                add(index, id);
                if (id % 50 == 0) {
                    VectorIndex.Hit hit = index.search(of(id), 1, VectorIndex.ALL).getFirst();
                    assertThat(hit.id()).isEqualTo(id);
                }
            }
        }
    }

    @Test
    void filters_are_exact_when_little_passes_and_hold_the_floor_otherwise() throws Exception {
        try (SlotIndex index = index(500)) {
            for (long id = 0; id < 2500; id++) {
                add(index, id);
            }
            index.awaitIdle();
            assertThat(recall(index, 20, 10, id -> id % 2 == 0)).isGreaterThanOrEqualTo(0.97);
            assertThat(recall(index, 20, 10, id -> id % 5 == 0)).isGreaterThanOrEqualTo(0.97);
            assertThat(recall(index, 20, 10, id -> id % 100 == 7)).isEqualTo(1);
            assertThat(recall(index, 20, 10, id -> id == 123)).isEqualTo(1);
            assertThat(index.search(vector(), 3, id -> false)).isEmpty();
        }
    }

    @Test
    void removed_vectors_never_come_back_and_rebuilding_keeps_the_floor() throws Exception {
        try (SlotIndex index = index(500)) {
            for (long id = 0; id < 2500; id++) {
                add(index, id);
            }
            index.awaitIdle();
            for (long id = 0; id < 2500; id++) {
                if (id % 100 < 29) {
                    assertThat(index.remove(id)).isTrue();
                    model.remove(id);
                }
            }
            assertThat(recall(index, 50, 10, VectorIndex.ALL)).as("before the rebuild").isGreaterThanOrEqualTo(0.9);
            for (long id = 0; id < 2500; id++) {
                if (id % 100 >= 29 && id % 100 < 60) {
                    index.remove(id);
                    model.remove(id);
                }
            }
            index.awaitIdle();
            assertThat(index.size()).isEqualTo(model.size());
            assertThat(index.slotCount()).as("dead slots are gone").isLessThan(1500);
            assertThat(recall(index, 50, 10, VectorIndex.ALL)).isGreaterThanOrEqualTo(0.97);
        }
    }

    @Test
    void readers_run_beside_a_writer_through_rebuilds() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        try (SlotIndex index = index(500); ExecutorService readers = Executors.newFixedThreadPool(3)) {
            List<Future<?>> running = new ArrayList<>();
            for (int r = 0; r < 3; r++) {
                Random own = new Random(r);
                running.add(readers.submit(() -> {
                    while (!stop.get()) {
                        float[] query = new float[DIMENSIONS];
                        query[own.nextInt(DIMENSIONS)] = 1;
                        List<VectorIndex.Hit> hits = index.search(query, 10, id -> id >= 0);
                        assertThat(hits).allMatch(hit -> hit.id() >= 0 && hit.score() <= 1.001f);
                        assertThat(hits.stream().map(VectorIndex.Hit::id).distinct()).hasSize(hits.size());
                    }
                }));
            }
            for (int step = 0; step < 4000; step++) {
                long id = random.nextInt(1500);
                if (random.nextInt(4) == 0) {
                    index.remove(id);
                    model.remove(id);
                } else {
                    add(index, id);
                }
            }
            stop.set(true);
            for (Future<?> reader : running) {
                reader.get();
            }
            index.awaitIdle();
            assertThat(index.size()).isEqualTo(model.size());
            assertThat(recall(index, 30, 10, VectorIndex.ALL)).isGreaterThanOrEqualTo(0.95);
        }
    }

    @Test
    void bad_vectors_are_refused_and_change_nothing() {
        try (VectorIndex index = index(10)) {
            float[] good = vector();
            index.add(1, good);
            float[] nan = good.clone();
            nan[3] = Float.NaN;
            assertThatThrownBy(() -> index.add(2, nan)).hasMessageContaining("finite").hasMessageContaining("index 3");
            assertThatThrownBy(() -> index.add(2, new float[DIMENSIONS])).hasMessageContaining("length 1");
            assertThatThrownBy(() -> index.add(2, new float[3])).hasMessageContaining("48").hasMessageContaining("3");
            assertThatThrownBy(() -> index.search(nan, 1, VectorIndex.ALL)).hasMessageContaining("finite");
            assertThatThrownBy(() -> index.search(good, 0, VectorIndex.ALL)).hasMessageContaining("k must");
            assertThat(index.size()).isEqualTo(1);
        }
    }

    @Test
    void closed_index_says_so() {
        VectorIndex index = index(10);
        index.close();
        assertThatThrownBy(() -> index.search(vector(), 1, VectorIndex.ALL)).isInstanceOf(IllegalStateException.class);
    }
}
