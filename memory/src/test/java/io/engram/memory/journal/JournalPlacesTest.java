package io.engram.memory.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records read by their place, and records of which compaction keeps a part. */
class JournalPlacesTest {
    private final Path directory;

    JournalPlacesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void record_isReadByItsPlace_inEverySegment_whileAppendsGoOn() throws Exception {
        try (Journal journal = Journal.open(directory, TestFiles.OPTIONS.withSegmentBytes(4096).withBatchBytes(900))) {
            TestFiles.append(journal, 200);
            TreeMap<Long, Long> places = new TreeMap<>();
            journal.replayPlaced(1, (sequence, type, place, payload) -> places.put(sequence, place));
            assertThat(TestFiles.segments(directory).size()).isGreaterThan(3);
            CompletableFuture<Long> meanwhile = journal.append(1, new byte[9000]);
            places.forEach((sequence, place) -> assertThat(bytes(Objects.requireNonNull(journal.payloadAt(place))))
                    .isEqualTo(TestFiles.payload(sequence)));
            meanwhile.join();
            assertThat(journal.payloadAt(Objects.requireNonNull(places.get(3L)) + 8)).as("no record begins there")
                    .isNull();
            Path first = TestFiles.segments(directory).getFirst();
            try (FileChannel file = FileChannel.open(first, StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(new byte[]{1, 2, 3}), Objects.requireNonNull(places.get(5L)) + 24);
            }
            assertThat(journal.payloadAt(Objects.requireNonNull(places.get(5L)))).as("its payload is damaged").isNull();
        }
    }

    private static byte[] bytes(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return bytes;
    }

    @Test
    void compaction_keepsPartsOfRecords_andTheRestIsGoneFromTheFiles() throws Exception {
        try (Journal journal = Journal.open(directory, TestFiles.OPTIONS.withSegmentBytes(4096))) {
            for (int i = 0; i < 100; i++) {
                journal.append(1, ("keep-" + i + "|secret-" + i).getBytes(StandardCharsets.UTF_8)).join();
            }
            long through = journal.seal();
            journal.append(1, "later|secret-later".getBytes(StandardCharsets.UTF_8)).join();
            JournalCompaction.Report report = journal.compact(through, (sequence, type, payload) -> {
                String text = StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
                if (sequence % 10 == 0) {
                    return null;
                }
                return ByteBuffer.wrap(text.substring(0, text.indexOf('|')).getBytes(StandardCharsets.UTF_8));
            });
            assertThat(report.records()).isEqualTo(100);
            assertThat(TestFiles.grep(directory, "secret-")).as("only what came after the seal").isEqualTo(1);
            assertThat(journal.verify().undamaged()).isTrue();
            TreeMap<Long, String> left = new TreeMap<>();
            journal.replay(1, (sequence, type, payload) -> left.put(sequence, TestFiles.text(payload)));
            assertThat(left).hasSize(91).containsEntry(1L, "keep-0").containsEntry(101L, "later|secret-later")
                    .doesNotContainKey(10L);
        }
        try (Journal journal = Journal.open(directory, TestFiles.OPTIONS)) {
            assertThat(journal.verify().undamaged()).isTrue();
            assertThat(journal.stampAt(5)).isNotZero().isEqualTo(journal.stampAt(1));
        }
    }
}
