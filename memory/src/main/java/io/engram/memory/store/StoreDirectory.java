package io.engram.memory.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A store's directory: its lock, and the mark of a proper close.
 *
 * <p>The mark is 8 bytes of magic, int kind, int zero, long sequence, int count of files, per file a long size, int CRC32C of
 * what precedes, little-endian. Opening takes the mark away durably before anything may change; closing writes it after all
 * data files are synced. So a mark that is there speaks the truth.
 */
final class StoreDirectory implements AutoCloseable {
    private static final byte[] MAGIC = "ENGSTOR2".getBytes(StandardCharsets.US_ASCII);
    private static final String MARK = "closed.mark";
    private static final String LOCK = "store.lock";

    private final Path path;
    private final FileChannel lockChannel;
    private final long sequence;

    private StoreDirectory(Path path, FileChannel lockChannel, long sequence) {
        this.path = path;
        this.lockChannel = lockChannel;
        this.sequence = sequence;
    }

    /** Takes the directory. Without a mark of the same kind every data file in it is deleted. */
    static StoreDirectory take(Path path, StoreKind kind) throws IOException {
        Files.createDirectories(path);
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        try {
            lock(channel, path);
            long sequence = readMark(path, kind);
            if (sequence < 0) {
                deleteData(path);
            }
            Files.deleteIfExists(path.resolve(MARK));
            sync(path);
            return new StoreDirectory(path, channel, sequence);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void lock(FileChannel channel, Path path) throws IOException {
        @Nullable
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new RecordStoreException("record store " + path + " is open elsewhere; close it there first");
        }
    }

    Path path() {
        return path;
    }

    boolean clean() {
        return sequence >= 0;
    }

    long sequence() {
        return Math.max(0, sequence);
    }

    /** Deletes every file but the lock. */
    void deleteData() throws IOException {
        deleteData(path);
    }

    /** Syncs all data files, then writes the mark. */
    void writeMark(StoreKind kind, long completeTo) throws IOException {
        ByteBuffer mark = encode(path, kind, completeTo, true);
        Path temporary = path.resolve(MARK + ".new");
        try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            while (mark.hasRemaining()) {
                out.write(mark);
            }
            out.force(true);
        }
        Files.move(temporary, path.resolve(MARK), StandardCopyOption.ATOMIC_MOVE);
        sync(path);
    }

    /** The marked sequence, or -1 where there is no mark that fits what is there. */
    private static long readMark(Path path, StoreKind kind) throws IOException {
        Path file = path.resolve(MARK);
        if (!Files.isRegularFile(file) || Files.size(file) < 28 || Files.size(file) > 1 << 20) {
            return -1;
        }
        byte[] bytes = Files.readAllBytes(file);
        long sequence = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(16);
        return Arrays.equals(bytes, encode(path, kind, sequence, false).array()) ? sequence : -1;
    }

    private static ByteBuffer encode(Path path, StoreKind kind, long sequence, boolean syncFiles) throws IOException {
        Path[] files = dataFiles(path);
        ByteBuffer mark = ByteBuffer.allocate(28 + 8 * files.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        mark.put(MAGIC).putInt(code(kind)).putInt(0).putLong(sequence).putInt(files.length);
        for (Path file : files) {
            if (syncFiles) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            }
            mark.putLong(Files.size(file));
        }
        CRC32C crc = new CRC32C();
        crc.update(mark.array(), 0, mark.position());
        return mark.putInt((int) crc.getValue()).flip();
    }

    private static int code(StoreKind kind) {
        return switch (kind) {
            case CHRONICLE -> 1;
            case FILE -> 2;
            case HEAP -> 3;
        };
    }

    private static Path[] dataFiles(Path path) throws IOException {
        try (var all = Files.list(path)) {
            return all.filter(Files::isRegularFile).filter(file -> {
                String name = file.getFileName().toString();
                return !name.startsWith(MARK) && !name.equals(LOCK);
            }).sorted().toArray(Path[]::new);
        }
    }

    private static void deleteData(Path path) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(path)) {
            for (Path file : all) {
                if (!file.getFileName().toString().equals(LOCK)) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void sync(Path directory) throws IOException {
        if (!System.getProperty("os.name", "").startsWith("Windows")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    @Override
    public void close() throws IOException {
        lockChannel.close();
    }
}
