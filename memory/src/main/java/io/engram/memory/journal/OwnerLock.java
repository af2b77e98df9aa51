package io.engram.memory.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Holds a directory for one owner. The operating system drops the lock when the process dies, so it cannot go stale; the
 * process id in the file is for the message only, and the locked byte lies behind it so that it stays readable.
 */
final class OwnerLock implements AutoCloseable {
    static final String NAME = "journal.lock";
    private static final long LOCKED_BYTE = 1L << 40;

    private final FileChannel channel;

    private OwnerLock(FileChannel channel) {
        this.channel = channel;
    }

    static OwnerLock take(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        @Nullable
        FileLock lock = null;
        try {
            lock = channel.tryLock(LOCKED_BYTE, 1, false);
        } catch (OverlappingFileLockException e) {
            lock = null; // held in this process
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        if (lock == null) {
            try (channel) {
                throw new JournalLockedException("journal " + directory + " is open for writing in process "
                        + holder(channel) + " (this is " + ProcessHandle.current().pid()
                        + "); close it there first, or open it read-only");
            }
        }
        channel.truncate(0).write(ByteBuffer.wrap(
                Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)), 0);
        return new OwnerLock(channel);
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(32);
        int read = channel.read(pid, 0);
        return read <= 0 ? "(unknown)" : new String(pid.array(), 0, read, StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
