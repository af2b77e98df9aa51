package io.engram.memory.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/** What the journal's tests share: payloads that can be recomputed from the sequence number, copies and listings. */
final class TestFiles {
    static final JournalOptions OPTIONS = JournalOptions.of("ada").withRetryAfter(java.time.Duration.ZERO);

    private TestFiles() {
    }

    /** A payload of 0 to 199 bytes that depends on the number only; its type is {@code number % 7}. */
    static byte[] payload(long number) {
        Random random = new Random(number * 31 + 7);
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    static void append(Journal journal, int count) {
        List<java.util.concurrent.CompletableFuture<Long>> waiting = new ArrayList<>();
        long first = journal.lastSequence() + 1;
        for (int i = 0; i < count; i++) {
            waiting.add(journal.append((int) ((first + i) % 7), payload(first + i)));
        }
        waiting.forEach(java.util.concurrent.CompletableFuture::join);
    }

    /** All readable records, by sequence. */
    static NavigableMap<Long, byte[]> read(Journal journal) {
        TreeMap<Long, byte[]> records = new TreeMap<>();
        journal.replay(1, (sequence, type, payload) -> {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            if (records.put(sequence, bytes) != null) {
                throw new AssertionError("sequence " + sequence + " was given twice");
            }
            if (type != sequence % 7) {
                throw new AssertionError("type of " + sequence + " is " + type);
            }
        });
        return records;
    }

    static Path copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(from, "*.journal")) {
            for (Path file : files) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }

    static void delete(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    static List<Path> segments(Path directory) throws IOException {
        return Segment.list(directory).stream().map(Segment::file).toList();
    }

    static boolean contains(Path directory, String text) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    static String text(ByteBuffer payload) {
        return StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
    }

    /** How many times a text is in the files of a directory. */
    static int grep(Path directory, String text) throws IOException {
        int found = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (int at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + 1)) {
                    found++;
                }
            }
        }
        return found;
    }
}
