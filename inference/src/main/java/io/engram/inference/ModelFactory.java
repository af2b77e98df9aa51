package io.engram.inference;

import io.engram.inference.gguf.GgufWriter;
import io.engram.tensor.DType;
import io.engram.tensor.quant.Quantizer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Writes models of real shapes with random weights, for speed runs and tests. What such a model says means nothing; how
 * fast it says it is what a trained one of that shape would do.
 *
 * <p>Weights are drawn once per row width as a pool of normal values with variance 1 / width, stored in the wanted type; each
 * row is a random slice of its pool. So files of any size are written at the speed of the disk with some tens of megabytes
 * of memory. The same shape, type and seed give the same bytes.
 */
public final class ModelFactory {
    /** Elements of a pool. */
    private static final int POOL = 1 << 21;
    private static final int WRITE_BYTES = 1 << 20;
    private static final List<ModelShape> SHAPES = List.of(
            new ModelShape("granitemoe-1b-a400m", "granitemoe", 24, 1024, 16, 8, 512, 32, 8, 49_155, 4096, true),
            new ModelShape("olmoe-1b-7b", "olmoe", 16, 2048, 16, 16, 1024, 64, 8, 50_304, 4096, false),
            new ModelShape("tiny", "olmoe", 2, 64, 4, 4, 32, 8, 2, 512, 512, false));

    private ModelFactory() {
    }

    /** Told how far a file is. */
    @FunctionalInterface
    public interface ProgressListener {
        /** {@code written} of {@code total} bytes are on disk. */
        void progress(long written, long total);
    }

    /** Names of the shapes that can be written. */
    public static List<String> shapes() {
        return SHAPES.stream().map(ModelShape::name).toList();
    }

    /** Types that matrices can have: those that {@link Quantizer} writes. */
    public static List<DType> types() {
        return Arrays.stream(DType.values()).filter(Quantizer::writes).toList();
    }

    /**
     * Writes a model.
     *
     * @param shape
     *            one of {@link #shapes()}
     * @param type
     *            storage of the matrices, one of {@link #types()}; norms and routers are F32
     * @param out
     *            created or replaced
     * @throws IllegalArgumentException
     *             if the shape or type is none of those
     */
    public static void write(String shape, DType type, Path out, long seed, ProgressListener listener)
            throws IOException {
        ModelShape found = SHAPES.stream().filter(s -> s.name().equals(shape)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("shape: expected one of " + shapes() + ", received " + shape));
        if (!Quantizer.writes(type)) {
            throw new IllegalArgumentException("type: expected one of " + types() + ", received " + type);
        }
        List<ModelShape.Tensor> tensors = found.tensors(type);
        long total = tensors.stream().mapToLong(ModelShape.Tensor::bytes).sum();
        SplittableRandom random = new SplittableRandom(seed);
        try (Arena arena = Arena.ofConfined(); GgufWriter writer = new GgufWriter(out)) {
            found.putKeys(writer);
            tensors.forEach(t -> writer.tensor(t.name(), t.type(), t.columns(), t.rows(), t.slices()));
            writer.begin();
            Map<String, MemorySegment> pools = new HashMap<>();
            long written = 0;
            for (ModelShape.Tensor tensor : tensors) {
                String key = tensor.type() + " " + tensor.columns() + " " + tensor.norm();
                MemorySegment pool = pools.get(key);
                if (pool == null) {
                    pool = pool(arena, tensor, random.split());
                    pools.put(key, pool);
                }
                fill(writer, tensor, pool, random);
                written += tensor.bytes();
                listener.progress(written, total);
            }
        }
    }

    /** Values near 1 for norms, else normal with variance 1 / columns; at least two rows of them. */
    private static MemorySegment pool(Arena arena, ModelShape.Tensor tensor, SplittableRandom random) {
        int blocks = Math.max(2 * tensor.columns(), tensor.norm() ? 0 : POOL) / tensor.type().blockSize();
        int n = blocks * tensor.type().blockSize();
        float[] values = new float[n];
        double deviation = tensor.norm() ? 0.02 : 1 / Math.sqrt(tensor.columns());
        for (int i = 0; i < n; i++) {
            values[i] = (float) (random.nextGaussian() * deviation + (tensor.norm() ? 1 : 0));
        }
        MemorySegment pool = arena.allocate(tensor.type().bytes(n));
        Quantizer.quantize(tensor.type(), values, 0, n, pool, 0);
        return pool;
    }

    private static void fill(GgufWriter writer, ModelShape.Tensor tensor, MemorySegment pool, SplittableRandom random)
            throws IOException {
        long rowBytes = tensor.type().bytes(tensor.columns());
        long starts = (pool.byteSize() - rowBytes) / tensor.type().blockBytes() + 1;
        int rowsAtOnce = (int) Math.max(1, WRITE_BYTES / rowBytes);
        MemorySegment buffer = MemorySegment.ofArray(new byte[Math.toIntExact(rowsAtOnce * rowBytes)]);
        long rows = (long) tensor.rows() * tensor.slices();
        for (long row = 0; row < rows; row += rowsAtOnce) {
            int count = (int) Math.min(rowsAtOnce, rows - row);
            for (int i = 0; i < count; i++) {
                long from = random.nextLong(starts) * tensor.type().blockBytes();
                MemorySegment.copy(pool, from, buffer, i * rowBytes, rowBytes);
            }
            writer.append(buffer.asSlice(0, count * rowBytes));
        }
    }
}
