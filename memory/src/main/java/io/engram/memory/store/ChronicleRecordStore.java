package io.engram.memory.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Records in Chronicle Maps, outside the heap.
 *
 * <p><b>Growth.</b> A Chronicle Map has a fixed capacity. Instead of copying a full map into a larger one, the store keeps a
 * row of maps: new records go to the last; when that is full, one of twice the size, with the average value length seen so
 * far, is put behind it. A record lives in exactly one map; a lookup asks the newest first. After n records there are
 * about log2(n / first capacity) maps and nothing was ever copied or paused.
 *
 * <p><b>Long values</b> (above {@value #LARGE} bytes, or refused by the map) are files of their own, named by id.
 *
 * <p><b>Locks, in order:</b> {@code life} (shared by all operations, exclusive for growing, clearing and closing), then one
 * of {@value #STRIPES} stripes by id (exclusive for changes of that id), then the map's own.
 */
final class ChronicleRecordStore implements RecordStore {
    private static final int STRIPES = 64;
    static final int LARGE = 16 << 10;
    private static final String LARGE_PREFIX = "large-";

    private final StoreDirectory directory;
    private final RecordStoreOptions options;
    private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();
    private final ReentrantReadWriteLock[] stripes = new ReentrantReadWriteLock[STRIPES];
    /** Oldest first; changed under the exclusive life lock. */
    private final List<ChronicleTier> tiers = new ArrayList<>();
    private final Set<Long> large = ConcurrentHashMap.newKeySet();
    private volatile long completeTo;
    private boolean closed;

    private ChronicleRecordStore(StoreDirectory directory, RecordStoreOptions options) throws IOException {
        this.directory = directory;
        this.options = options;
        this.completeTo = directory.sequence();
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new ReentrantReadWriteLock();
        }
        if (directory.clean()) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.path(), LARGE_PREFIX + "*")) {
                for (Path file : files) {
                    large.add(Long.parseLong(file.getFileName().toString().substring(LARGE_PREFIX.length())));
                }
            }
            tiers.addAll(ChronicleTier.openAll(directory.path()));
        }
        if (tiers.isEmpty()) {
            tiers.add(
                    ChronicleTier.create(directory.path(), 0, options.expectedRecords(), options.averageValueBytes()));
        }
    }

    static ChronicleRecordStore open(Path path, RecordStoreOptions options) throws IOException {
        ChronicleSupport.silence();
        StoreDirectory directory = StoreDirectory.take(path, StoreKind.CHRONICLE);
        try {
            return new ChronicleRecordStore(directory, options);
        } catch (IOException | RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    @Override
    public byte @Nullable [] get(long id) {
        life.readLock().lock();
        ReentrantReadWriteLock.ReadLock stripe = stripe(id).readLock();
        stripe.lock();
        try {
            checkOpen();
            return large.contains(id) ? Files.readAllBytes(largeFile(id)) : find(id);
        } catch (IOException e) {
            throw failed("read record " + id, e);
        } finally {
            stripe.unlock();
            life.readLock().unlock();
        }
    }

    private byte @Nullable [] find(long id) {
        for (int i = tiers.size() - 1; i >= 0; i--) {
            byte[] value = tiers.get(i).get(id);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    @Override
    public void put(long id, byte[] value) {
        Values.check(value);
        ChronicleTier full = tryPut(id, value);
        while (full != null) {
            grow(full);
            full = tryPut(id, value);
        }
    }

    /** Null when done, else the last map, which has no room. */
    private @Nullable ChronicleTier tryPut(long id, byte[] value) {
        life.readLock().lock();
        ReentrantReadWriteLock.WriteLock stripe = stripe(id).writeLock();
        stripe.lock();
        try {
            checkOpen();
            ChronicleTier last = tiers.getLast();
            ChronicleTier.Put outcome = value.length > LARGE ? ChronicleTier.Put.TOO_LONG : last.put(id, value);
            switch (outcome) {
                case FULL -> {
                    return last;
                }
                case DONE -> {
                    eraseLarge(id);
                    eraseInMaps(id, tiers.size() - 1);
                }
                case TOO_LONG -> {
                    eraseLarge(id);
                    Files.write(largeFile(id), value);
                    large.add(id);
                    eraseInMaps(id, tiers.size());
                }
            }
            return null;
        } catch (IOException e) {
            throw failed("write record " + id, e);
        } finally {
            stripe.unlock();
            life.readLock().unlock();
        }
    }

    private void grow(ChronicleTier full) {
        life.writeLock().lock();
        try {
            checkOpen();
            if (tiers.getLast() == full) {
                long records = Math.max(full.size(), options.expectedRecords()) * 2;
                tiers.add(ChronicleTier.create(directory.path(), tiers.size(), records, full.averageValueBytes()));
            }
        } catch (IOException e) {
            throw failed("grow the store", e);
        } finally {
            life.writeLock().unlock();
        }
    }

    @Override
    public boolean remove(long id) {
        life.readLock().lock();
        ReentrantReadWriteLock.WriteLock stripe = stripe(id).writeLock();
        stripe.lock();
        try {
            checkOpen();
            return eraseLarge(id) || eraseInMaps(id, tiers.size());
        } catch (IOException e) {
            throw failed("remove record " + id, e);
        } finally {
            stripe.unlock();
            life.readLock().unlock();
        }
    }

    private boolean eraseLarge(long id) throws IOException {
        if (!large.remove(id)) {
            return false;
        }
        Path file = largeFile(id);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate((int) channel.size()), 0);
        }
        Files.delete(file);
        return true;
    }

    private boolean eraseInMaps(long id, int end) {
        boolean found = false;
        for (ChronicleTier tier : tiers.subList(0, end)) {
            found |= tier.erase(id);
        }
        return found;
    }

    @Override
    public long size() {
        life.readLock().lock();
        try {
            checkOpen();
            return large.size() + tiers.stream().mapToLong(ChronicleTier::size).sum();
        } finally {
            life.readLock().unlock();
        }
    }

    @Override
    public void forEach(Visitor visitor) {
        life.readLock().lock();
        try {
            checkOpen();
            for (long id : large) {
                byte[] value = get(id);
                if (value != null) {
                    visitor.record(id, value);
                }
            }
            tiers.forEach(tier -> tier.forEach(visitor));
        } finally {
            life.readLock().unlock();
        }
    }

    @Override
    public void clear() {
        life.writeLock().lock();
        try {
            checkOpen();
            if (tiers.size() == 1 && tiers.getFirst().untouched() && large.isEmpty()) {
                return;
            }
            tiers.forEach(ChronicleTier::close);
            tiers.clear();
            large.clear();
            directory.deleteData();
            tiers.add(
                    ChronicleTier.create(directory.path(), 0, options.expectedRecords(), options.averageValueBytes()));
        } catch (IOException e) {
            throw failed("clear the store", e);
        } finally {
            life.writeLock().unlock();
        }
    }

    @Override
    public boolean cleanOpen() {
        return directory.clean();
    }

    @Override
    public long openedAt() {
        return directory.sequence();
    }

    @Override
    public void markComplete(long sequence) {
        completeTo = sequence;
    }

    @Override
    public StoreKind kind() {
        return StoreKind.CHRONICLE;
    }

    @Override
    public void close() {
        life.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            try (StoreDirectory held = directory) {
                tiers.forEach(ChronicleTier::close);
                held.writeMark(StoreKind.CHRONICLE, completeTo);
            }
        } catch (IOException | UncheckedIOException e) {
            throw failed("close the store; it will be rebuilt from the journal", e);
        } finally {
            life.writeLock().unlock();
        }
    }

    private Path largeFile(long id) {
        return directory.path().resolve(LARGE_PREFIX + id);
    }

    private ReentrantReadWriteLock stripe(long id) {
        return stripes[(int) ((id * 0x9E3779B97F4A7C15L) >>> 58)];
    }

    private void checkOpen() {
        if (closed) {
            throw new RecordStoreException("record store " + directory.path() + " is closed");
        }
    }

    private RecordStoreException failed(String what, Exception cause) {
        return new RecordStoreException("could not " + what + " in " + directory.path() + ": " + cause, cause);
    }
}
