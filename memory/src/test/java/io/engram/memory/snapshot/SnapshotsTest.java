package io.engram.memory.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot gives back exactly what was written, or is not used at all. */
class SnapshotsTest {
    private static final SnapshotKey KEY = new SnapshotKey("ada", 42, 0x1234_5678_9abc_def0L, "hashing/1");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /** Holds every kind of value, sized so that they lie across several chunks. */
    private static final class Everything implements SnapshotPart {
        private final String name;
        private byte[] bytes = {};
        private short[] shorts = {};
        private int[] ints = {};
        private long[] longs = {};
        private float[] floats = {};
        private String text = "";

        Everything(String name) {
            this.name = name;
        }

        static Everything filled(String name, long seed) {
            Random random = new Random(seed);
            Everything part = new Everything(name);
            part.bytes = new byte[300_001];
            random.nextBytes(part.bytes);
            part.shorts = new short[70_003];
            part.ints = random.ints(300_007).toArray();
            part.longs = random.longs(100_001).toArray();
            part.floats = new float[50_001];
            for (int i = 0; i < part.floats.length; i++) {
                part.floats[i] = random.nextFloat();
                part.shorts[i] = (short) random.nextInt();
            }
            part.text = "äöü 漢字 ".repeat(100_000);
            return part;
        }

        @Override
        public String section() {
            return name;
        }

        @Override
        public int version() {
            return 3;
        }

        @Override
        public Frozen freeze() {
            return out -> {
                out.putByte(7);
                out.putInt(bytes.length);
                out.putBytes(bytes, 0, bytes.length);
                out.putInt(shorts.length);
                out.putShorts(shorts, 0, shorts.length);
                out.putBoolean(true);
                out.putInt(ints.length);
                out.putInts(ints, 0, ints.length);
                out.putLong(longs.length);
                out.putLongs(longs, 0, longs.length);
                out.putDouble(floats.length);
                out.putFloats(floats, 0, floats.length);
                out.putFloat(1.5f);
                out.putText(text);
                out.putText("");
            };
        }

        @Override
        public void restore(SnapshotInput in) {
            assertThat(in.getByte()).isEqualTo(7);
            bytes = new byte[in.getCount(1 << 24)];
            in.getBytes(bytes, 0, bytes.length);
            shorts = new short[in.getCount(1 << 24)];
            in.getShorts(shorts, 0, shorts.length);
            assertThat(in.getBoolean()).isTrue();
            ints = new int[in.getCount(1 << 24)];
            in.getInts(ints, 0, ints.length);
            longs = new long[(int) in.getLong()];
            in.getLongs(longs, 0, longs.length);
            floats = new float[(int) in.getDouble()];
            in.getFloats(floats, 0, floats.length);
            assertThat(in.getFloat()).isEqualTo(1.5f);
            text = in.getText();
            assertThat(in.getText()).isEmpty();
        }

        void assertEquals(Everything other) {
            assertThat(bytes).isEqualTo(other.bytes);
            assertThat(shorts).isEqualTo(other.shorts);
            assertThat(ints).isEqualTo(other.ints);
            assertThat(longs).isEqualTo(other.longs);
            assertThat(floats).isEqualTo(other.floats);
            assertThat(text).isEqualTo(other.text);
        }
    }

    /** A few bytes, so that every one of them can be damaged. */
    private record Small(int value) implements SnapshotPart {
        @Override
        public String section() {
            return "small";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Frozen freeze() {
            return out -> {
                out.putInt(value);
                out.putText("some text that is not there twice");
            };
        }

        @Override
        public void restore(SnapshotInput in) {
            assertThat(in.getInt()).isEqualTo(value);
            assertThat(in.getText()).isEqualTo("some text that is not there twice");
        }
    }

    @Test
    void everyKindOfValue_comesBack() throws IOException {
        Snapshots snapshots = new Snapshots(directory.resolve("s"));
        Everything one = Everything.filled("one", 1);
        Everything two = Everything.filled("two", 2);
        snapshots.write(KEY, List.of(Snapshots.Section.freeze(one), Snapshots.Section.freeze(two)));
        try (SnapshotReader reader = snapshots.newest(KEY::equals).orElseThrow()) {
            assertThat(reader.key()).isEqualTo(KEY);
            Everything second = new Everything("two");
            reader.restore(second);
            second.assertEquals(two);
            Everything first = new Everything("one");
            reader.restore(first);
            first.assertEquals(one);
            assertThatThrownBy(() -> reader.restore(new Everything("three"))).isInstanceOf(
                    SnapshotFormatException.class).hasMessageContaining("three");
        }
    }

    @Test
    void newSnapshot_replacesTheOld_andAllGoOnRequest() throws IOException {
        Snapshots snapshots = new Snapshots(directory.resolve("s"));
        assertThat(snapshots.newest(key -> true)).isEmpty();
        snapshots.deleteAll();
        snapshots.write(KEY, List.of(Snapshots.Section.freeze(new Small(1))));
        snapshots.write(new SnapshotKey("ada", 50, 1, "v"), List.of(Snapshots.Section.freeze(new Small(2))));
        try (var files = Files.list(directory.resolve("s"))) {
            assertThat(files).singleElement()
                    .satisfies(file -> assertThat(file.getFileName()).hasToString("00000000000000000050.snapshot"));
        }
        assertThat(snapshots.newest(KEY::equals)).isEmpty();
        snapshots.deleteAll();
        assertThat(snapshots.newest(key -> true)).isEmpty();
    }

    @Test
    void failedWrite_leavesTheOldOne() throws IOException {
        Snapshots snapshots = new Snapshots(directory.resolve("s"));
        snapshots.write(KEY, List.of(Snapshots.Section.freeze(new Small(1))));
        SnapshotPart.Frozen failing = out -> {
            throw new IOException("No space left on device");
        };
        assertThatThrownBy(() -> snapshots.write(new SnapshotKey("ada", 50, 1, "v"),
                List.of(new Snapshots.Section(new Small(2), failing)))).hasMessageContaining("No space");
        try (SnapshotReader reader = snapshots.newest(KEY::equals).orElseThrow()) {
            reader.restore(new Small(1));
        }
        try (var files = Files.list(directory.resolve("s"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void everyFlippedBitAndEveryCut_isNoticed() throws IOException {
        Path at = directory.resolve("s");
        Snapshots snapshots = new Snapshots(at);
        snapshots.write(KEY, List.of(Snapshots.Section.freeze(new Small(99))));
        Path file = at.resolve("00000000000000000042.snapshot");
        byte[] whole = Files.readAllBytes(file);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] hurt = whole.clone();
            hurt[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, hurt);
            // the four zero bytes behind the version are not used
            assertThat(usable(snapshots)).as("bit %d", bit).isEqualTo(bit / 8 >= 12 && bit / 8 < 16);
        }
        for (int cut = 0; cut < whole.length; cut++) {
            Files.write(file, java.util.Arrays.copyOf(whole, cut));
            assertThat(usable(snapshots)).as("cut at %d", cut).isFalse();
        }
        Files.write(file, whole);
        assertThat(usable(snapshots)).isTrue();
    }

    private static boolean usable(Snapshots snapshots) throws IOException {
        Optional<SnapshotReader> found = snapshots.newest(KEY::equals);
        if (found.isEmpty()) {
            return false;
        }
        try (SnapshotReader reader = found.get()) {
            reader.restore(new Small(99));
            return true;
        } catch (SnapshotFormatException e) {
            return false;
        }
    }
}
