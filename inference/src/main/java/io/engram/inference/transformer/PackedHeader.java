package io.engram.inference.transformer;

import io.engram.inference.gguf.GgufFile;
import io.engram.inference.gguf.GgufTensor;
import io.engram.tensor.kernel.Kernels;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The first part of a {@link PackedWeights} file: whose weights they are, in whose order, and where.
 *
 * @param fingerprint
 *            of the model file
 * @param kernels
 *            {@link Kernels#name()} of the version whose order it is
 * @param entries
 *            one per tensor, by place; written with checksums as they become known
 */
record PackedHeader(long fingerprint, String kernels, List<Entry> entries) {
    /** To be raised when the order of any type changes. */
    private static final int VERSION = 1;
    private static final int MAGIC = 0x50474e45;
    private static final int FIXED = 16;
    private static final int MOST_BYTES = 1 << 26;
    private static final int PAGE = 4096;

    /**
     * One tensor.
     *
     * @param at
     *            first byte in the file, a multiple of 4096
     * @param checksum
     *            CRC32C of its bytes
     */
    record Entry(String name, long at, long bytes, int checksum) {
        Entry withChecksum(int crc) {
            return new Entry(name, at, bytes, crc);
        }
    }

    /** The plan of a file, without checksums. */
    static PackedHeader of(GgufFile model, Kernels kernels, List<GgufTensor> tensors) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (GgufTensor tensor : tensors) {
            entries.add(new Entry(tensor.name(), 0, PackedWeights.packedBytes(kernels, tensor.matrix()), 0));
        }
        PackedHeader header = new PackedHeader(model.fingerprint(), kernels.name(), entries);
        long at = page(header.bytes());
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            entries.set(i, new Entry(entry.name, at, entry.bytes, 0));
            at = page(at + entry.bytes);
        }
        return header;
    }

    private static long page(long at) {
        return Math.ceilDiv(at, (long) PAGE) * PAGE;
    }

    /** Bytes of this header. */
    int bytes() {
        int names = entries.stream().mapToInt(e -> e.name.getBytes(StandardCharsets.UTF_8).length).sum();
        return FIXED + Long.BYTES + 2 * Integer.BYTES + kernels.length()
                + entries.size() * (2 * Long.BYTES + 2 * Integer.BYTES) + names;
    }

    /** Bytes of the whole file. */
    long fileBytes() {
        Entry last = entries.getLast();
        return last.at + last.bytes;
    }

    /** As it stands in the file. */
    ByteBuffer toBuffer() {
        ByteBuffer out = ByteBuffer.allocate(bytes()).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(VERSION).putInt(out.capacity() - FIXED).putInt(0).putLong(fingerprint);
        text(out, kernels);
        out.putInt(entries.size());
        for (Entry entry : entries) {
            text(out, entry.name);
            out.putLong(entry.at).putLong(entry.bytes).putInt(entry.checksum);
        }
        out.putInt(FIXED - Integer.BYTES, checksum(out.slice(FIXED, out.capacity() - FIXED)));
        return out.flip();
    }

    /** Reads and checks the header of a file against the model and the kernels that it is wanted for. */
    static PackedHeader read(Path path, MemorySegment file, GgufFile model, Kernels kernels) throws IOException {
        if (file.byteSize() < FIXED) {
            throw new PackedFormatException(path, 0, "expected rearranged weights, received " + file.byteSize()
                    + " bytes");
        }
        ByteBuffer fixed = file.asSlice(0, FIXED).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (fixed.getInt(0) != MAGIC || fixed.getInt(4) != VERSION) {
            throw new PackedFormatException(path, 0, "expected rearranged weights of version " + VERSION
                    + ", received another version or kind of file");
        }
        int length = fixed.getInt(8);
        if (length < 0 || length > MOST_BYTES || FIXED + length > file.byteSize()) {
            throw new PackedFormatException(path, 8,
                    "header: expected at most the bytes of the file, received " + length);
        }
        ByteBuffer in = file.asSlice(FIXED, length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (checksum(in.duplicate()) != fixed.getInt(12)) {
            throw new PackedFormatException(path, 12, "header: the checksum does not fit");
        }
        try {
            return checked(path, file.byteSize(), in, model, kernels);
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new PackedFormatException(path, FIXED, "header: expected more bytes, but it ends");
        }
    }

    private static PackedHeader checked(Path path, long size, ByteBuffer in, GgufFile model, Kernels kernels)
            throws PackedFormatException {
        PackedHeader header = new PackedHeader(in.getLong(), text(in), new ArrayList<>());
        if (header.fingerprint != model.fingerprint()) {
            throw new PackedFormatException(path, FIXED, "it was made of another model file");
        }
        if (!header.kernels.equals(kernels.name())) {
            throw new PackedFormatException(path, FIXED + Long.BYTES,
                    "order of the weights: expected that of " + kernels.name() + ", received " + header.kernels);
        }
        int count = in.getInt();
        for (int i = 0; i < count; i++) {
            Entry entry = new Entry(text(in), in.getLong(), in.getLong(), in.getInt());
            if (entry.at < 0 || entry.at % PAGE != 0 || entry.bytes < 0 || entry.at > size - entry.bytes) {
                throw new PackedFormatException(path, FIXED, "weights of " + entry.name + ": expected "
                        + entry.bytes + " bytes from " + entry.at + " on, but the file has " + size);
            }
            header.entries.add(entry);
        }
        return header;
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static void text(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putInt(bytes.length).put(bytes);
    }

    private static String text(ByteBuffer in) {
        int length = in.getInt();
        String text = StandardCharsets.UTF_8.decode(in.slice(in.position(), length)).toString();
        in.position(in.position() + length);
        return text;
    }
}
