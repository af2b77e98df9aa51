package io.engram.inference.gguf;

import io.engram.inference.ModelFormatException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/** An open, mapped and checked model file. Tensors and metadata are views that end with {@link #close()}. */
public final class GgufFile implements AutoCloseable {
    private static final long SAMPLE = 4096;

    private final String source;
    private final Arena arena;
    private final MemorySegment bytes;
    private final Metadata metadata;
    private final Map<String, GgufTensor> tensors;

    private GgufFile(String source, Arena arena, MemorySegment bytes, GgufHeader header) {
        this.source = source;
        this.arena = arena;
        this.bytes = bytes;
        this.metadata = header.metadata();
        this.tensors = header.tensors();
    }

    /**
     * Maps and checks a file.
     *
     * @throws ModelFormatException
     *             if it is not a usable GGUF file
     * @throws IOException
     *             if it cannot be read
     */
    public static GgufFile open(Path path) throws IOException {
        String source = path.toString();
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new GgufFile(source, arena, file, GgufHeader.parse(source, file));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** Checks bytes that are in memory; the caller keeps them alive. */
    public static GgufFile of(String source, MemorySegment bytes) throws ModelFormatException {
        return new GgufFile(source, Arena.ofShared(), bytes, GgufHeader.parse(source, bytes));
    }

    /** The file as the user named it. */
    public String source() {
        return source;
    }

    /** Bytes of the whole file. */
    public long size() {
        return bytes.byteSize();
    }

    /** The key-value part. */
    public Metadata metadata() {
        return metadata;
    }

    /** All tensors, in file order. */
    public Collection<GgufTensor> tensors() {
        return Collections.unmodifiableCollection(tensors.values());
    }

    /** A tensor by name. */
    public Optional<GgufTensor> tensor(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /**
     * Tells this file from others without reading all of it: checksums (CRC32C) of the bytes before the first tensor and of
     * the first 4 KB of every tensor.
     */
    public long fingerprint() {
        CRC32C header = new CRC32C();
        CRC32C samples = new CRC32C();
        long end = tensors.values().stream().mapToLong(GgufTensor::offset).min().orElse(bytes.byteSize());
        for (long at = 0; at < end; at += SAMPLE) {
            header.update(bytes.asSlice(at, Math.min(SAMPLE, end - at)).asByteBuffer());
        }
        for (GgufTensor tensor : tensors.values()) {
            samples.update(tensor.data().asSlice(0, Math.min(SAMPLE, tensor.data().byteSize())).asByteBuffer());
        }
        return header.getValue() << 32 | samples.getValue();
    }

    /** Unmaps the file. */
    @Override
    public void close() {
        arena.close();
    }
}
