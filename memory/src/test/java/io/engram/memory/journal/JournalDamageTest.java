package io.engram.memory.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.NavigableMap;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files cut and flipped: what is given out is right, what is not is reported, and the journal goes on. */
class JournalDamageTest {
    private final Path directory;

    JournalDamageTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private Path filled(String name, int segmentBytes, int records) {
        Path path = directory.resolve(name);
        try (Journal journal = Journal.open(path,
                TestFiles.OPTIONS.withSegmentBytes(segmentBytes).withBatchBytes(1500))) {
            TestFiles.append(journal, records);
        }
        return path;
    }

    @Test
    void cut_at_every_byte_keeps_exactly_the_whole_records() throws IOException {
        Path source = filled("source", 1 << 20, 40);
        Path segment = TestFiles.segments(source).getFirst();
        byte[] whole = Files.readAllBytes(segment);
        int from = Math.max(SegmentHeader.BYTES, whole.length - 4096);
        Path copy = directory.resolve("copy");
        Files.createDirectories(copy);
        for (int cut = from; cut <= whole.length; cut++) {
            Files.write(copy.resolve(segment.getFileName()), java.util.Arrays.copyOf(whole, cut));
            try (Journal journal = Journal.open(copy, TestFiles.OPTIONS.forReading())) {
                long expected = wholeRecords(whole, cut);
                assertThat(journal.lastSequence()).as("cut at %d", cut).isEqualTo(expected);
                NavigableMap<Long, byte[]> records = TestFiles.read(journal);
                assertThat(records).hasSize((int) expected);
                records.forEach((s, bytes) -> assertThat(bytes).isEqualTo(TestFiles.payload(s)));
                assertThat(journal.recovery().damages()).isEmpty();
            }
        }
    }

    private static long wholeRecords(byte[] bytes, int cut) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        int at = SegmentHeader.BYTES;
        long records = 0;
        while (at + 24 <= cut && at + RecordCodec.size(in.getInt(at)) <= cut) {
            at += RecordCodec.size(in.getInt(at));
            records++;
        }
        return records;
    }

    @Test
    void torn_tail_is_cut_and_the_journal_goes_on() throws IOException {
        Path path = filled("torn", 1 << 20, 20);
        Path segment = TestFiles.segments(path).getFirst();
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            file.truncate(file.size() - 3);
        }
        try (Journal journal = Journal.open(path, TestFiles.OPTIONS)) {
            assertThat(journal.lastSequence()).isEqualTo(19);
            assertThat(journal.recovery().tornBytes()).isPositive();
            TestFiles.append(journal, 5);
            assertThat(TestFiles.read(journal)).hasSize(24);
        }
        try (Journal journal = Journal.open(path, TestFiles.OPTIONS)) {
            assertThat(journal.recovery().tornBytes()).isZero();
            assertThat(journal.verify().undamaged()).isTrue();
            assertThat(journal.lastSequence()).isEqualTo(24);
        }
    }

    @Test
    void unfinished_segment_creation_is_undone() throws IOException {
        Path path = filled("unborn", 1 << 20, 20);
        Files.write(Segment.file(path, 21), new byte[100]);
        try (Journal journal = Journal.open(path, TestFiles.OPTIONS)) {
            assertThat(journal.lastSequence()).isEqualTo(20);
            TestFiles.append(journal, 5);
            assertThat(TestFiles.read(journal)).hasSize(25);
        }
    }

    @Test
    void random_bit_flips_never_give_a_wrong_record() throws IOException {
        Path source = filled("flips", 4096, 120);
        Random random = new Random(11);
        Path copy = directory.resolve("flipped");
        for (int round = 0; round < 150; round++) {
            TestFiles.copy(source, copy);
            int flips = 1 + random.nextInt(4);
            for (int i = 0; i < flips; i++) {
                flip(copy, random);
            }
            int lost = flips * 2; // a flip in a head can also hide behind the record before it
            try (Journal journal = Journal.open(copy, TestFiles.OPTIONS)) {
                NavigableMap<Long, byte[]> records = TestFiles.read(journal);
                records.forEach((s, bytes) -> assertThat(bytes).isEqualTo(TestFiles.payload(s)));
                assertThat(records.size()).isGreaterThanOrEqualTo(120 - lost);
                JournalRecovery recovery = journal.recovery();
                long reported = recovery.damages().stream()
                        .mapToLong(damage -> damage.lastSequence() - damage.firstSequence() + 1).sum();
                assertThat(reported + records.size()).as("every lost record is reported or was the torn tail")
                        .isGreaterThanOrEqualTo(recovery.tornBytes() > 0 ? 120 - lost : 120);
                long next = journal.append((int) ((journal.lastSequence() + 1) % 7), new byte[0]).join();
                assertThat(next).isGreaterThan(records.lastKey());
            }
            TestFiles.delete(copy);
        }
    }

    private static void flip(Path directory, Random random) throws IOException {
        var segments = TestFiles.segments(directory);
        Path segment = segments.get(random.nextInt(segments.size()));
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long at = random.nextLong(file.size());
            if (at >= 256 && at < SegmentHeader.BYTES) {
                at -= 256; // never both copies of the header: that loses a segment, which has a test of its own
            }
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 1 << random.nextInt(8)));
            file.write(one.flip(), at);
        }
    }

    @Test
    void damaged_middle_is_isolated_and_compaction_keeps_the_report() throws IOException {
        Path path = filled("middle", 1 << 20, 50);
        Path segment = TestFiles.segments(path).getFirst();
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[300]), 2000);
        }
        try (Journal journal = Journal.open(path, TestFiles.OPTIONS)) {
            NavigableMap<Long, byte[]> before = TestFiles.read(journal);
            assertThat(before.size()).isBetween(40, 49);
            assertThat(before).containsKey(50L);
            assertThat(journal.recovery().damages()).hasSize(1);
            journal.compact((s, t, p) -> true);
            assertThat(TestFiles.read(journal).keySet()).isEqualTo(before.keySet());
        }
        try (Journal journal = Journal.open(path, TestFiles.OPTIONS)) {
            assertThat(journal.verify().damages()).hasSize(1);
            JournalRecovery.Damage damage = journal.recovery().damages().getFirst();
            assertThat(damage.lastSequence() - damage.firstSequence() + 1)
                    .isEqualTo(50 - TestFiles.read(journal).size());
        }
    }

    @Test
    void missing_segment_is_reported() throws IOException {
        Path path = filled("missing", 4096, 200);
        Path gone = TestFiles.segments(path).get(1);
        Files.delete(gone);
        try (Journal journal = Journal.open(path, TestFiles.OPTIONS)) {
            assertThat(journal.verify().damages()).hasSize(1);
            assertThat(TestFiles.read(journal).size()).isLessThan(200);
        }
    }

    @Test
    void segment_with_both_headers_damaged_does_not_hide_the_others() throws IOException {
        Path path = filled("headers", 4096, 200);
        Path hurt = TestFiles.segments(path).get(1);
        try (FileChannel file = FileChannel.open(hurt, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[SegmentHeader.BYTES]), 0);
        }
        try (Journal journal = Journal.open(path, TestFiles.OPTIONS)) {
            assertThat(TestFiles.read(journal)).containsKeys(1L, 200L);
            assertThat(journal.recovery().damages()).singleElement()
                    .satisfies(damage -> assertThat(damage.segment()).isEqualTo(hurt));
        }
    }

    @Test
    void newer_format_is_refused_in_words() throws IOException {
        Path path = filled("newer", 1 << 20, 3);
        Path segment = TestFiles.segments(path).getFirst();
        byte[] bytes = Files.readAllBytes(segment);
        ByteBuffer header = ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        header.putInt(8, 9);
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(bytes, 0, 252);
        header.putInt(252, (int) crc.getValue());
        Files.write(segment, bytes);
        assertThatThrownBy(() -> Journal.open(path, TestFiles.OPTIONS)).isInstanceOf(JournalFormatException.class)
                .hasMessageContaining("version 9");
    }

    @Test
    void record_inside_a_payload_is_never_taken_for_one() throws IOException {
        Path inner = filled("inner", 1 << 20, 10);
        byte[] embedded = Files.readAllBytes(TestFiles.segments(inner).getFirst());
        Path outer = directory.resolve("outer");
        try (Journal journal = Journal.open(outer, TestFiles.OPTIONS)) {
            journal.append(1, embedded).join();
            journal.append(2, new byte[8]).join();
        }
        try (FileChannel file = FileChannel.open(TestFiles.segments(outer).getFirst(), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[1]), SegmentHeader.BYTES); // the length of the outer record
            file.write(ByteBuffer.wrap(new byte[]{99}), SegmentHeader.BYTES + 1L);
        }
        try (Journal journal = Journal.open(outer, TestFiles.OPTIONS)) {
            assertThat(TestFiles.read(journal)).containsOnlyKeys(2L);
        }
    }
}
