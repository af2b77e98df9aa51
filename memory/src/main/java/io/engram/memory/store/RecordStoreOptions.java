package io.engram.memory.store;

import java.util.Objects;

/**
 * How a store is opened.
 *
 * @param kind
 *            what is wanted; {@link StoreKind#CHRONICLE} falls back to {@link StoreKind#FILE} where the JVM flags are missing
 * @param expectedRecords
 *            a first guess that sizes the first map file; the store grows beyond it by itself
 * @param averageValueBytes
 *            likewise
 */
public record RecordStoreOptions(StoreKind kind, long expectedRecords, int averageValueBytes) {
    public RecordStoreOptions {
        Objects.requireNonNull(kind, "kind");
        if (expectedRecords < 1) {
            throw new IllegalArgumentException("expectedRecords must be at least 1, got " + expectedRecords);
        }
        if (averageValueBytes < 1) {
            throw new IllegalArgumentException("averageValueBytes must be at least 1, got " + averageValueBytes);
        }
    }

    /** Chronicle Map, 16384 records of 512 bytes at first. */
    public static RecordStoreOptions defaults() {
        return new RecordStoreOptions(StoreKind.CHRONICLE, 16384, 512);
    }

    public static RecordStoreOptions of(StoreKind kind) {
        return new RecordStoreOptions(kind, 16384, 512);
    }

    public RecordStoreOptions withExpectedRecords(long records) {
        return new RecordStoreOptions(kind, records, averageValueBytes);
    }

    public RecordStoreOptions withAverageValueBytes(int bytes) {
        return new RecordStoreOptions(kind, expectedRecords, bytes);
    }
}
