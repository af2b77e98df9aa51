package io.engram.inference.gguf;

import io.engram.inference.ModelFormatException;
import io.engram.tensor.DType;
import io.engram.tensor.Matrix;
import java.lang.foreign.MemorySegment;

/**
 * A tensor of a file, over the mapped bytes.
 *
 * @param name
 *            unique in the file
 * @param type
 *            storage of its elements
 * @param shape
 *            1 to 4 dimensions, innermost (fastest changing) first, each at least 1
 * @param offset
 *            byte offset of its data in the file
 * @param data
 *            exactly its bytes
 */
public record GgufTensor(String name, DType type, Shape shape, long offset, MemorySegment data) {

    /** Up to four dimensions, innermost first; missing ones are 1. */
    public record Shape(long columns, long rows, long slices, long blocks) {
        /** Number of elements; the file reader has checked that it does not overflow. */
        public long elements() {
            return columns * rows * slices * blocks;
        }

        @Override
        public String toString() {
            return "{" + columns + ", " + rows + ", " + slices + (blocks == 1 ? "" : ", " + blocks) + "}";
        }
    }

    /** All rows of all slices as one matrix: {@code rows * slices} outputs of {@code columns} inputs. */
    public Matrix matrix() throws ModelFormatException {
        long rows = shape.rows * shape.slices * shape.blocks;
        if (rows > Integer.MAX_VALUE || shape.columns > Integer.MAX_VALUE) {
            throw new ModelFormatException(name, offset,
                    "expected fewer than 2^31 rows and columns, received " + shape);
        }
        return new Matrix(type, (int) rows, (int) shape.columns, data);
    }

    /** All elements as floats; for norms, biases and other small tensors, at most 2^26 elements. */
    public float[] floats() throws ModelFormatException {
        if (shape.elements() > 1 << 26) {
            throw new ModelFormatException(name, offset,
                    "expected at most 2^26 elements of a small tensor, received " + shape);
        }
        float[] out = new float[(int) shape.elements()];
        type.dequantize(data, 0, out.length, out, 0);
        return out;
    }
}
