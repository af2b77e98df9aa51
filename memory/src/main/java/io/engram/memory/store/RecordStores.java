package io.engram.memory.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens record stores. */
public final class RecordStores {
    private static final Logger LOG = LoggerFactory.getLogger(RecordStores.class);

    private RecordStores() {
    }

    /**
     * Opens the store in {@code directory}, which belongs to it alone. Content that was not closed properly, or was written by
     * a store of another kind, is deleted, and {@link RecordStore#cleanOpen} is false.
     *
     * @throws RecordStoreException
     *             the directory cannot be used or the store is open elsewhere
     */
    public static RecordStore open(Path directory, RecordStoreOptions options) {
        return open(directory, options, ChronicleSupport.missing());
    }

    /** @param chronicleMissing what Chronicle Map lacks here, empty where it can run */
    static RecordStore open(Path directory, RecordStoreOptions options, Optional<String> chronicleMissing) {
        try {
            return switch (options.kind()) {
                case HEAP -> new HeapRecordStore();
                case FILE -> FileRecordStore.open(directory);
                case CHRONICLE -> {
                    if (chronicleMissing.isPresent()) {
                        LOG.warn(
                                "Chronicle Map cannot run here ({}); records go to the file store instead, see jvm.flags",
                                chronicleMissing.get());
                        yield FileRecordStore.open(directory);
                    }
                    yield ChronicleRecordStore.open(directory, options);
                }
            };
        } catch (IOException e) {
            throw new RecordStoreException("cannot open record store " + directory + ": " + e, e);
        }
    }

    /** What keeps Chronicle Map from running in this JVM, in words; empty where nothing does. For {@code doctor}. */
    public static Optional<String> chronicleMissing() {
        return ChronicleSupport.missing();
    }
}
