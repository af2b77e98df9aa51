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

    /** Every byte of the last 64 KiB, as a tool reads it; every 509th as an owner opens it, who cuts and goes on. */
    @Test
    void cut_at_every_byte_keeps_exactly_the_whole_records() throws IOException {
        Path source = directory.resolve("source");
        try (Journal journal = Journal.open(source, TestFiles.OPTIONS)) {
            for (int i = 0; i < 95; i++) {
                byte[] payload = new byte[i * 37 % 1800];
                java.util.Arrays.fill(payload, (byte) i);
                journal.append(i, payload).join();
            }
        }
        byte[] whole = Files.readAllBytes(TestFiles.segments(source).getFirst());
        assertThat(whole.length).isGreaterThan(64 << 10);
        Path copy = Files.createDirectories(directory.resolve("copy"));
        Path segment = Files.write(Segment.file(copy, 1), whole);
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            for (int cut = whole.length; cut >= whole.length - (64 << 10); cut--) {
                file.truncate(cut);
                long expected = wholeRecords(whole, cut);
                try (Journal journal = Journal.open(copy, TestFiles.OPTIONS.forReading())) {
                    assertThat(read(journal, cut)).as("cut at %d", cut).isEqualTo(expected);
                }
                if (cut % 509 == 0) {
                    Path owned = TestFiles.copy(copy, directory.resolve("owned"));
                    try (Journal journal = Journal.open(owned, TestFiles.OPTIONS)) {
                        assertThat(read(journal, cut)).as("cut at %d", cut).isEqualTo(expected);
                        assertThat(journal.append((int) expected, new byte[0]).join()).isEqualTo(expected + 1);
                    }
                    try (Journal journal = Journal.open(owned, TestFiles.OPTIONS)) {
                        assertThat(journal.lastSequence()).as("cut at %d", cut).isEqualTo(expected + 1);
                        assertThat(journal.recovery()).as("cut at %d", cut)
                                .isEqualTo(new JournalRecovery(0, java.util.List.of()));
                    }
                    TestFiles.delete(owned);
                }
            }
        }
    }

    /** How many records there are, each as it was written; no damage. */
    private static long read(Journal journal, int cut) {
        long[] count = new long[1];
        journal.replay(1, (sequence, type, payload) -> {
            assertThat(sequence).isEqualTo(++count[0]);
            if (type * 37 % 1800 != payload.remaining() || type != sequence - 1
                    || (payload.hasRemaining() && payload.get(payload.limit() - 1) != (byte) type)) {
                throw new AssertionError("record " + sequence + " is not as it was written, cut at " + cut);
            }
        });
        assertThat(journal.lastSequence()).isEqualTo(count[0]);
        assertThat(journal.recovery().damages()).isEmpty();
        return count[0];
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

    /**
     * {@code -Dengram.flips=N} flips in rounds of one to seven. A record that none of them hit is read as it was; one that was hit
     * is reported as damaged or was the last, which cannot be told from a torn append.
     */
    @Test
    void random_bit_flips_never_give_a_wrong_record() throws IOException {
        int flips = Integer.getInteger("engram.flips", 10_000);
        Path source = filled("flips", 4096, 120);
        java.util.Map<Path, byte[]> files = new java.util.TreeMap<>();
        for (Path segment : TestFiles.segments(source)) {
            files.put(segment.getFileName(), Files.readAllBytes(segment));
        }
        java.util.List<Path> names = java.util.List.copyOf(files.keySet());
        Random random = new Random(11);
        Path copy = Files.createDirectories(directory.resolve("flipped"));
        for (int done = 0; done < flips;) {
            java.util.Map<Path, byte[]> hurt = new java.util.TreeMap<>();
            files.forEach((name, bytes) -> hurt.put(name, bytes.clone()));
            java.util.TreeSet<Long> hit = new java.util.TreeSet<>();
            for (int i = random.nextInt(7); i >= 0; i--, done++) {
                Path name = names.get(random.nextInt(names.size()));
                byte[] bytes = java.util.Objects.requireNonNull(hurt.get(name));
                int at = random.nextInt(bytes.length);
                if (at >= 256 && at < SegmentHeader.BYTES) {
                    at -= 256; // never both copies of the header: that loses a segment, which has a test of its own
                }
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                hit.add(recordAt(java.util.Objects.requireNonNull(files.get(name)), at));
            }
            hit.remove(0L);
            for (Path name : names) {
                Files.write(copy.resolve(name), java.util.Objects.requireNonNull(hurt.get(name)));
            }
            String at = "flips up to " + done + " in records " + hit;
            try (Journal journal = Journal.open(copy, TestFiles.OPTIONS)) {
                NavigableMap<Long, byte[]> records = TestFiles.read(journal);
                JournalRecovery recovery = journal.recovery();
                for (long s = 1; s <= 120; s++) {
                    long sequence = s;
                    boolean reported = recovery.damages().stream()
                            .anyMatch(d -> d.firstSequence() <= sequence && sequence <= d.lastSequence());
                    if (records.containsKey(s)) {
                        assertThat(records.get(s)).as(at).isEqualTo(TestFiles.payload(s));
                        assertThat(reported).as("%s: %d is whole", at, s).isFalse();
                    } else {
                        assertThat(hit).as(at).contains(s);
                        assertThat(reported || (s > journal.lastSequence() && recovery.tornBytes() > 0))
                                .as("%s: %d is lost and reported: %s", at, s, recovery).isTrue();
                    }
                }
                long next = journal.append((int) ((journal.lastSequence() + 1) % 7), new byte[0]).join();
                assertThat(next).isGreaterThan(records.lastKey());
            }
            TestFiles.delete(copy);
            Files.createDirectories(copy);
        }
    }

    /** The sequence number of the record that a byte belongs to, 0 for the header. */
    private static long recordAt(byte[] segment, int offset) {
        ByteBuffer in = ByteBuffer.wrap(segment).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        int at = SegmentHeader.BYTES;
        long sequence = 0;
        while (at <= offset && at < segment.length) {
            sequence = in.getLong(at + 8);
            at += RecordCodec.size(in.getInt(at));
        }
        return sequence;
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
