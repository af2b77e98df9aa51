package io.engram.memory.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.memory.snapshot.SnapshotFormatException;
import io.engram.memory.snapshot.SnapshotKey;
import io.engram.memory.snapshot.SnapshotReader;
import io.engram.memory.snapshot.Snapshots;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vectors and graph of a snapshot in which bits are wrong although the checksum is right: a checksum is no proof. */
class GraphDamageTest {
    private static final int DIMENSIONS = 16;
    private static final int VECTORS = 300;
    /** Where the first chunk of the first section is, and how long its head. */
    private static final int CHUNK = 16;
    private static final int HEAD = 8;

    @TempDir
    private Path directory = Path.of("");
    private final Random random = new Random(2);

    private VectorIndex index() {
        return VectorIndexes.create(VectorIndexOptions.of(DIMENSIONS).withExactBelow(40));
    }

    private float[] vector() {
        float[] vector = new float[DIMENSIONS];
        vector[random.nextInt(DIMENSIONS)] = 0.8f;
        int other = random.nextInt(DIMENSIONS);
        vector[other] = vector[other] == 0 ? 0.6f : 1;
        return vector;
    }

    /** {@code -Dengram.graph.flips=N}: one flip, one restore, a few searches each. */
    @Test
    void flips_are_refused_or_searched_without_harm() throws Exception {
        Snapshots snapshots = new Snapshots(directory);
        try (VectorIndex index = index()) {
            for (int id = 1; id <= VECTORS; id++) {
                index.add(id, vector());
            }
            index.awaitIdle();
            assertThat(index.inGraph()).isEqualTo(VECTORS);
            snapshots.write(new SnapshotKey("ada", 1, 1, "v"),
                    List.of(Snapshots.Section.freeze(index.snapshotPart())));
        }
        Path file = directory.resolve("00000000000000000001.snapshot");
        byte[] whole = Files.readAllBytes(file);
        int flips = Integer.getInteger("engram.graph.flips", 300);
        int refused = 0;
        for (int i = 0; i < flips; i++) {
            Files.write(file, flipped(whole));
            try (SnapshotReader reader = snapshots.newest(key -> true).orElseThrow(); VectorIndex index = index()) {
                reader.restore(index.snapshotPart());
                for (int n = 0; n < 3; n++) {
                    assertThat(index.search(vector(), 10, VectorIndex.ALL)).as("flip %d", i)
                            .hasSizeLessThanOrEqualTo(10);
                }
            } catch (SnapshotFormatException e) {
                refused++;
            }
        }
        assertThat(refused).as("of %d", flips).isBetween(1, flips - 1);
    }

    /** With one bit of the chunk turned, and the chunk's checksum made right again. */
    private byte[] flipped(byte[] whole) {
        byte[] bytes = whole.clone();
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int length = file.getInt(CHUNK);
        bytes[CHUNK + HEAD + random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putLong(CHUNK).putInt(length).flip());
        crc.update(bytes, CHUNK + HEAD, length);
        file.putInt(CHUNK + 4, (int) crc.getValue());
        return bytes;
    }
}
