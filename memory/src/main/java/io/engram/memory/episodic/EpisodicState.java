package io.engram.memory.episodic;

import io.engram.memory.Episode;
import io.engram.memory.Layer;
import io.engram.memory.Trust;
import io.engram.memory.change.RecordCodec;
import io.engram.memory.recall.Document;
import io.engram.memory.recall.RecallIndex;
import io.engram.memory.snapshot.SnapshotInput;
import io.engram.memory.snapshot.SnapshotOutput;
import io.engram.memory.snapshot.SnapshotPart;
import io.engram.memory.store.RecordStore;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Episodes over the record store and the recall index. One writer; any number of readers.
 *
 * <p>The heap holds id and event time of each episode, in order of id; everything else of the body is in the store.
 * Internal to the memory room: users see {@link EpisodicMemory}.
 */
public final class EpisodicState implements EpisodicMemory, SnapshotPart {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final RecordStore store;
    private final RecallIndex index;
    private final Map<Long, AccessHistory> accesses = new ConcurrentHashMap<>();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private long[] ids = new long[64];
    private long[] times = new long[64];
    private int size;
    private int lived;

    public EpisodicState(RecordStore store, RecallIndex index) {
        this.store = store;
        this.index = index;
    }

    /**
     * Takes an episode in. A second call with the same id does nothing.
     *
     * @param stored whether the record store holds the body already
     */
    public void add(Episode episode, boolean stored) {
        if (has(episode.id())) {
            return;
        }
        if (!stored) {
            store.put(episode.id(), RecordCodec.toBytes(episode));
        }
        index.add(document(episode));
        lock.writeLock().lock();
        try {
            if (size == ids.length) {
                ids = Arrays.copyOf(ids, size * 2);
                times = Arrays.copyOf(times, size * 2);
            }
            int at = size > 0 && ids[size - 1] > episode.id() ? -1 - find(episode.id()) : size;
            System.arraycopy(ids, at, ids, at + 1, size - at);
            System.arraycopy(times, at, times, at + 1, size - at);
            ids[at] = episode.id();
            times[at] = millis(episode.eventTime());
            size++;
            lived += episode.lived() ? 1 : 0;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Takes an episode out for good, its body and its place in the recall index too; whether it was there. */
    public boolean remove(long id) {
        Optional<Episode> episode = get(id);
        if (!has(id)) {
            return false;
        }
        episode.ifPresent(e -> index.remove(document(e)));
        store.remove(id);
        accesses.remove(id);
        lock.writeLock().lock();
        try {
            int at = find(id);
            System.arraycopy(ids, at + 1, ids, at, size - at - 1);
            System.arraycopy(times, at + 1, times, at, size - at - 1);
            size--;
            lived -= episode.map(Episode::lived).orElse(false) ? 1 : 0;
        } finally {
            lock.writeLock().unlock();
        }
        return true;
    }

    /** Records were recalled. */
    public void accessed(List<Long> recalled, Instant time) {
        recalled.forEach(id -> accesses.merge(id, AccessHistory.NEVER.and(time), (history, one) -> history.and(time)));
    }

    @Override
    public AccessHistory accesses(long id) {
        return accesses.getOrDefault(id, AccessHistory.NEVER);
    }

    /** The lowest trust among episodes; the highest there is for none. Ids that are unknown count as untrusted. */
    public Trust lowestTrust(List<Long> episodes) {
        Trust lowest = Trust.OPERATOR;
        for (long id : episodes) {
            lowest = Trust.lowest(lowest, get(id).map(e -> e.provenance().trust()).orElse(Trust.UNTRUSTED));
        }
        return lowest;
    }

    /** Whether there is an episode of this id. */
    public boolean has(long id) {
        lock.readLock().lock();
        try {
            return find(id) >= 0;
        } finally {
            lock.readLock().unlock();
        }
    }

    private int find(long id) {
        return Arrays.binarySearch(ids, 0, size, id);
    }

    /** The searchable form of an episode. */
    public static Document document(Episode e) {
        StringBuilder key = new StringBuilder(e.actor()).append(' ').append(e.text());
        e.attributes().values().forEach(value -> key.append(' ').append(value));
        if (!e.lived()) {
            key.append(' ').append(DATE.format(Instant.ofEpochMilli(millis(e.eventTime()))));
        }
        String group = e.channel() + '\0' + e.session();
        return new Document(e.id(), Layer.EPISODIC, millis(e.eventTime()), key.toString(), embedText(e), e.salience(),
                group, e.actor(), e.provenance().trust());
    }

    /** The text of an episode that is embedded: what was said and by whom, with its attributes. */
    public static String embedText(Episode e) {
        if (e.lived()) {
            return e.text();
        }
        StringBuilder text = new StringBuilder(e.actor()).append(": ").append(e.text());
        e.attributes().values().forEach(value -> text.append(' ').append(value));
        return text.toString();
    }

    /** Milliseconds of the epoch, clamped to what a {@code long} and a calendar can say. */
    public static long millis(Instant time) {
        long bound = 4_000_000_000_000_000L;
        if (time.getEpochSecond() > bound / 1000) {
            return bound;
        }
        return time.getEpochSecond() < -bound / 1000 ? -bound : time.toEpochMilli();
    }

    @Override
    public Optional<Episode> get(long id) {
        return has(id) ? read(id) : Optional.empty();
    }

    private Optional<Episode> read(long id) {
        byte[] bytes = store.get(id);
        if (bytes == null) {
            return Optional.empty();
        }
        return Optional
                .of(RecordCodec.episode(bytes).withLinks(index.previous(id).orElse(0), index.next(id).orElse(0)));
    }

    @Override
    public int size() {
        lock.readLock().lock();
        try {
            return size;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** How many lived environment episodes there are. */
    public int lived() {
        lock.readLock().lock();
        try {
            return lived;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** How many episodes have an id above this one. */
    public int countAfter(long id) {
        lock.readLock().lock();
        try {
            int at = find(id);
            return size - (at >= 0 ? at + 1 : -1 - at);
        } finally {
            lock.readLock().unlock();
        }
    }

    private long[] idsAfter(long id, int limit) {
        lock.readLock().lock();
        try {
            int at = find(id);
            int from = at >= 0 ? at + 1 : -1 - at;
            return Arrays.copyOfRange(ids, from, from + Math.min(limit, size - from));
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public List<Episode> after(long afterId, int limit) {
        return read(idsAfter(afterId, limit));
    }

    private List<Episode> read(long[] wanted) {
        List<Episode> episodes = new ArrayList<>(wanted.length);
        for (long id : wanted) {
            read(id).ifPresent(episodes::add);
        }
        return episodes;
    }

    @Override
    public List<Episode> latest(int limit) {
        long[] newest;
        lock.readLock().lock();
        try {
            newest = Arrays.copyOfRange(ids, Math.max(0, size - limit), size);
        } finally {
            lock.readLock().unlock();
        }
        return read(newest).reversed();
    }

    @Override
    public List<Episode> between(Instant from, Instant until, int limit) {
        long low = millis(from);
        long high = millis(until);
        long[] found;
        lock.readLock().lock();
        try {
            long[] matching = new long[size];
            int count = 0;
            for (int i = 0; i < size; i++) {
                if (times[i] >= low && times[i] <= high) {
                    matching[count++] = ids[i];
                }
            }
            found = Arrays.copyOf(matching, count);
        } finally {
            lock.readLock().unlock();
        }
        return read(found).stream().filter(e -> !e.eventTime().isBefore(from) && e.eventTime().isBefore(until))
                .sorted(Comparator.comparing(Episode::eventTime).thenComparing(Episode::id)).limit(limit).toList();
    }

    @Override
    public String section() {
        return "episodes";
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public Frozen freeze() {
        long[] frozenIds = Arrays.copyOf(ids, size);
        long[] frozenTimes = Arrays.copyOf(times, size);
        int frozenLived = lived;
        Map<Long, AccessHistory> frozenAccesses = Map.copyOf(accesses);
        return out -> write(out, frozenIds, frozenTimes, frozenLived, frozenAccesses);
    }

    private static void write(SnapshotOutput out, long[] ids, long[] times, int lived,
            Map<Long, AccessHistory> accesses)
            throws IOException {
        out.putInt(ids.length);
        out.putLongs(ids, 0, ids.length);
        out.putLongs(times, 0, times.length);
        out.putInt(lived);
        out.putInt(accesses.size());
        for (Map.Entry<Long, AccessHistory> entry : accesses.entrySet()) {
            long[] recalls = entry.getValue().millis();
            out.putLong(entry.getKey());
            out.putInt(entry.getValue().count());
            out.putInt(recalls.length);
            out.putLongs(recalls, 0, recalls.length);
        }
    }

    @Override
    public void restore(SnapshotInput in) {
        int count = in.getCount(Integer.MAX_VALUE - 8);
        long[] restoredIds = new long[Math.max(64, count)];
        long[] restoredTimes = new long[restoredIds.length];
        in.getLongs(restoredIds, 0, count);
        in.getLongs(restoredTimes, 0, count);
        for (int i = 1; i < count; i++) {
            if (restoredIds[i - 1] >= restoredIds[i]) {
                throw in.bad("expected ascending episode ids, found " + restoredIds[i - 1] + " before "
                        + restoredIds[i]);
            }
        }
        int restoredLived = in.getCount(count);
        int recalled = in.getCount(Integer.MAX_VALUE - 8);
        for (int i = 0; i < recalled; i++) {
            long id = in.getLong();
            int all = in.getInt();
            long[] recalls = new long[in.getCount(AccessHistory.KEPT)];
            in.getLongs(recalls, 0, recalls.length);
            accesses.put(id, new AccessHistory(all, recalls));
        }
        lock.writeLock().lock();
        try {
            ids = restoredIds;
            times = restoredTimes;
            size = count;
            lived = restoredLived;
        } finally {
            lock.writeLock().unlock();
        }
    }
}
