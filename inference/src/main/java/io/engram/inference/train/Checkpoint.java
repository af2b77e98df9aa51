package io.engram.inference.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engram.tensor.layer.Parameter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;

/**
 * A run on disk, little-endian: magic {@code EGTR}, u32 version 1, u32 length of a JSON header (shape, options, steps and
 * documents taken), the header, u64 number of floats, the floats (values of all parameters in file order, then the state of
 * the optimisers, then the selection biases), u32 CRC32C of all before it.
 */
final class Checkpoint {
    private static final int MAGIC = 0x52544745;
    private static final int VERSION = 1;
    private static final int MAX_HEADER = 1 << 16;
    private static final int BUFFER_BYTES = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private record Header(MoeShape shape, TrainingOptions options, int steps, long documents) {
    }

    private Checkpoint() {
    }

    private static List<float[]> arrays(Trainer trainer) {
        List<float[]> arrays = new ArrayList<>();
        for (Parameter p : trainer.weights().all()) {
            arrays.add(p.value());
        }
        arrays.addAll(trainer.state());
        return arrays;
    }

    static void write(Path path, Trainer trainer) throws IOException {
        byte[] header = JSON.writeValueAsString(
                new Header(trainer.shape(), trainer.options(), trainer.stepsTaken(), trainer.nextDocument()))
                .getBytes(StandardCharsets.UTF_8);
        List<float[]> arrays = arrays(trainer);
        long floats = arrays.stream().mapToLong(a -> a.length).sum();
        Path part = path.resolveSibling(path.getFileName() + ".part");
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            CRC32C crc = new CRC32C();
            ByteBuffer start = ByteBuffer.allocate(20 + header.length).order(ByteOrder.LITTLE_ENDIAN);
            start.putInt(MAGIC).putInt(VERSION).putInt(header.length).put(header).putLong(floats);
            put(channel, start.flip(), crc);
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (float[] array : arrays) {
                for (int from = 0; from < array.length; from += BUFFER_BYTES / 4) {
                    int n = Math.min(BUFFER_BYTES / 4, array.length - from);
                    buffer.clear().asFloatBuffer().put(array, from, n);
                    put(channel, buffer.limit(4 * n), crc);
                }
            }
            ByteBuffer end = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) crc.getValue());
            put(channel, end.flip(), crc);
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw e;
        }
        Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void put(FileChannel channel, ByteBuffer bytes, CRC32C crc) throws IOException {
        crc.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    static Trainer read(Path path, DocumentSource source, UnaryOperator<TrainingOptions> change)
            throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            CRC32C crc = new CRC32C();
            ByteBuffer start = get(path, channel, 12, crc);
            if (start.getInt() != MAGIC) {
                throw bad(path, 0, "expected a training checkpoint (EGTR), received something else");
            }
            int version = start.getInt();
            if (version != VERSION) {
                throw bad(path, 4, "expected version " + VERSION + ", received " + version);
            }
            int length = start.getInt();
            if (length < 2 || length > MAX_HEADER) {
                throw bad(path, 8, "expected a header of 2 to " + MAX_HEADER + " bytes, received " + length);
            }
            Header header = header(path, get(path, channel, length, crc));
            long floats = get(path, channel, 8, crc).getLong();
            long expected = channel.size() - 24 - length;
            if (floats < 0 || floats * 4 != expected) {
                throw bad(path, 12L + length,
                        "expected " + expected + " bytes of numbers, received " + floats + " floats");
            }
            // Adam keeps two numbers for each one, Muon one: what the file has bounds what may be allocated.
            if (header.shape.parameters() > floats) {
                throw bad(path, 12L + length, "expected at least " + header.shape.parameters() + " floats, received "
                        + floats);
            }
            TrainingOptions options = change.apply(header.options);
            if (!header.options.same(options, header.steps)) {
                throw new IllegalArgumentException("steps: expected the run's " + header.options.steps()
                        + ", or as many that the rate would not have begun to fall before step " + header.steps
                        + ", and no other end before it; received " + options.steps()
                        + (options.cutTo() == 0 ? "" : ", cut from " + options.cutFrom() + " to " + options.cutTo()));
            }
            return fill(path, channel, new Header(header.shape, options, header.steps, header.documents), floats,
                    source,
                    crc);
        }
    }

    private static Trainer fill(Path path, FileChannel channel, Header header, long floats, DocumentSource source,
            CRC32C crc) throws IOException {
        Trainer trainer = new Trainer(MoeWeights.random(header.shape, new SplittableRandom(0)), header.options,
                source);
        try {
            List<float[]> arrays = arrays(trainer);
            long own = arrays.stream().mapToLong(a -> a.length).sum();
            if (own != floats) {
                throw bad(path, 12, "expected " + own + " floats for its shape, received " + floats);
            }
            for (float[] array : arrays) {
                for (int from = 0; from < array.length; from += BUFFER_BYTES / 4) {
                    int n = Math.min(BUFFER_BYTES / 4, array.length - from);
                    get(path, channel, 4 * n, crc).asFloatBuffer().get(array, from, n);
                }
            }
            int computed = (int) crc.getValue();
            int stored = get(path, channel, 4, crc).getInt();
            if (computed != stored) {
                throw bad(path, channel.size() - 4, String.format("expected checksum %08x, received %08x", computed,
                        stored));
            }
            trainer.resume(header.steps, header.documents);
            return trainer;
        } catch (IOException e) {
            trainer.close();
            throw e;
        }
    }

    private static Header header(Path path, ByteBuffer bytes) throws CheckpointFormatException {
        try {
            Header header = JSON.readValue(StandardCharsets.UTF_8.decode(bytes).toString(), Header.class);
            if (header.shape == null || header.options == null || header.steps < 0 || header.documents < 0) {
                throw bad(path, 12, "expected shape, options, steps and documents, received less");
            }
            return header;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw bad(path, 12, "expected a header of shape and options, received: " + e.getMessage());
        }
    }

    private static ByteBuffer get(Path path, FileChannel channel, int bytes, CRC32C crc) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long at = channel.position();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw bad(path, at, "expected " + bytes + " bytes, received " + buffer.position());
            }
        }
        crc.update(buffer.flip().duplicate());
        return buffer;
    }

    private static CheckpointFormatException bad(Path path, long offset, String reason) {
        return new CheckpointFormatException(path + " at byte " + offset + ": " + reason);
    }
}
