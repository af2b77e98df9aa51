package io.engram.tensor.kernel;

import static io.engram.tensor.kernel.InterleavedLayout.R;

import io.engram.tensor.DType;
import io.engram.tensor.Matrix;
import io.engram.tensor.ShapeException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Weights in {@link InterleavedLayout}. Partial groups at the ends of a row range are computed whole and cut. */
final class InterleavedMatrix implements PackedMatrix {
    /** From this many tokens on, unpacking a tile of weights once for all is faster. */
    private static final int MIN_TILE_TOKENS = 3;

    private final DType type;
    private final int rows;
    private final int cols;
    private final int inputBlock;
    private final long groupBytes;
    private final MemorySegment data;

    InterleavedMatrix(DType type, int rows, int cols, MemorySegment data) {
        long expected = InterleavedLayout.bytes(type, rows, cols);
        if (data.byteSize() != expected) {
            throw new ShapeException("packed bytes: expected " + expected + " for " + rows + " x " + cols + " of "
                    + type + ", received " + data.byteSize());
        }
        this.type = type;
        this.rows = rows;
        this.cols = cols;
        this.inputBlock = type.blockSize();
        this.groupBytes = InterleavedLayout.groupBytes(type, cols);
        this.data = data;
    }

    @Override
    public DType type() {
        return type;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int cols() {
        return cols;
    }

    @Override
    public boolean interleaved() {
        return true;
    }

    @Override
    public int rowGroup() {
        return R;
    }

    @Override
    public void prepare(Activations x) {
        Ranges.sameWidth(cols, x);
        x.round(inputBlock);
    }

    @Override
    public void matVec(int row0, int row1, Activations x, int token, float[] y, int yo) {
        Ranges.sameWidth(cols, x);
        Objects.checkFromToIndex(row0, row1, rows);
        Objects.checkIndex(token, x.tokens());
        Ranges.outputs(y, yo, row0, row1);
        rowsOf(row0, row1, x.rounded(inputBlock), token, y, yo);
    }

    private void rowsOf(int row0, int row1, RoundedBatch x, int token, float[] y, int yo) {
        int first = Math.ceilDiv(row0, R) * R;
        int last = row1 / R * R;
        if (first > last) {
            part(first - R, row0, row1, x, token, y, yo);
            return;
        }
        if (row0 < first) {
            part(first - R, row0, first, x, token, y, yo);
        }
        int streams = streams();
        int each = (last - first) / R / streams;
        for (int r = first; streams > 1 && r < first + each * R; r += R) {
            several(r, each, x, token, y, yo + r);
        }
        for (int r = streams > 1 ? first + streams * each * R : first; r < last; r += R) {
            group(r, x, token, y, yo + r);
        }
        if (last < row1) {
            part(last, last, row1, x, token, y, yo);
        }
    }

    /** Rows from to to - 1 of the group that starts at row {@code start}. */
    private void part(int start, int from, int to, RoundedBatch x, int token, float[] y, int yo) {
        float[] whole = new float[R];
        group(start, x, token, whole, 0);
        System.arraycopy(whole, from - start, y, yo + from, to - from);
    }

    /** Groups that are computed together. */
    private int streams() {
        return switch (type) {
            case Q4_0, MXFP4 -> 4;
            case Q4_K, Q6_K -> 2;
            default -> 1;
        };
    }

    /** The group of this row and those that follow {@code distance} groups apart. */
    private void several(int row, int distance, RoundedBatch x, int token, float[] y, int yo) {
        long position = row / R * groupBytes;
        long far = distance * groupBytes;
        int step = distance * R;
        int blocks = cols / inputBlock;
        switch (type) {
            case Q4_0 -> InterleavedRows.q4ZeroFour(data, position, far, blocks, x, token, y, yo, step);
            case MXFP4 -> InterleavedRows.mxfp4Four(data, position, far, blocks, x, token, y, yo, step);
            case Q4_K -> InterleavedRows.q4KTwo(data, position, far, blocks, x, token, y, yo, step);
            case Q6_K -> InterleavedRows.q6KTwo(data, position, far, blocks, x, token, y, yo, step);
            default -> throw new UnsupportedOperationException("interleaved rows: no kernel for several of " + type);
        }
    }

    private void group(int row, RoundedBatch x, int token, float[] y, int yo) {
        long position = row / R * groupBytes;
        int blocks = cols / inputBlock;
        switch (type) {
            case Q4_0 -> InterleavedRows.q4Zero(data, position, blocks, x, token, y, yo);
            case Q5_0 -> InterleavedRows.q5Zero(data, position, blocks, x, token, y, yo);
            case Q5_K -> InterleavedRows.q5K(data, position, blocks, x, token, y, yo);
            case MXFP4 -> InterleavedRows.mxfp4(data, position, blocks, x, token, y, yo);
            case Q4_K -> InterleavedRows.q4K(data, position, blocks, x, token, y, yo);
            case Q6_K -> InterleavedRows.q6K(data, position, blocks, x, token, y, yo);
            default -> throw new UnsupportedOperationException("interleaved rows: no kernel for " + type);
        }
    }

    @Override
    public void matMat(int row0, int row1, Activations x, int[] tokens, int from, int count, float[] y, int yo,
            int yStride) {
        Ranges.listed(rows, cols, row0, row1, x, tokens, from, count, y, yo, yStride);
        RoundedBatch rounded = x.rounded(inputBlock);
        if (count < MIN_TILE_TOKENS) {
            for (int i = 0; i < count; i++) {
                rowsOf(row0, row1, rounded, tokens[from + i], y, yo + i * yStride);
            }
        } else {
            ShortTiles.matMat(type, data, groupBytes, cols, row0, row1, rounded, tokens, from, count, y, yo, yStride);
        }
    }
}
