package io.engram.memory.snapshot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshot files of one agent: {@code NNNNNNNNNNNNNNNNNNNN.snapshot}, named by journal sequence. A new one is written under
 * a temporary name, synced, renamed, and only then are older ones deleted. Writing and deleting take turns.
 */
public final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final String SUFFIX = ".snapshot";
    private static final String TEMPORARY = ".writing";

    /** A part with its state of one moment. */
    public record Section(SnapshotPart part, SnapshotPart.Frozen frozen) {
        /** Freezes a part; on the writer thread. */
        public static Section freeze(SnapshotPart part) {
            return new Section(part, part.freeze());
        }
    }

    private final Path directory;

    /** @param directory its own; made when the first snapshot is written */
    public Snapshots(Path directory) {
        this.directory = directory;
    }

    /** Writes a snapshot durably and deletes older ones. Blocks. */
    public synchronized void write(SnapshotKey key, List<Section> sections) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve(String.format("%020d", key.sequence()) + SUFFIX);
        Path temporary = file.resolveSibling(file.getFileName() + TEMPORARY);
        try {
            SnapshotWriter.write(temporary, key, sections);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncDirectory();
        } finally {
            Files.deleteIfExists(temporary);
        }
        for (Path other : files("*")) {
            if (!other.equals(file)) {
                Files.delete(other);
            }
        }
    }

    /**
     * The newest snapshot whose directory is whole and that {@code wanted} accepts. What cannot be used is left alone with a
     * line in the log.
     */
    public Optional<SnapshotReader> newest(java.util.function.Predicate<SnapshotKey> wanted) {
        try {
            List<Path> found = new ArrayList<>(files("*" + SUFFIX));
            found.sort(Comparator.comparing(Path::getFileName).reversed());
            for (Path file : found) {
                Optional<SnapshotReader> usable = read(file, wanted);
                if (usable.isPresent()) {
                    return usable;
                }
            }
        } catch (IOException e) {
            LOG.warn("snapshots in {} cannot be listed and are ignored", directory, e);
        }
        return Optional.empty();
    }

    private static Optional<SnapshotReader> read(Path file, java.util.function.Predicate<SnapshotKey> wanted)
            throws IOException {
        try {
            SnapshotReader reader = SnapshotReader.open(file);
            if (wanted.test(reader.key())) {
                return Optional.of(reader);
            }
            LOG.info("snapshot {} does not belong to this journal and embedder and is ignored", file);
            reader.close();
        } catch (SnapshotFormatException e) {
            LOG.warn("snapshot {} is ignored, the state is built from the journal: {}", file, e.getMessage());
        }
        return Optional.empty();
    }

    /**
     * Removes snapshots of a later state than the journal's. Its end was lost after they were taken, and the numbers of the records
     * that were lost are given again: to others, which such a snapshot would hide.
     */
    public synchronized void deleteAfter(long sequence) throws IOException {
        String last = String.format("%020d", sequence) + SUFFIX;
        for (Path file : files("*" + SUFFIX)) {
            if (file.getFileName().toString().compareTo(last) > 0) {
                LOG.warn("snapshot {} is of a later state than the journal, which ends at {}; it is deleted", file,
                        sequence);
                Files.delete(file);
                syncDirectory();
            }
        }
    }

    /** Removes every snapshot, whole or not. */
    public synchronized void deleteAll() throws IOException {
        List<Path> all = files("*");
        for (Path file : all) {
            Files.delete(file);
        }
        if (!all.isEmpty()) {
            syncDirectory();
        }
    }

    private List<Path> files(String pattern) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, pattern)) {
                found.forEach(files::add);
            }
        }
        return files;
    }

    private void syncDirectory() throws IOException {
        if (!System.getProperty("os.name", "").startsWith("Windows")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
