package io.engram.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A matrix as a model file stores it: {@code rows} rows of {@code cols} elements, row after row, each row a whole number of
 * blocks of {@code type}. A weight matrix maps a vector of {@code cols} inputs to {@code rows} outputs.
 *
 * <p>Immutable and free of copies; the arena behind {@code data} must outlive it. Any thread that may read the segment may
 * use it. Heap segments must be backed by a {@code byte[]}, which is what the vector kernels can read.
 *
 * @param type
 *            storage of the elements
 * @param rows
 *            number of outputs, at least 0
 * @param cols
 *            number of inputs, a multiple of {@code type.blockSize()}
 * @param data
 *            exactly {@code type.bytes(rows * cols)} bytes, of any alignment
 */
public record Matrix(DType type, int rows, int cols, MemorySegment data) {
    /** Checks that sizes and bytes agree. */
    public Matrix {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(data, "data");
        if (rows < 0 || cols < 0) {
            throw new ShapeException("matrix: expected rows and cols >= 0, received " + rows + " x " + cols);
        }
        if (cols % type.blockSize() != 0) {
            throw new ShapeException("matrix cols: expected a multiple of " + type.blockSize() + " for " + type
                    + ", received " + cols);
        }
        long expected = type.bytes((long) rows * cols);
        if (data.byteSize() != expected) {
            throw new ShapeException("matrix bytes: expected " + expected + " for " + rows + " x " + cols + " of "
                    + type + ", received " + data.byteSize());
        }
        if (!data.isNative() && !(data.heapBase().orElse(null) instanceof byte[])) {
            throw new ShapeException(
                    "matrix data: expected native memory or a writable segment of a byte[], received another heap segment");
        }
    }

    /** A matrix of floats copied from {@code values}, row-major, {@code rows * cols} of them. */
    public static Matrix ofFloats(int rows, int cols, float... values) {
        if ((long) rows * cols != values.length) {
            throw new ShapeException("matrix values: expected " + (long) rows * cols + " for " + rows + " x " + cols
                    + ", received " + values.length);
        }
        MemorySegment data = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, Float.BYTES)]);
        for (int i = 0; i < values.length; i++) {
            data.set(Layouts.F32, (long) i * Float.BYTES, values[i]);
        }
        return new Matrix(DType.F32, rows, cols, data);
    }

    /** Bytes from one row to the next. */
    public long rowBytes() {
        return type.bytes(cols);
    }

    /** Writes the {@code cols} values of {@code row} to {@code out[off ...]}. */
    public void dequantizeRow(int row, float[] out, int off) {
        dequantizeRow(row, 0, cols, out, off);
    }

    /**
     * Writes the values of columns {@code col .. col + n - 1} of {@code row} to {@code out[off ...]}; both {@code col} and
     * {@code n} are multiples of the block size.
     */
    public void dequantizeRow(int row, int col, int n, float[] out, int off) {
        Objects.checkIndex(row, rows);
        Objects.checkFromIndexSize(col, n, cols);
        Objects.checkFromIndexSize(off, n, out.length);
        type.dequantize(data, row * rowBytes() + type.bytes(col), n, out, off);
    }

    /** Rows {@code from} (inclusive) to {@code to} (exclusive) as a matrix over the same bytes. */
    public Matrix rows(int from, int to) {
        Objects.checkFromToIndex(from, to, rows);
        long rowBytes = rowBytes();
        return new Matrix(type, to - from, cols, data.asSlice(from * rowBytes, (to - from) * rowBytes));
    }
}
