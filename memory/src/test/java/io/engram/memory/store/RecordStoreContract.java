package io.engram.memory.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store does; one subclass per store. */
abstract class RecordStoreContract {
    private static final int PER_WRITER = 1500;

    final Path directory;
    private final StoreKind kind;

    RecordStoreContract(Path directory, StoreKind kind) {
        this.directory = directory;
        this.kind = kind;
    }

    RecordStore open() {
        return RecordStores.open(directory,
                RecordStoreOptions.of(kind).withExpectedRecords(64).withAverageValueBytes(64));
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void new_store_is_empty_and_not_clean() {
        try (RecordStore store = open()) {
            assertThat(store.kind()).isEqualTo(kind);
            assertThat(store.size()).isZero();
            assertThat(store.cleanOpen()).isFalse();
            assertThat(store.openedAt()).isZero();
            assertThat(store.get(1)).isNull();
            assertThat(store.remove(1)).isFalse();
        }
    }

    @Test
    void random_operations_agree_with_a_map() {
        Random random = new Random(4);
        Map<Long, byte[]> model = new HashMap<>();
        RecordStore store = open();
        for (int step = 0; step < 6000; step++) {
            long id = random.nextInt(1500) - 300L;
            switch (random.nextInt(5)) {
                case 0 -> assertThat(store.remove(id)).isEqualTo(model.remove(id) != null);
                case 1 -> assertThat(store.get(id)).isEqualTo(model.get(id));
                default -> {
                    int length = random.nextInt(50) == 0 ? random.nextInt(60_000) : random.nextInt(300);
                    byte[] value = bytes(random, length);
                    store.put(id, value);
                    model.put(id, value);
                }
            }
            if (step % 1500 == 1499 && kind != StoreKind.HEAP) {
                store.markComplete(step);
                store.close();
                store = open();
                assertThat(store.cleanOpen()).isTrue();
                assertThat(store.openedAt()).isEqualTo(step);
            }
            assertThat(store.size()).isEqualTo(model.size());
        }
        Map<Long, byte[]> seen = new HashMap<>();
        store.forEach(seen::put);
        assertThat(seen.keySet()).isEqualTo(model.keySet());
        seen.forEach((id, value) -> assertThat(value).isEqualTo(model.get(id)));
        store.clear();
        assertThat(store.size()).isZero();
        store.put(5, new byte[3]);
        assertThat(store.get(5)).hasSize(3);
        store.close();
    }

    @Test
    void grows_far_beyond_the_first_guess() {
        try (RecordStore store = open()) {
            for (long id = 0; id < 5000; id++) {
                store.put(id, new byte[(int) (id % 900)]);
            }
            assertThat(store.size()).isEqualTo(5000);
            for (long id = 0; id < 5000; id += 37) {
                assertThat(store.get(id)).hasSize((int) (id % 900));
            }
        }
    }

    @Test
    void empty_and_large_values_are_kept() {
        byte[] large = bytes(new Random(1), 10 << 20);
        try (RecordStore store = open()) {
            store.put(1, new byte[0]);
            store.put(2, large);
            assertThat(store.get(1)).isEmpty();
            assertThat(store.get(2)).isEqualTo(large);
            store.put(2, new byte[]{7});
            assertThat(store.get(2)).containsExactly(7);
            store.put(1, large);
            assertThat(store.remove(1)).isTrue();
            assertThat(store.get(1)).isNull();
            assertThat(store.size()).isEqualTo(1);
        }
    }

    @Test
    void values_are_copied_in_and_out() {
        try (RecordStore store = open()) {
            byte[] value = {1, 2};
            store.put(1, value);
            value[0] = 9;
            byte[] read = store.get(1);
            assertThat(read).containsExactly(1, 2);
            java.util.Objects.requireNonNull(read)[1] = 9;
            assertThat(store.get(1)).containsExactly(1, 2);
        }
    }

    @Test
    void threads_on_the_same_ids_never_see_a_mixture() throws Exception {
        try (RecordStore store = open(); ExecutorService threads = Executors.newFixedThreadPool(4)) {
            java.util.List<Future<?>> running = new java.util.ArrayList<>();
            for (int t = 0; t < 4; t++) {
                Random random = new Random(t);
                running.add(threads.submit(() -> {
                    for (int i = 0; i < 2000; i++) {
                        long id = random.nextInt(150);
                        byte[] value = new byte[1 + random.nextInt(200)];
                        java.util.Arrays.fill(value, (byte) value.length);
                        store.put(id, value);
                        byte[] read = store.get(random.nextInt(150));
                        if (read != null) {
                            for (byte b : read) {
                                assertThat(b).isEqualTo((byte) read.length);
                            }
                        }
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
            assertThat(store.size()).isLessThanOrEqualTo(150);
        }
    }

    /** Four writers that put, replace by longer values and remove, each its own ids, far past the first capacity; readers beside them. */
    @Test
    void writers_and_readers_go_on_while_the_store_grows() throws Exception {
        Map<Long, Integer> kept = new ConcurrentHashMap<>();
        AtomicBoolean over = new AtomicBoolean();
        RecordStore store = open();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> writing = new ArrayList<>();
            List<Future<?>> reading = new ArrayList<>();
            for (int w = 0; w < 4; w++) {
                int writer = w;
                writing.add(threads.submit(() -> fill(store, writer, kept)));
            }
            for (int r = 0; r < 2; r++) {
                Random random = new Random(r);
                reading.add(threads.submit(() -> {
                    while (!over.get()) {
                        long id = random.nextInt(4 * PER_WRITER);
                        boolean mustBeThere = id / 4 % 3 == 0 && kept.containsKey(id); // these are never changed
                        byte[] value = store.get(id);
                        assertThat(value != null || !mustBeThere).as("record %d", id).isTrue();
                        if (value != null) {
                            assertThat(value).as("record %d", id).isEqualTo(valueOf(id, value.length));
                        }
                    }
                }));
            }
            for (Future<?> each : writing) {
                each.get();
            }
            over.set(true);
            for (Future<?> each : reading) {
                each.get();
            }
        }
        assertSame(store, kept);
        grown();
        store.markComplete(1);
        store.close();
        if (kind != StoreKind.HEAP) {
            try (RecordStore again = open()) {
                assertThat(again.cleanOpen()).isTrue();
                assertSame(again, kept);
            }
        }
    }

    private static void fill(RecordStore store, int writer, Map<Long, Integer> kept) {
        Random random = new Random(writer);
        for (int i = 0; i < PER_WRITER; i++) {
            long id = 4L * i + writer;
            int length = 1 + random.nextInt(200);
            store.put(id, valueOf(id, length));
            kept.put(id, length);
            int older = random.nextInt(i + 1);
            long other = 4L * older + writer;
            if (older % 3 == 1 && i % 2 == 0) {
                int longer = 200 + random.nextInt(400);
                store.put(other, valueOf(other, longer));
                kept.put(other, longer);
            } else if (older % 3 == 2 && i % 4 == 0) {
                assertThat(store.remove(other)).isEqualTo(kept.remove(other) != null);
            }
        }
    }

    private static byte[] valueOf(long id, int length) {
        byte[] value = new byte[length];
        java.util.Arrays.fill(value, (byte) (31 * id + length));
        return value;
    }

    private static void assertSame(RecordStore store, Map<Long, Integer> kept) {
        assertThat(store.size()).isEqualTo(kept.size());
        kept.forEach((id, length) -> assertThat(store.get(id)).as("record %d", id).isEqualTo(valueOf(id, length)));
    }

    /** Whether the store's files show that it has grown. */
    void grown() throws IOException {
        // only one of the stores grows in steps
    }

    @Test
    void use_after_close_is_an_error_and_closing_twice_is_not() {
        RecordStore store = open();
        store.close();
        store.close();
        assertThatThrownBy(() -> store.get(1)).isInstanceOf(RecordStoreException.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> store.put(1, new byte[1])).isInstanceOf(RecordStoreException.class);
    }

    /** The rules of stores that keep files. */
    abstract static class OnDisk extends RecordStoreContract {
        OnDisk(Path directory, StoreKind kind) {
            super(directory, kind);
        }

        @Test
        void second_opening_is_refused() {
            try (RecordStore store = open()) {
                assertThatThrownBy(this::open).isInstanceOf(RecordStoreException.class)
                        .hasMessageContaining("open elsewhere");
                store.put(1, new byte[1]);
            }
        }

        @Test
        void without_the_mark_it_opens_empty() throws IOException {
            try (RecordStore store = open()) {
                store.put(1, new byte[9]);
            }
            Files.delete(directory.resolve("closed.mark"));
            try (RecordStore store = open()) {
                assertThat(store.cleanOpen()).isFalse();
                assertThat(store.size()).isZero();
            }
        }

        @Test
        void mark_is_gone_while_the_store_is_open() {
            open().close();
            assertThat(directory.resolve("closed.mark")).exists();
            try (RecordStore store = open()) {
                assertThat(store.cleanOpen()).isTrue();
                assertThat(directory.resolve("closed.mark")).doesNotExist();
            }
        }

        @Test
        void damaged_mark_or_changed_file_is_not_trusted() throws IOException {
            try (RecordStore store = open()) {
                store.put(1, new byte[9]);
                store.markComplete(77);
            }
            Path mark = directory.resolve("closed.mark");
            byte[] bytes = Files.readAllBytes(mark);
            bytes[16] ^= 1;
            Files.write(mark, bytes);
            try (RecordStore store = open()) {
                assertThat(store.cleanOpen()).isFalse();
                assertThat(store.openedAt()).isZero();
            }
        }

        @Test
        void forgotten_values_leave_no_bytes_behind() throws IOException {
            String secret = "the-secret-that-must-go-";
            try (RecordStore store = open()) {
                for (int i = 0; i < 300; i++) {
                    store.put(i, (secret + i).getBytes(StandardCharsets.UTF_8));
                }
                store.put(1000, secret.repeat(4000).getBytes(StandardCharsets.UTF_8));
                for (int i = 0; i < 300; i++) {
                    if (i % 2 == 0) {
                        store.remove(i);
                    } else {
                        store.put(i, new byte[i % 100]);
                    }
                }
                store.remove(1000);
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .doesNotContain("secret-that");
                }
            }
        }
    }
}

class HeapRecordStoreTest extends RecordStoreContract {
    HeapRecordStoreTest(@TempDir Path directory) {
        super(directory, StoreKind.HEAP);
    }
}

class FileRecordStoreTest extends RecordStoreContract.OnDisk {
    FileRecordStoreTest(@TempDir Path directory) {
        super(directory, StoreKind.FILE);
    }

    @Test
    void gaps_are_reclaimed() throws IOException {
        try (RecordStore store = open()) {
            for (int i = 0; i < 400; i++) {
                store.put(i % 4, new byte[100_000]);
            }
            assertThat(Files.size(directory.resolve("records.dat"))).isLessThan(8 << 20);
        }
    }

    @Test
    void stands_in_where_chronicle_map_cannot_run() {
        try (RecordStore store = RecordStores.open(directory, RecordStoreOptions.defaults(),
                java.util.Optional.of("missing --add-opens=java.base/java.lang=ALL-UNNAMED"))) {
            assertThat(store.kind()).isEqualTo(StoreKind.FILE);
        }
    }
}

class ChronicleRecordStoreTest extends RecordStoreContract.OnDisk {
    ChronicleRecordStoreTest(@TempDir Path directory) {
        super(directory, StoreKind.CHRONICLE);
    }

    @Override
    void grown() throws IOException {
        try (var files = Files.list(directory)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("map-")))
                    .as("maps, each twice the one before")
                    .hasSizeGreaterThan(4);
        }
    }

    @Test
    void telemetry_is_off_and_leaves_no_id_file() {
        try (RecordStore store = open()) {
            store.put(1, new byte[1]);
            assertThat(System.getProperty("chronicle.analytics.disable")).isEqualTo("true");
            assertThat(Path.of(System.getProperty("user.home"), ".chronicle.analytics.client.id")).doesNotExist();
        }
    }

    @Test
    void flags_are_complete_in_this_build() {
        assertThat(RecordStores.chronicleMissing()).isEmpty();
    }
}
