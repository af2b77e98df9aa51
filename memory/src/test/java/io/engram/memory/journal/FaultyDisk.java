package io.engram.memory.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Fails from the n-th operation on, for a number of operations; a failing write may leave a part behind. */
public final class FaultyDisk implements JournalFiles {
    private int operations;
    private int failFrom = Integer.MAX_VALUE;
    private int failCount;

    /** Fails after so many more operations, so many times. */
    public synchronized void failAfter(int more, int count) {
        failFrom = operations + more;
        failCount = count;
    }

    /** Works again. */
    public synchronized void heal() {
        failFrom = Integer.MAX_VALUE;
    }

    /** Opens a journal on this disk. */
    public Journal open(Path directory, JournalOptions options) {
        return Journal.open(directory, options, this);
    }

    private synchronized boolean fails() {
        int now = operations++;
        return now >= failFrom && now - failFrom < failCount;
    }

    private void step(String what) throws IOException {
        if (fails()) {
            throw new IOException("No space left on device (" + what + ")");
        }
    }

    @Override
    public Out open(Path file, boolean fresh) throws IOException {
        step("open");
        Out out = DISK.open(file, fresh);
        return new Out() {
            @Override
            public void write(ByteBuffer bytes, long position) throws IOException {
                if (fails()) {
                    bytes.limit(bytes.position() + bytes.remaining() / 2);
                    out.write(bytes, position);
                    throw new IOException("No space left on device (short write)");
                }
                out.write(bytes, position);
            }

            @Override
            public void sync() throws IOException {
                step("fsync");
                out.sync();
            }

            @Override
            public void truncate(long size) throws IOException {
                step("truncate");
                out.truncate(size);
            }

            @Override
            public void close() throws IOException {
                out.close();
            }
        };
    }

    @Override
    public void syncDirectory(Path path) throws IOException {
        step("fsync of the directory");
        DISK.syncDirectory(path);
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
        step("rename");
        DISK.replace(from, to);
    }
}
