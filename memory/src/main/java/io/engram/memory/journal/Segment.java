package io.engram.memory.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A segment file as the journal knows it.
 *
 * @param file
 *            named by its first sequence number in 20 digits, so that names sort in order
 * @param firstSequence
 *            from the file's name, as the header may be damaged
 * @param header
 *            null where neither copy can be read; the records in it are lost
 */
record Segment(Path file, long firstSequence, @Nullable SegmentHeader header) {
    static final String SUFFIX = ".journal";
    /** A compaction that did not finish leaves such a file; it is deleted on open. */
    static final String TEMPORARY_SUFFIX = ".compacting";

    static Path file(Path directory, long firstSequence) {
        return directory.resolve(String.format("%020d", firstSequence) + SUFFIX);
    }

    static Segment read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(SegmentHeader.BYTES);
            return new Segment(file, sequenceIn(file), SegmentHeader.decode(start, file.toString()));
        }
    }

    /** All segments of a directory in order. */
    static List<Segment> list(Path directory) throws IOException {
        List<Segment> segments = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                if (file.getFileName().toString().matches("\\d{20}\\.journal")) {
                    segments.add(read(file));
                }
            }
        }
        segments.sort(Comparator.comparingLong(Segment::firstSequence));
        return segments;
    }

    private static long sequenceIn(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }
}
