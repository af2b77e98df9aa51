package io.engram.inference.transformer;

import io.engram.inference.KvType;
import io.engram.tensor.kernel.Kernels;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Rows of H heads of D elements each, {@code [slot][H][D]}, in one of the forms of {@link KvType}. Slots are given out by
 * {@link KvCache}; content of a slot that was never written is zero.
 */
final class KvStore {
    private static final int BLOCK = 32;
    private static final float MAX_HALF = 65_504;

    private final KvType type;
    private final int dim;
    private final int width;
    /** Scales of a slot. */
    private final int scaleWidth;
    private final int blocksOfHead;
    private float[] floats = {};
    private short[] halves = {};
    private byte[] bytes = {};
    private short[] scales = {};

    KvStore(KvType type, int heads, int dim) {
        this.type = type;
        this.dim = dim;
        this.width = heads * dim;
        this.blocksOfHead = Math.ceilDiv(dim, BLOCK);
        this.scaleWidth = heads * blocksOfHead;
    }

    KvStore(KvStore other) {
        this(other.type, other.dim == 0 ? 0 : other.width / other.dim, other.dim);
        floats = other.floats.clone();
        halves = other.halves.clone();
        bytes = other.bytes.clone();
        scales = other.scales.clone();
    }

    /** Elements of a slot. */
    int width() {
        return width;
    }

    /** Bytes of a slot. */
    int slotBytes() {
        return switch (type) {
            case F32 -> width * Float.BYTES;
            case F16 -> width * Short.BYTES;
            case Q8 -> width + scaleWidth * Short.BYTES;
        };
    }

    /** Changes the number of slots; the first ones keep their content. */
    void resize(int slots) {
        switch (type) {
            case F32 -> floats = Arrays.copyOf(floats, Math.multiplyExact(slots, width));
            case F16 -> halves = Arrays.copyOf(halves, Math.multiplyExact(slots, width));
            case Q8 -> {
                bytes = Arrays.copyOf(bytes, Math.multiplyExact(slots, width));
                scales = Arrays.copyOf(scales, slots * scaleWidth);
            }
        }
    }

    /** Writes one row. */
    void put(int slot, float[] row, int from) {
        int o = slot * width;
        switch (type) {
            case F32 -> System.arraycopy(row, from, floats, o, width);
            case F16 -> {
                for (int i = 0; i < width; i++) {
                    halves[o + i] = Float.floatToFloat16(Math.clamp(row[from + i], -MAX_HALF, MAX_HALF));
                }
            }
            case Q8 -> {
                for (int s = 0; s < scaleWidth; s++) {
                    int at = s / blocksOfHead * dim + s % blocksOfHead * BLOCK;
                    int n = Math.min(BLOCK, dim - s % blocksOfHead * BLOCK);
                    scales[slot * scaleWidth + s] = round(row, from + at, n, o + at);
                }
            }
        }
    }

    /** Rounds to bytes; gives the scale. */
    private short round(float[] x, int from, int n, int to) {
        float max = 0;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, Math.abs(x[from + i]));
        }
        short scale = Float.floatToFloat16(Math.min(max / 127, MAX_HALF));
        float step = Float.float16ToFloat(scale);
        float inverse = step == 0 ? 0 : 1 / step;
        for (int i = 0; i < n; i++) {
            bytes[to + i] = (byte) Math.clamp(Math.rint(x[from + i] * inverse), -127, 127);
        }
        return scale;
    }

    /** The rows as they are, if they are floats: head h of a slot is at {@code slot * width() + h * D}. Else empty. */
    float[] floats() {
        return floats;
    }

    /** Whether {@link #floats} holds the rows. */
    boolean direct() {
        return type == KvType.F32;
    }

    /** Head {@code head} of {@code count} slots as floats, {@code [count][D]}. */
    void unpack(Kernels kernels, int slot, int count, int head, float[] to, int o) {
        for (int i = 0; i < count; i++) {
            int from = (slot + i) * width + head * dim;
            int at = o + i * dim;
            switch (type) {
                case F32 -> System.arraycopy(floats, from, to, at, dim);
                case F16 -> kernels.fromHalf(halves, from, to, at, dim);
                case Q8 -> {
                    int s = (slot + i) * scaleWidth + head * blocksOfHead;
                    for (int b = 0; b < blocksOfHead; b++) {
                        kernels.fromBytes(Float.float16ToFloat(scales[s + b]), bytes, from + b * BLOCK, to,
                                at + b * BLOCK, Math.min(BLOCK, dim - b * BLOCK));
                    }
                }
            }
        }
    }

    /** Puts a slot's stored form, {@link #slotBytes} bytes, into a buffer. */
    void write(int slot, ByteBuffer out) {
        int o = slot * width;
        switch (type) {
            case F32 -> StateBytes.put(out, floats, o, width);
            case F16 -> put(out, halves, o, width);
            case Q8 -> {
                out.put(bytes, o, width);
                put(out, scales, slot * scaleWidth, scaleWidth);
            }
        }
    }

    /** The reverse of {@link #write}. */
    void read(int slot, ByteBuffer in) {
        int o = slot * width;
        switch (type) {
            case F32 -> StateBytes.get(in, floats, o, width);
            case F16 -> get(in, halves, o, width);
            case Q8 -> {
                in.get(bytes, o, width);
                get(in, scales, slot * scaleWidth, scaleWidth);
            }
        }
    }

    private static void put(ByteBuffer out, short[] values, int off, int n) {
        out.asShortBuffer().put(values, off, n);
        out.position(out.position() + n * Short.BYTES);
    }

    private static void get(ByteBuffer in, short[] values, int off, int n) {
        in.asShortBuffer().get(values, off, n);
        in.position(in.position() + n * Short.BYTES);
    }
}
