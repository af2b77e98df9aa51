package io.engram.daemon.doctor;

import io.engram.agent.adapter.BgeSmallEmbedder;
import io.engram.memory.store.RecordStore;
import io.engram.memory.store.RecordStoreOptions;
import io.engram.memory.store.RecordStores;
import io.engram.memory.store.StoreKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Looks whether the rooms' technologies start here. */
final class RoomChecks {
    private RoomChecks() {
    }

    /** Opens a store, writes, reads it back after a proper close. */
    static Finding store(Path folder) throws IOException {
        Optional<String> missing = RecordStores.chronicleMissing();
        Path place = Files.createTempDirectory(folder, "engram-doctor");
        long began = System.nanoTime();
        StoreKind kind;
        byte[] value = {1, 2, 3};
        try {
            try (RecordStore store = RecordStores.open(place, RecordStoreOptions.defaults())) {
                store.put(7, value);
                kind = store.kind();
            }
            try (RecordStore store = RecordStores.open(place, RecordStoreOptions.defaults())) {
                if (!Arrays.equals(value, store.get(7)))
                    return Finding.broken("store", kind + " did not give back what was put",
                            "report this with the output of doctor --json", Map.of("store", kind.name()));
            }
        } finally {
            remove(place);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        String detail = String.format(Locale.ROOT, "%s, opened twice in %.1f s", kind.name().toLowerCase(Locale.ROOT),
                seconds);
        Map<String, Object> measures = Map.of("store", kind.name().toLowerCase(Locale.ROOT), "seconds", seconds);
        return missing.isEmpty()
                ? Finding.ok("store", detail, measures)
                : Finding.weak("store", detail + "; Chronicle Map cannot run: " + missing.get(),
                        "start through ./engram with a full JDK, or go on with the file store", measures);
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all)
                Files.deleteIfExists(file);
        }
    }

    /** Loads the default embedder and lets it tell likeness from difference. */
    static Finding embedder() {
        long began = System.nanoTime();
        try (var embedder = BgeSmallEmbedder.open()) {
            double load = (System.nanoTime() - began) / 1e9;
            float[] question = embedder.embedQuery("Where is the key?");
            float[] near = embedder.embedDocument("The key lies under the flower pot.");
            began = System.nanoTime();
            float[] far = embedder.embedDocument("Interest rates rose in the third quarter.");
            double millis = (System.nanoTime() - began) / 1e6;
            double gap = cosine(question, near) - cosine(question, far);
            String detail = String.format(Locale.ROOT, "%s, %d dimensions, loaded in %.1f s, %.0f ms a sentence",
                    embedder.id(), embedder.dimensions(), load, millis);
            Map<String, Object> measures = Map.of("embedder", embedder.id(), "load_seconds", load, "sentence_ms",
                    millis);
            return gap > 0
                    ? Finding.ok("embedder", detail, measures)
                    : Finding.broken("embedder", detail + ", but it finds unlike texts alike",
                            "report this with the output of doctor --json", measures);
        }
    }

    private static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++)
            sum += (double) a[i] * b[i];
        return sum;
    }
}
