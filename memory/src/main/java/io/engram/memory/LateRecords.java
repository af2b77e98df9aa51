package io.engram.memory;

import io.engram.memory.change.Change;
import io.engram.memory.change.ChangeCodec;
import io.engram.memory.change.RecordCodec;
import io.engram.memory.journal.Journal;
import io.engram.memory.store.RecordStore;
import io.engram.memory.store.StoreKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A record store that had to be emptied, usable at once: what is not back yet is read from the journal, while a thread of low
 * priority brings everything back in the background.
 *
 * <p>Only episodes whose places were {@linkplain #expect announced} are brought back; then {@link #begin} starts the thread.
 * A put or remove of the owner wins over the thread, and until {@link #await} returns the journal must not be compacted.
 * Lock: {@code moves} makes one record's coming back and one removal take turns.
 */
final class LateRecords implements RecordStore {
    private static final Logger LOG = LoggerFactory.getLogger(LateRecords.class);

    private final RecordStore store;
    private final Journal journal;
    private final ReentrantLock moves = new ReentrantLock();
    /** Ids that were removed while the thread was at work. Guarded by moves. */
    private final Set<Long> removed = new HashSet<>();
    /** Ascending ids and their places in the journal; empty where there is nothing to bring back any more. */
    private volatile Expected expected = new Expected(new long[0], new long[0], 0);
    private @Nullable Thread thread;
    private volatile boolean closing;

    private record Expected(@SuppressWarnings("ArrayRecordComponent") long[] ids,
            @SuppressWarnings("ArrayRecordComponent") long[] places, int count) {
        Expected with(long id, long place) {
            int at = count == 0 || ids[count - 1] < id ? count : Arrays.binarySearch(ids, 0, count, id);
            if (at >= 0 && at < count) {
                return this; // told twice: the first is as good
            }
            int where = at >= 0 ? at : -1 - at;
            long[] moreIds = count < ids.length ? ids : Arrays.copyOf(ids, Math.max(1024, count * 2));
            long[] morePlaces = count < ids.length ? places : Arrays.copyOf(places, moreIds.length);
            System.arraycopy(moreIds, where, moreIds, where + 1, count - where);
            System.arraycopy(morePlaces, where, morePlaces, where + 1, count - where);
            moreIds[where] = id;
            morePlaces[where] = place;
            return new Expected(moreIds, morePlaces, count + 1);
        }

        long place(long id) {
            int at = Arrays.binarySearch(ids, 0, count, id);
            return at < 0 ? -1 : places[at];
        }
    }

    /** @param store empty; closed with this one */
    LateRecords(RecordStore store, Journal journal) {
        this.store = store;
        this.journal = journal;
    }

    /** An episode is at this place of the journal. Opening thread, before {@link #begin}. */
    void expect(long id, long place) {
        expected = expected.with(id, place);
    }

    /** Starts bringing back what is expected. */
    void begin() {
        if (expected.count() > 0) {
            thread = Thread.ofPlatform().daemon().name("engram-records").priority(Thread.MIN_PRIORITY)
                    .start(this::bringBack);
        }
    }

    private void bringBack() {
        long begin = System.nanoTime();
        Expected all = expected;
        try {
            for (int i = 0; i < all.count() && !closing; i++) {
                bringBack(all.ids()[i], all.places()[i]);
            }
            if (!closing) {
                expected = new Expected(new long[0], new long[0], 0);
                LOG.info("{} records are back from the journal after {} ms", all.count(),
                        (System.nanoTime() - begin) / 1_000_000);
            }
        } catch (RuntimeException e) {
            LOG.error("records could not be brought back from the journal; they are read from there", e);
        }
    }

    private void bringBack(long id, long place) {
        byte[] value = fromJournal(id, place);
        moves.lock();
        try {
            if (value != null && !removed.contains(id) && store.get(id) == null) {
                store.put(id, value);
            }
        } finally {
            moves.unlock();
        }
    }

    private byte @Nullable [] fromJournal(long id, long place) {
        ByteBuffer payload = journal.payloadAt(place);
        if (payload == null) {
            return null;
        }
        Optional<Change.EpisodeRecorded> found = ChangeCodec.decode(payload).stream()
                .filter(Change.EpisodeRecorded.class::isInstance).map(Change.EpisodeRecorded.class::cast)
                .filter(change -> change.episode().id() == id).findFirst();
        return found.map(change -> RecordCodec.toBytes(change.episode())).orElse(null);
    }

    /** Waits until everything is back. */
    void await() throws InterruptedException {
        Thread running = thread;
        if (running != null) {
            running.join();
        }
    }

    @Override
    public byte @Nullable [] get(long id) {
        byte[] value = store.get(id);
        if (value != null) {
            return value;
        }
        long place = expected.place(id);
        if (place < 0) {
            return store.get(id); // it may have come back between the two looks
        }
        moves.lock();
        try {
            if (removed.contains(id)) {
                return null;
            }
        } finally {
            moves.unlock();
        }
        return fromJournal(id, place);
    }

    @Override
    public void put(long id, byte[] value) {
        moves.lock();
        try {
            removed.remove(id);
            store.put(id, value);
        } finally {
            moves.unlock();
        }
    }

    @Override
    public boolean remove(long id) {
        moves.lock();
        try {
            boolean waiting = expected.place(id) >= 0 && removed.add(id);
            return store.remove(id) || waiting;
        } finally {
            moves.unlock();
        }
    }

    @Override
    public long size() {
        return store.size();
    }

    @Override
    public void forEach(Visitor visitor) {
        store.forEach(visitor);
    }

    @Override
    public void clear() {
        store.clear();
    }

    @Override
    public boolean cleanOpen() {
        return store.cleanOpen();
    }

    @Override
    public long openedAt() {
        return store.openedAt();
    }

    @Override
    public void markComplete(long sequence) {
        store.markComplete(expected.count() == 0 ? sequence : 0);
    }

    @Override
    public StoreKind kind() {
        return store.kind();
    }

    @Override
    public void close() {
        closing = true;
        try {
            await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the thread sees that it ends
        }
        store.close();
    }
}
