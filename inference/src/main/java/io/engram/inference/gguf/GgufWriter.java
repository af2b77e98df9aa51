package io.engram.inference.gguf;

import io.engram.inference.ModelFormatException;
import io.engram.tensor.DType;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a model file: first all keys and the list of tensors, then the tensors' data in the listed order, piece by piece,
 * so that files larger than memory can be made.
 *
 * <p>Used by one thread: {@code put...}, {@code tensor}, then {@link #begin}, then {@link #append} until every listed byte
 * is written, then {@link #close()}.
 */
public final class GgufWriter implements AutoCloseable {
    private final FileChannel channel;
    private final ByteArrayOutputStream keyBytes = new ByteArrayOutputStream();
    private final Out keys = new Out(keyBytes);
    private final List<Listed> tensors = new ArrayList<>();
    private int keyCount;
    private long written;
    private int current = -1;

    private record Listed(String name, DType type, List<Long> shape, long bytes, long offset) {
    }

    /** Little-endian primitives. */
    private static final class Out extends DataOutputStream {
        Out(ByteArrayOutputStream out) {
            super(out);
        }

        void i32(int value) throws IOException {
            writeInt(Integer.reverseBytes(value));
        }

        void i64(long value) throws IOException {
            writeLong(Long.reverseBytes(value));
        }

        void text(String value) throws IOException {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            i64(bytes.length);
            write(bytes);
        }
    }

    /** Creates or replaces the file. */
    public GgufWriter(Path path) throws IOException {
        channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** Adds a string. */
    public void putText(String key, String value) throws IOException {
        key(key, ValueType.STRING);
        keys.text(value);
    }

    /** Adds an unsigned 32-bit integer. */
    public void putInteger(String key, int value) throws IOException {
        key(key, ValueType.U32);
        keys.i32(value);
    }

    /** Adds a float. */
    public void putNumber(String key, float value) throws IOException {
        key(key, ValueType.F32);
        keys.i32(Float.floatToRawIntBits(value));
    }

    /** Adds a boolean. */
    public void putBool(String key, boolean value) throws IOException {
        key(key, ValueType.BOOL);
        keys.writeByte(value ? 1 : 0);
    }

    /** Adds an array of strings. */
    public void putTexts(String key, List<String> values) throws IOException {
        array(key, ValueType.STRING, values.size());
        for (String value : values) {
            keys.text(value);
        }
    }

    /** Adds an array of signed 32-bit integers. */
    public void putIntegers(String key, int... values) throws IOException {
        array(key, ValueType.I32, values.length);
        for (int value : values) {
            keys.i32(value);
        }
    }

    /** Adds an array of floats. */
    public void putNumbers(String key, float... values) throws IOException {
        array(key, ValueType.F32, values.length);
        for (float value : values) {
            keys.i32(Float.floatToRawIntBits(value));
        }
    }

    /**
     * Adds a key with the value that another file has for it.
     *
     * @throws ModelFormatException
     *             if the value is damaged, or of a kind that this writer does not write
     */
    public void copy(Metadata from, String key) throws IOException {
        boolean array = from.isArray(key);
        switch (from.kind(key)) {
            case TEXT -> {
                if (array) {
                    putTexts(key, List.of(from.texts(key)));
                } else {
                    putText(key, from.text(key).orElseThrow());
                }
            }
            case BOOLEAN -> putBool(key, from.bool(key, false));
            case INTEGER -> {
                if (array) {
                    putIntegers(key, from.integers(key, Integer.MIN_VALUE, Integer.MAX_VALUE));
                } else {
                    putInteger(key, from.integer(key, 0, Integer.MAX_VALUE));
                }
            }
            case NUMBER -> {
                if (array) {
                    putNumbers(key, from.numbers(key));
                } else {
                    putNumber(key, from.number(key, 0));
                }
            }
        }
    }

    /**
     * Lists a tensor.
     *
     * @param shape
     *            1 to 4 dimensions, innermost first
     */
    public void tensor(String name, DType type, long... shape) {
        long elements = 1;
        for (long size : shape) {
            elements = Math.multiplyExact(elements, size);
        }
        if (shape.length == 0 || shape.length > 4 || shape[0] % type.blockSize() != 0) {
            throw new IllegalArgumentException(
                    "shape of " + name + ": expected 1 to 4 dimensions with rows of a multiple of "
                            + type.blockSize() + ", received " + Arrays.toString(shape));
        }
        long offset = tensors.isEmpty() ? 0 : aligned(tensors.getLast().offset + tensors.getLast().bytes);
        tensors.add(new Listed(name, type, Arrays.stream(shape).boxed().toList(), type.bytes(elements), offset));
    }

    /** Writes everything before the data; nothing can be listed afterwards. */
    public void begin() throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        Out out = new Out(header);
        out.i32(GgufHeader.MAGIC);
        out.i32(3);
        out.i64(tensors.size());
        out.i64(keyCount);
        keyBytes.writeTo(out);
        for (Listed t : tensors) {
            out.text(t.name);
            out.i32(t.shape.size());
            for (long size : t.shape) {
                out.i64(size);
            }
            out.i32(t.type.ggmlId());
            out.i64(t.offset);
        }
        write(ByteBuffer.wrap(header.toByteArray()));
        pad(header.size());
        current = 0;
        written = 0;
    }

    /** Appends bytes of the current tensor; a full tensor is followed by the next listed one. */
    public void append(MemorySegment bytes) throws IOException {
        if (current < 0 || current >= tensors.size()) {
            throw new IllegalStateException("append: expected a listed tensor that still lacks bytes, received "
                    + bytes.byteSize() + " bytes after the last");
        }
        Listed t = tensors.get(current);
        if (bytes.byteSize() > t.bytes - written) {
            throw new IllegalArgumentException("append to " + t.name + ": expected at most " + (t.bytes - written)
                    + " bytes, received " + bytes.byteSize());
        }
        write(bytes.asByteBuffer());
        written += bytes.byteSize();
        if (written == t.bytes) {
            pad(t.offset + t.bytes);
            current++;
            written = 0;
        }
    }

    /** Ends the file; refuses if a listed tensor lacks bytes. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (current >= 0 && current < tensors.size()) {
            throw new IOException("close: tensor " + tensors.get(current).name + " lacks "
                    + (tensors.get(current).bytes - written) + " bytes");
        }
    }

    private void key(String key, ValueType type) throws IOException {
        if (current >= 0) {
            throw new IllegalStateException("key " + key + ": expected before begin()");
        }
        keys.text(key);
        keys.i32(type.code());
        keyCount++;
    }

    private void array(String key, ValueType type, int count) throws IOException {
        key(key, ValueType.ARRAY);
        keys.i32(type.code());
        keys.i64(count);
    }

    private void pad(long end) throws IOException {
        write(ByteBuffer.allocate((int) (aligned(end) - end)));
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static long aligned(long offset) {
        return Math.ceilDiv(offset, (long) GgufHeader.DEFAULT_ALIGNMENT) * GgufHeader.DEFAULT_ALIGNMENT;
    }
}
