package io.engram.memory.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Every change that the journal makes to the disk goes through here, so that tests can make any of them fail. The real one
 * is {@link #DISK}. Reading does not pass through: bad reads are tested with bad files.
 */
interface JournalFiles {
    JournalFiles DISK = new JournalFiles() {
    };

    /** A file that is being written. */
    interface Out extends Closeable {
        /** Writes all of the buffer at {@code position}, or throws. */
        void write(ByteBuffer bytes, long position) throws IOException;

        void sync() throws IOException;

        void truncate(long size) throws IOException;
    }

    /** Opens for writing; with {@code fresh} the file must not exist, else it must. */
    default Out open(Path file, boolean fresh) throws IOException {
        return new Channel(FileChannel.open(file, StandardOpenOption.WRITE,
                fresh ? StandardOpenOption.CREATE_NEW : StandardOpenOption.WRITE));
    }

    /** Makes creations, renames and deletions in the directory durable. */
    default void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (java.nio.file.AccessDeniedException e) {
            // Windows does not open directories; NTFS journals its metadata by itself.
            if (!System.getProperty("os.name", "").startsWith("Windows")) {
                throw e;
            }
        }
    }

    default void replace(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    default void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /** A file on the disk. */
    record Channel(FileChannel channel) implements Out {
        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            long at = position;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        }

        @Override
        public void sync() throws IOException {
            // false: fdatasync, which still writes the size, without the times
            channel.force(false);
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
