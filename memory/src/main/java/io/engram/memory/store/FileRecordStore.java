package io.engram.memory.store;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The store that needs no flags: values one after another in {@code records.dat}, an index of offsets in the heap, written to
 * {@code records.idx} on close. A value that goes is overwritten with zeros; when more than half of the file is such gaps it
 * is written anew. Nothing here has to survive a crash, because a store without a mark is emptied.
 *
 * <p>Lock order: one read-write lock. Gets and visits share it; all else is exclusive.
 */
final class FileRecordStore implements RecordStore {
    private static final String DATA = "records.dat";
    private static final String INDEX = "records.idx";
    private static final int START = 16;
    /** Gaps below this are not worth a rewrite. */
    private static final long TOLERATED_GAPS = 4 << 20;

    private final StoreDirectory directory;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private OffsetTable table = new OffsetTable();
    private FileChannel data;
    private long end = START;
    private long gaps;
    private long completeTo;
    private boolean closed;

    private FileRecordStore(StoreDirectory directory) throws IOException {
        this.directory = directory;
        this.completeTo = directory.sequence();
        Path file = directory.path().resolve(DATA);
        this.data = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        if (directory.clean()) {
            readIndex();
        }
    }

    static FileRecordStore open(Path path) throws IOException {
        StoreDirectory directory = StoreDirectory.take(path, StoreKind.FILE);
        try {
            return new FileRecordStore(directory);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private void readIndex() throws IOException {
        Path index = directory.path().resolve(INDEX);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(index)))) {
            int count = in.readInt();
            gaps = in.readLong();
            for (int i = 0; i < count; i++) {
                table.put(in.readLong(), in.readLong(), in.readInt());
            }
        }
        Files.delete(index);
        end = data.size();
    }

    private void writeIndex() throws IOException {
        try (DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(Files.newOutputStream(directory.path().resolve(INDEX)), 1 << 16))) {
            out.writeInt(table.size());
            out.writeLong(gaps);
            table.forEach((id, offset, length) -> {
                try {
                    out.writeLong(id);
                    out.writeLong(offset);
                    out.writeInt(length);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    @Override
    public byte @Nullable [] get(long id) {
        lock.readLock().lock();
        try {
            checkOpen();
            int slot = table.find(id);
            return slot < 0 ? null : read(table.offset(slot), table.length(slot));
        } catch (IOException e) {
            throw failed("read record " + id, e);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void put(long id, byte[] value) {
        Values.check(value);
        lock.writeLock().lock();
        try {
            checkOpen();
            write(ByteBuffer.wrap(value), end);
            int slot = table.find(id);
            if (slot >= 0) {
                erase(table.offset(slot), table.length(slot));
            }
            table.put(id, end, value.length);
            end += value.length;
            reclaim();
        } catch (IOException e) {
            throw failed("write record " + id, e);
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public boolean remove(long id) {
        lock.writeLock().lock();
        try {
            checkOpen();
            int slot = table.find(id);
            if (slot < 0) {
                return false;
            }
            erase(table.offset(slot), table.length(slot));
            table.removeAt(slot);
            reclaim();
            return true;
        } catch (IOException e) {
            throw failed("remove record " + id, e);
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public long size() {
        lock.readLock().lock();
        try {
            checkOpen();
            return table.size();
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void forEach(Visitor visitor) {
        lock.readLock().lock();
        try {
            checkOpen();
            table.forEach((id, offset, length) -> {
                try {
                    visitor.record(id, read(offset, length));
                } catch (IOException e) {
                    throw failed("read record " + id, e);
                }
            });
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void clear() {
        lock.writeLock().lock();
        try {
            checkOpen();
            data.truncate(0);
            table = new OffsetTable();
            end = START;
            gaps = 0;
        } catch (IOException e) {
            throw failed("clear the store", e);
        } finally {
            lock.writeLock().unlock();
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
        lock.writeLock().lock();
        try {
            checkOpen();
            completeTo = sequence;
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public StoreKind kind() {
        return StoreKind.FILE;
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            try (StoreDirectory held = directory) {
                writeIndex();
                data.close();
                held.writeMark(StoreKind.FILE, completeTo);
            }
        } catch (IOException | UncheckedIOException e) {
            throw failed("close the store; it will be rebuilt from the journal", e);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private byte[] read(long offset, int length) throws IOException {
        ByteBuffer value = ByteBuffer.allocate(length);
        while (value.hasRemaining()) {
            if (data.read(value, offset + value.position()) < 0) {
                throw new IOException(DATA + " ends within a record at " + offset + " of " + length + " bytes");
            }
        }
        return value.array();
    }

    private void write(ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += data.write(bytes, at);
        }
    }

    private void erase(long offset, int length) throws IOException {
        write(ByteBuffer.allocate(length), offset);
        gaps += length;
    }

    private void reclaim() throws IOException {
        if (gaps < TOLERATED_GAPS || gaps < (end - START) / 2) {
            return;
        }
        Path current = directory.path().resolve(DATA);
        Path packed = directory.path().resolve(DATA + ".new");
        FileChannel out = FileChannel.open(packed, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileChannel from = data;
        OffsetTable moved = new OffsetTable();
        long[] at = {START};
        try {
            table.forEach((id, offset, length) -> {
                try {
                    ByteBuffer value = ByteBuffer.wrap(read(offset, length));
                    while (value.hasRemaining()) {
                        out.write(value, at[0] + value.position());
                    }
                    moved.put(id, at[0], length);
                    at[0] += length;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            Files.move(packed, current, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (UncheckedIOException e) {
            out.close();
            Files.deleteIfExists(packed);
            throw e.getCause();
        }
        data = out;
        table = moved;
        end = at[0];
        gaps = 0;
        from.close();
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
