package io.engram.memory.index;

import io.engram.tensor.kernel.SegmentDots;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Vectors by slot, outside the heap: the floats, and beside them codes of one signed byte per element with one scale per
 * vector (largest magnitude / 127). Codes are four times smaller and their product about three times faster; searches walk
 * the graph on codes and score the best again on floats.
 *
 * <p>One writer adds and erases. Readers need no lock: a slot below {@link #count} is complete, and an erased vector is
 * marked dead before its bytes go, so that a reader which finds it alive <i>after</i> scoring has scored whole bytes.
 */
final class Vectors {
    static final int SHIFT = 12;
    static final int PER_CHUNK = 1 << SHIFT;
    static final int MASK = PER_CHUNK - 1;
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final SegmentDots DOTS = SegmentDots.best();
    private static final VarHandle ALIVE = MethodHandles.arrayElementVarHandle(byte[].class);

    /** {@code PER_CHUNK} slots. Native memory is freed when nobody can reach the chunk any more. */
    private static final class Chunk {
        final MemorySegment floats;
        final MemorySegment codes;
        final float[] scales = new float[PER_CHUNK];
        final long[] ids = new long[PER_CHUNK];
        final byte[] alive = new byte[PER_CHUNK];

        Chunk(int dimensions) {
            Arena arena = Arena.ofAuto();
            floats = arena.allocate(4L * dimensions * PER_CHUNK, 64);
            codes = arena.allocate((long) dimensions * PER_CHUNK, 64);
        }
    }

    private final int dimensions;
    private volatile Chunk[] chunks = new Chunk[0];
    private volatile int count;
    private volatile boolean halves = true;
    private final byte[] bytes; // writer only

    Vectors(int dimensions) {
        this.dimensions = dimensions;
        this.bytes = new byte[dimensions];
    }

    /** Slots in use, dead ones included. */
    int count() {
        return count;
    }

    int dimensions() {
        return dimensions;
    }

    /** Writer only. */
    int add(long id, float[] vector) {
        halves &= exactAsHalves(vector);
        return addKnown(id, vector);
    }

    /** As {@link #add}, of a vector that is known to be one of 16-bit floats. */
    int addHalves(long id, float[] vector) {
        return addKnown(id, vector);
    }

    private int addKnown(long id, float[] vector) {
        int slot = count;
        Chunk[] now = chunks;
        if (slot >>> SHIFT == now.length) {
            now = Arrays.copyOf(now, now.length + 1);
            now[now.length - 1] = new Chunk(dimensions);
            chunks = now;
        }
        Chunk chunk = now[slot >>> SHIFT];
        int at = slot & MASK;
        MemorySegment.copy(vector, 0, chunk.floats, FLOAT, 4L * dimensions * at, dimensions);
        chunk.scales[at] = encode(vector, bytes, chunk.codes, (long) dimensions * at);
        chunk.ids[at] = id;
        chunk.alive[at] = 1;
        count = slot + 1; // publishes all of it
        return slot;
    }

    /** Writer only: a slot that nothing is in. */
    void addDead() {
        erase(add(0, new float[dimensions]));
    }

    /** Whether every vector so far is one of 16-bit floats. */
    boolean halves() {
        return halves;
    }

    private static boolean exactAsHalves(float[] vector) {
        for (float x : vector) {
            if (Float.float16ToFloat(Float.floatToFloat16(x)) != x) {
                return false;
            }
        }
        return true;
    }

    /**
     * Writes the codes of a vector; their scale, 0 for the zero vector.
     *
     * @param bytes room for them: gathered on the heap, where the loop is a few instructions, and copied in one go
     */
    static float encode(float[] vector, byte[] bytes, MemorySegment codes, long offset) {
        float largest = 0;
        for (float x : vector) {
            largest = Math.max(largest, Math.abs(x));
        }
        float inverse = largest == 0 ? 0 : 127 / largest;
        for (int i = 0; i < vector.length; i++) {
            bytes[i] = (byte) Math.round(vector[i] * inverse);
        }
        MemorySegment.copy(bytes, 0, codes, ValueLayout.JAVA_BYTE, offset, vector.length);
        return largest / 127;
    }

    /** Writer only: the slot is dead from now on and its bytes are zero. */
    void erase(int slot) {
        Chunk chunk = chunks[slot >>> SHIFT];
        int at = slot & MASK;
        ALIVE.setVolatile(chunk.alive, at, (byte) 0);
        chunk.floats.asSlice(4L * dimensions * at, 4L * dimensions).fill((byte) 0);
        chunk.codes.asSlice((long) dimensions * at, dimensions).fill((byte) 0);
    }

    boolean alive(int slot) {
        return (byte) ALIVE.getAcquire(chunks[slot >>> SHIFT].alive, slot & MASK) != 0;
    }

    /** To be called between scoring a slot and asking whether it is alive. */
    static void fence() {
        VarHandle.loadLoadFence();
    }

    long id(int slot) {
        return chunks[slot >>> SHIFT].ids[slot & MASK];
    }

    float[] copy(int slot) {
        float[] vector = new float[dimensions];
        MemorySegment.copy(chunks[slot >>> SHIFT].floats, FLOAT, 4L * dimensions * (slot & MASK), vector, 0,
                dimensions);
        return vector;
    }

    /** Inner product with a query, from the floats. */
    float score(int slot, float[] query) {
        return DOTS.dot(chunks[slot >>> SHIFT].floats, 4L * dimensions * (slot & MASK), query, 0, dimensions);
    }

    /** Inner product from the codes, but for the query's scale. */
    float codeScore(int slot, MemorySegment queryCodes) {
        Chunk chunk = chunks[slot >>> SHIFT];
        int at = slot & MASK;
        return DOTS.dotBytes(chunk.codes, (long) dimensions * at, queryCodes, 0, dimensions) * chunk.scales[at];
    }

    /** Inner product of two stored vectors, from the codes. */
    float codeScore(int slot, int other) {
        Chunk chunk = chunks[slot >>> SHIFT];
        Chunk second = chunks[other >>> SHIFT];
        int at = slot & MASK;
        int bt = other & MASK;
        return DOTS.dotBytes(chunk.codes, (long) dimensions * at, second.codes, (long) dimensions * bt, dimensions)
                * chunk.scales[at] * second.scales[bt];
    }
}
