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

/** An open, mapped and checked model file. Tensors and metadata are views that end with {@link #close()}. */
public final class GgufFile implements AutoCloseable {
    private final String source;
    private final Arena arena;
    private final long size;
    private final Metadata metadata;
    private final Map<String, GgufTensor> tensors;

    private GgufFile(String source, Arena arena, long size, GgufHeader header) {
        this.source = source;
        this.arena = arena;
        this.size = size;
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
            return new GgufFile(source, arena, file.byteSize(), GgufHeader.parse(source, file));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** Checks bytes that are in memory; the caller keeps them alive. */
    public static GgufFile of(String source, MemorySegment bytes) throws ModelFormatException {
        return new GgufFile(source, Arena.ofShared(), bytes.byteSize(), GgufHeader.parse(source, bytes));
    }

    /** The file as the user named it. */
    public String source() {
        return source;
    }

    /** Bytes of the whole file. */
    public long size() {
        return size;
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

    /** Unmaps the file. */
    @Override
    public void close() {
        arena.close();
    }
}
