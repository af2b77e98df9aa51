package io.engram.memory.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import net.openhft.chronicle.map.ChronicleMap;
import org.jspecify.annotations.Nullable;

/**
 * One Chronicle Map of fixed capacity. Its two sizing numbers are in the file's name, because the library must be given the
 * same ones to open the file again: {@code map-<position>-<records>-<average value bytes>.dat}.
 */
final class ChronicleTier {
    enum Put {
        DONE, FULL, TOO_LONG
    }

    /** The library spreads keys over segments unevenly and says to leave room; 4 was never exceeded before FULL below. */
    private static final double BLOAT = 4;

    private final ChronicleMap<Long, byte[]> map;
    private final long capacity;
    private final int plannedAverage;
    private final LongAdder bytes = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final boolean created;

    private ChronicleTier(Path file, long capacity, int averageValueBytes) throws IOException {
        this.created = !Files.exists(file);
        this.capacity = capacity;
        this.plannedAverage = averageValueBytes;
        this.map = ChronicleMap.of(Long.class, byte[].class).name("engram").entries(capacity)
                .averageValueSize(averageValueBytes).maxBloatFactor(BLOAT).putReturnsNull(true)
                .removeReturnsNull(true).checksumEntries(false).createPersistedTo(file.toFile());
    }

    static ChronicleTier create(Path directory, int position, long records, int averageValueBytes)
            throws IOException {
        return new ChronicleTier(
                directory.resolve(String.format("map-%03d-%d-%d.dat", position, records, averageValueBytes)), records,
                averageValueBytes);
    }

    /** Opens the maps of a properly closed store, oldest first. */
    static List<ChronicleTier> openAll(Path directory) throws IOException {
        List<Path> files;
        try (var all = Files.list(directory)) {
            files = all.filter(file -> file.getFileName().toString().matches("map-\\d{3}-\\d+-\\d+\\.dat")).sorted()
                    .toList();
        }
        List<ChronicleTier> tiers = new ArrayList<>();
        for (Path file : files) {
            String[] parts = file.getFileName().toString().replace(".dat", "").split("-", -1);
            tiers.add(new ChronicleTier(file, Long.parseLong(parts[2]), Integer.parseInt(parts[3])));
        }
        return tiers;
    }

    byte @Nullable [] get(long id) {
        return map.get(id);
    }

    /** Sets the value; with an outcome other than DONE nothing has changed. */
    Put put(long id, byte[] value) {
        byte[] old = map.get(id);
        if (old == null && map.longSize() >= capacity) {
            return Put.FULL;
        }
        try {
            if (old != null) {
                map.put(id, new byte[old.length]); // the same length goes to the same place, so the old bytes are gone
            }
            map.put(id, value);
            bytes.add(value.length);
            puts.increment();
            return Put.DONE;
        } catch (IllegalStateException e) {
            restore(id, old); // a segment is out of room before the whole is: values are longer than was planned
            return Put.FULL;
        } catch (IllegalArgumentException e) {
            restore(id, old);
            return Put.TOO_LONG;
        }
    }

    private void restore(long id, byte @Nullable [] old) {
        if (old != null) {
            map.put(id, old);
        }
    }

    /** Removes a record after overwriting its bytes: the library only marks the place as free. */
    boolean erase(long id) {
        byte[] value = map.get(id);
        if (value == null) {
            return false;
        }
        map.put(id, new byte[value.length]);
        map.remove(id);
        return true;
    }

    /** Whether nothing was ever put into it. */
    boolean untouched() {
        return created && puts.sum() == 0;
    }

    long size() {
        return map.longSize();
    }

    /** Of the values put since it was opened; as planned where there were none. */
    int averageValueBytes() {
        long count = puts.sum();
        return count == 0 ? plannedAverage : (int) Math.max(16, bytes.sum() / count);
    }

    void forEach(RecordStore.Visitor visitor) {
        map.forEach((id, value) -> visitor.record(id, value.clone())); // the library reuses the array
    }

    void close() {
        map.close();
    }
}
