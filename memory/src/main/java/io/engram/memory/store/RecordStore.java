package io.engram.memory.store;

import org.jspecify.annotations.Nullable;

/** Byte records by a number. Values are copied in and out; ids are any {@code long}. */
public interface RecordStore extends AutoCloseable {

    /** Sees every record once, in no order. */
    @FunctionalInterface
    interface Visitor {
        void record(long id, byte[] value);
    }

    /** The value of {@code id}, or null where there is none. */
    byte @Nullable [] get(long id);

    /** Sets the value of {@code id}, at most {@link #MAX_VALUE_BYTES} long. */
    void put(long id, byte[] value);

    /** Removes the record and its bytes; whether there was one. */
    boolean remove(long id);

    long size();

    /** Visits every record; those put or removed meanwhile may or may not be seen. The visitor must not change the store. */
    void forEach(Visitor visitor);

    /** Removes every record. */
    void clear();

    /**
     * Whether the store was opened with the content of a proper close. Else it is empty and the caller must fill it from the
     * journal.
     */
    boolean cleanOpen();

    /** The journal sequence number that was marked before the proper close, or 0 where {@link #cleanOpen} is false. */
    long openedAt();

    /** Says that the store holds everything up to this journal sequence number; kept by {@link #close}. */
    void markComplete(long sequence);

    StoreKind kind();

    /** Makes everything durable and marks the store as properly closed. Closing again does nothing. */
    @Override
    void close();

    /** The longest value: 256 MiB. */
    int MAX_VALUE_BYTES = 1 << 28;
}
