package io.engram.inference.transformer;

import io.engram.inference.ModelFactory;
import io.engram.inference.gguf.GgufFile;
import io.engram.inference.gguf.GgufTensor;
import io.engram.tensor.Matrix;
import io.engram.tensor.kernel.Kernels;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A model's matrices in the order of the kernels, in a file beside the model's own: a load maps them instead of rearranging
 * them, and processes that run the same model share their pages. {@code docs/formats/packed.md} says what every byte means.
 *
 * <p>The file belongs to one model file and one version of the kernels, and can always be made again. It is checked whole
 * before any of it is used. Immutable; any number of threads may look up matrices. What {@link #find} gives ends with
 * {@link #close()}.
 */
public final class PackedWeights implements AutoCloseable {
    /** Rows from whose multiples on a part of a rearranged matrix is that part rearranged; see {@link Kernels#packRows}. */
    private static final int UNIT = 16;
    private static final int PIECE_BYTES = 1 << 25;

    private final Arena arena;
    private final Kernels kernels;
    private final NavigableMap<Long, Part> parts = new TreeMap<>();

    private PackedWeights(Arena arena, Kernels kernels) {
        this.arena = arena;
        this.kernels = kernels;
    }

    /** A tensor as the model file has it, and its rearranged bytes. */
    private record Part(Matrix matrix, MemorySegment packed) {
    }

    /** Where the file of a model is looked for: its name with {@code .packed} behind it. */
    public static Path beside(Path gguf) {
        return gguf.resolveSibling(gguf.getFileName() + ".packed");
    }

    /**
     * Rearranges a model's matrices into a file, on all processors, with a few tens of megabytes of memory. The file is
     * written beside its place and moved there whole.
     *
     * @param to
     *            created or replaced
     * @return whether there was anything to rearrange; if not, nothing is written
     * @throws IOException
     *             if the disk is full or a file cannot be read or written; the old file stays
     */
    public static boolean write(GgufFile model, Kernels kernels, Path to, ModelFactory.ProgressListener listener)
            throws IOException {
        List<GgufTensor> tensors = rearranged(model, kernels);
        if (tensors.isEmpty()) {
            return false;
        }
        Path part = to.resolveSibling(to.getFileName() + ".part");
        try {
            try (FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                PackedHeader header = PackedHeader.of(model, kernels, tensors);
                long written = header.bytes();
                for (int i = 0; i < tensors.size(); i++) {
                    PackedHeader.Entry entry = header.entries().get(i);
                    int crc = write(tensors.get(i).matrix(), kernels, out, entry.at());
                    header.entries().set(i, entry.withChecksum(crc));
                    written += entry.bytes();
                    listener.progress(written, header.fileBytes());
                }
                fully(out, header.toBuffer(), 0);
                out.force(true);
            }
            Files.move(part, to, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        return true;
    }

    /** The tensors that products are taken with in another order than the file's. */
    private static List<GgufTensor> rearranged(GgufFile model, Kernels kernels) throws IOException {
        boolean tied = model.tensor("output.weight").isEmpty();
        List<GgufTensor> tensors = new ArrayList<>();
        for (GgufTensor tensor : model.tensors()) {
            boolean looked = tensor.name().equals("token_embd.weight") && !tied;
            if (tensor.shape().rows() > 1 && !looked && packedBytes(kernels, tensor.matrix()) > 0) {
                tensors.add(tensor);
            }
        }
        return tensors;
    }

    private static int write(Matrix matrix, Kernels kernels, FileChannel out, long at) throws IOException {
        long unit = Math.max(1, kernels.packedBytes(matrix.type(), UNIT, matrix.cols()));
        int step = (int) Math.max(1, PIECE_BYTES / unit) * UNIT;
        CRC32C crc = new CRC32C();
        long position = at;
        for (int from = 0; from < matrix.rows(); from += step) {
            Matrix piece = matrix.rows(from, Math.min(matrix.rows(), from + step));
            try (Arena arena = Arena.ofShared()) {
                MemorySegment packed = arena.allocate(packedBytes(kernels, piece), 64);
                IntStream.range(0, Math.ceilDiv(piece.rows(), UNIT)).parallel().forEach(i -> kernels.packRows(piece,
                        i * UNIT, Math.min(piece.rows(), (i + 1) * UNIT), packed));
                crc.update(packed.asByteBuffer());
                fully(out, packed.asByteBuffer(), position);
                position += packed.byteSize();
            }
        }
        return (int) crc.getValue();
    }

    private static void fully(FileChannel out, ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += out.write(bytes, position);
        }
    }

    static long packedBytes(Kernels kernels, Matrix matrix) {
        return kernels.packedBytes(matrix.type(), matrix.rows(), matrix.cols());
    }

    /**
     * Maps and checks the file.
     *
     * @param path
     *            what {@link #write} wrote
     * @throws PackedFormatException
     *             if it is damaged, or was made of another model or for another version of the kernels; the model can be
     *             loaded without it
     * @throws IOException
     *             if it cannot be read
     */
    public static PackedWeights open(Path path, GgufFile model, Kernels kernels) throws IOException {
        Arena arena = Arena.ofShared();
        PackedWeights weights = new PackedWeights(arena, kernels);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            PackedHeader header = PackedHeader.read(path, file, model, kernels);
            Optional<PackedHeader.Entry> damaged = header.entries().parallelStream()
                    .filter(e -> e.checksum() != checksum(file.asSlice(e.at(), e.bytes()))).findAny();
            if (damaged.isPresent()) {
                throw new PackedFormatException(path, damaged.get().at(),
                        "weights of " + damaged.get().name() + ": the checksum does not fit");
            }
            for (PackedHeader.Entry entry : header.entries()) {
                Matrix matrix = model.tensor(entry.name()).orElseThrow(() -> new PackedFormatException(path, entry.at(),
                        "weights of " + entry.name() + ": the model has no such tensor")).matrix();
                if (packedBytes(kernels, matrix) != entry.bytes()) {
                    throw new PackedFormatException(path, entry.at(), "weights of " + entry.name() + ": expected "
                            + packedBytes(kernels, matrix) + " bytes, received " + entry.bytes());
                }
                weights.parts.put(matrix.data().address(), new Part(matrix, file.asSlice(entry.at(), entry.bytes())));
            }
            return weights;
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private static int checksum(MemorySegment bytes) {
        CRC32C crc = new CRC32C();
        for (long at = 0; at < bytes.byteSize(); at += PIECE_BYTES) {
            crc.update(bytes.asSlice(at, Math.min(PIECE_BYTES, bytes.byteSize() - at)).asByteBuffer());
        }
        return (int) crc.getValue();
    }

    /**
     * The rearranged bytes of a matrix, or null if the file has none.
     *
     * @param matrix
     *            whole tensors or rows of them, over the bytes of the model that this was opened with
     */
    @Nullable
    MemorySegment find(Matrix matrix) {
        Map.Entry<Long, Part> found = matrix.data().isNative() ? parts.floorEntry(matrix.data().address()) : null;
        if (found == null) {
            return null;
        }
        Matrix whole = found.getValue().matrix;
        long skipped = matrix.data().address() - found.getKey();
        long first = skipped / whole.rowBytes();
        long last = first + matrix.rows();
        boolean rows = matrix.type() == whole.type() && matrix.cols() == whole.cols()
                && skipped % whole.rowBytes() == 0 && last <= whole.rows();
        if (!rows || first % UNIT != 0 || (last % UNIT != 0 && last != whole.rows())) {
            return null;
        }
        long start = kernels.packedBytes(whole.type(), (int) first, whole.cols());
        return found.getValue().packed.asSlice(start, packedBytes(kernels, matrix));
    }

    /** Unmaps the file. */
    @Override
    public void close() {
        arena.close();
    }
}
