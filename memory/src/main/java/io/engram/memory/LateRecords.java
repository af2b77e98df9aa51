package io.engram.memory;

import io.engram.memory.change.Change;
import io.engram.memory.change.ChangeCodec;
import io.engram.memory.change.RecordCodec;
import io.engram.memory.journal.Journal;
import io.engram.memory.store.RecordStore;
import io.engram.memory.store.RecordStoreException;
import io.engram.memory.store.StoreKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A record store that opens beside other work and, if it had to be emptied, is usable at once: what is not back yet is read from
 * the journal, while a thread of low priority brings everything back in the background.
 *
 * <p>That thread first walks the journal for the {@linkplain #begin expected} episodes' places, which a look for one that is
 * not back yet waits for. A put or remove of the owner wins over the thread, and until {@link #await} returns the journal must
 * not be compacted. Values carry a checksum: one that fails it is read from the journal, and the store is filled anew at the next
 * open. Lock: {@code moves} makes one record's coming back and one removal take turns.
 */
final class LateRecords implements RecordStore {
    private static final Logger LOG = LoggerFactory.getLogger(LateRecords.class);

    private static final int CHECKSUM = 4;

    private final FutureTask<RecordStore> opening;
    private final Journal journal;
    private final ReentrantLock moves = new ReentrantLock();
    /** Ids that were removed while the thread was at work. Guarded by moves. */
    private final Set<Long> removed = new HashSet<>();
    /** Where the journal has what is to come back; null where there is nothing to bring back, or not any more. */
    private volatile @Nullable CompletableFuture<Places> expected;
    private @Nullable Thread thread;
    /** Opened when the opening thread has put what it had to put: it must not wait for its turn each time. */
    private final CountDownLatch replayed = new CountDownLatch(1);
    private volatile boolean closing;
    private volatile boolean damaged;

    /** Ascending ids and their places in the journal. */
    private record Places(@SuppressWarnings("ArrayRecordComponent") long[] ids,
            @SuppressWarnings("ArrayRecordComponent") long[] places, int count) {
        Places with(long id, long place) {
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
            return new Places(moreIds, morePlaces, count + 1);
        }

        long place(long id) {
            int at = Arrays.binarySearch(ids, 0, count, id);
            return at < 0 ? -1 : places[at];
        }
    }

    private LateRecords(FutureTask<RecordStore> opening, Journal journal) {
        this.opening = opening;
        this.journal = journal;
    }

    /**
     * Opens a store on a thread of its own, as loading its library takes a good part of an open. The first call that needs the
     * store waits for it, and throws what opening it threw.
     *
     * @param store closed with what is returned
     */
    static LateRecords open(Callable<RecordStore> store, Journal journal) {
        FutureTask<RecordStore> opening = new FutureTask<>(store);
        Thread.ofPlatform().daemon().name("engram-records-open").start(opening);
        return new LateRecords(opening, journal);
    }

    private RecordStore store() {
        try {
            return opening.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known
                    ? known
                    : new RecordStoreException("the record store could not be opened", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RecordStoreException("interrupted while the record store was opened", e);
        }
    }

    /**
     * The store is empty: starts to look for the episodes that the journal holds up to and including a record, which are brought
     * back after {@link #replayed}. Opening thread, before any other thread uses the store.
     */
    void begin(long through) {
        if (through > 0) {
            CompletableFuture<Places> found = new CompletableFuture<>();
            expected = found;
            thread = Thread.ofPlatform().daemon().name("engram-records").priority(Thread.MIN_PRIORITY)
                    .start(() -> bringBack(through, found));
        }
    }

    /** What comes after those records is in the store. */
    void replayed() {
        replayed.countDown();
    }

    private void bringBack(long through, CompletableFuture<Places> found) {
        long begin = System.nanoTime();
        try {
            Places all = find(through);
            found.complete(all);
            replayed.await();
            for (int i = 0; i < all.count() && !closing; i++) {
                bringBack(all.ids()[i], all.places()[i]);
            }
            if (!closing) {
                expected = null;
                LOG.info("{} records are back from the journal after {} ms", all.count(),
                        (System.nanoTime() - begin) / 1_000_000);
            }
        } catch (CancellationException | InterruptedException e) {
            found.completeExceptionally(e);
        } catch (RuntimeException e) {
            LOG.error("records could not be brought back from the journal; they are read from there", e);
            found.completeExceptionally(e); // unless it was the store that failed, which is no reason to fail reads
        }
    }

    private Places find(long through) {
        Places[] all = {new Places(new long[0], new long[0], 0)};
        journal.replayPlaced(1, through, (sequence, type, place, payload) -> {
            if (closing) {
                throw new CancellationException("the store is being closed");
            }
            if (type == ChangeCodec.RECORD_TYPE) {
                ChangeCodec.episodes(payload, id -> all[0] = all[0].with(id, place));
            }
        });
        return all[0];
    }

    /** Where the journal has an episode that is expected; -1 for any other. Waits while places are looked for. */
    private long place(long id) {
        CompletableFuture<Places> places = expected;
        try {
            return places == null ? -1 : places.join().place(id);
        } catch (CompletionException e) {
            throw new RecordStoreException("record " + id + " could not be looked for in the journal: " + e.getCause(),
                    e.getCause());
        }
    }

    private void bringBack(long id, long place) {
        byte[] value = fromJournal(id, place);
        moves.lock();
        try {
            if (value != null && !removed.contains(id) && store().get(id) == null) {
                store().put(id, sealed(value));
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

    /** A value with its checksum behind it. */
    private static byte[] sealed(byte[] value) {
        byte[] sealed = Arrays.copyOf(value, value.length + CHECKSUM);
        ByteBuffer.wrap(sealed).putInt(value.length, crc(sealed, value.length));
        return sealed;
    }

    private static int crc(byte[] bytes, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, count);
        return (int) crc.getValue();
    }

    /** The value without its checksum; where that is wrong, what the journal has. */
    private byte @Nullable [] opened(long id, byte[] sealed) {
        int length = sealed.length - CHECKSUM;
        if (length >= 0 && ByteBuffer.wrap(sealed).getInt(length) == crc(sealed, length)) {
            return Arrays.copyOf(sealed, length);
        }
        LOG.error("record {} fails its checksum in the record store; it is read from the journal, and the store is"
                + " filled anew at the next open", id);
        damaged = true;
        long place = find(Long.MAX_VALUE).place(id);
        return place < 0 ? null : fromJournal(id, place);
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
        byte[] value = store().get(id);
        if (value != null) {
            return opened(id, value);
        }
        long place = place(id);
        if (place < 0) {
            value = store().get(id); // it may have come back between the two looks
            return value == null ? null : opened(id, value);
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
            store().put(id, sealed(value));
        } finally {
            moves.unlock();
        }
    }

    @Override
    public boolean remove(long id) {
        moves.lock();
        try {
            boolean waiting = place(id) >= 0 && removed.add(id);
            return store().remove(id) || waiting;
        } finally {
            moves.unlock();
        }
    }

    @Override
    public long size() {
        return store().size();
    }

    @Override
    public void forEach(Visitor visitor) {
        store().forEach((id, value) -> {
            byte[] whole = opened(id, value);
            if (whole != null) {
                visitor.record(id, whole);
            }
        });
    }

    @Override
    public void clear() {
        store().clear();
    }

    @Override
    public boolean cleanOpen() {
        return store().cleanOpen();
    }

    @Override
    public long openedAt() {
        return store().openedAt();
    }

    @Override
    public void markComplete(long sequence) {
        store().markComplete(expected == null && !damaged ? sequence : 0);
    }

    @Override
    public StoreKind kind() {
        return store().kind();
    }

    @Override
    public void close() {
        closing = true;
        replayed.countDown();
        try {
            await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the thread sees that it ends
        }
        store().close();
    }
}
