package io.engram.memory.store;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Records in the heap; gone when closed. The reference for the others. */
final class HeapRecordStore implements RecordStore {
    private final ConcurrentHashMap<Long, byte[]> records = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private ConcurrentHashMap<Long, byte[]> open() {
        if (closed) {
            throw new RecordStoreException("heap store is closed");
        }
        return records;
    }

    @Override
    public byte @Nullable [] get(long id) {
        byte[] value = open().get(id);
        return value == null ? null : value.clone();
    }

    @Override
    public void put(long id, byte[] value) {
        Values.check(value);
        open().put(id, value.clone());
    }

    @Override
    public boolean remove(long id) {
        return open().remove(id) != null;
    }

    @Override
    public long size() {
        return open().mappingCount();
    }

    @Override
    public void forEach(Visitor visitor) {
        open().forEach((id, value) -> visitor.record(id, value.clone()));
    }

    @Override
    public void clear() {
        open().clear();
    }

    @Override
    public boolean cleanOpen() {
        return false;
    }

    @Override
    public long openedAt() {
        return 0;
    }

    @Override
    public void markComplete(long sequence) {
        open();
    }

    @Override
    public StoreKind kind() {
        return StoreKind.HEAP;
    }

    @Override
    public void close() {
        closed = true;
        records.clear();
    }
}
