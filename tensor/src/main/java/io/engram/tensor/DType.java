package io.engram.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * How the elements of a tensor are stored. A type is a sequence of blocks; a block holds {@link #blockSize()} consecutive
 * elements of one row in {@link #blockBytes()} bytes, so plain types are blocks of one element.
 *
 * <p>Names and ids are those of GGUF files, so that a file's type code maps to a constant and back.
 */
public enum DType {
    /** IEEE single precision. */
    F32(0, 1, 4, PlainBlocks::f32),
    /** IEEE half precision. */
    F16(1, 1, 2, PlainBlocks::f16),
    /** The upper half of an IEEE single. */
    BF16(30, 1, 2, PlainBlocks::bf16),
    /** 32 signed bytes and an F16 scale. */
    Q8_0(8, 32, 34, LegacyBlocks::q8Zero),
    /** 32 nibbles minus 8 and an F16 scale. */
    Q4_0(2, 32, 18, LegacyBlocks::q4Zero),
    /** 32 nibbles, an F16 scale and an F16 minimum. */
    Q4_1(3, 32, 20, LegacyBlocks::q4One),
    /** 32 five-bit numbers minus 16 and an F16 scale. */
    Q5_0(6, 32, 22, LegacyBlocks::q5Zero),
    /** 32 five-bit numbers, an F16 scale and an F16 minimum. */
    Q5_1(7, 32, 24, LegacyBlocks::q5One),
    /** 256 two-bit numbers; 16 groups with four-bit scales and minima. */
    Q2_K(10, 256, 84, KBlocks::q2),
    /** 256 three-bit numbers; 16 groups with six-bit signed scales. */
    Q3_K(11, 256, 110, KBlocks::q3),
    /** 256 four-bit numbers; 8 groups with six-bit scales and minima. */
    Q4_K(12, 256, 144, KBlocks::q4),
    /** 256 five-bit numbers; 8 groups with six-bit scales and minima. */
    Q5_K(13, 256, 176, KBlocks::q5),
    /** 256 six-bit numbers minus 32; 16 groups with eight-bit signed scales. */
    Q6_K(14, 256, 210, KBlocks::q6),
    /** 32 indices into a table of 16 uneven steps and an F16 scale. */
    IQ4_NL(20, 32, 18, TableBlocks::iq4Nl),
    /** 256 indices into the same table; 8 groups with six-bit scales. */
    IQ4_XS(23, 256, 136, TableBlocks::iq4Xs),
    /** 32 four-bit floats (E2M1) and a shared power-of-two scale (E8M0). */
    MXFP4(39, 32, 17, TableBlocks::mxfp4);

    private final int ggmlId;
    private final int blockSize;
    private final int blockBytes;
    @SuppressWarnings("ImmutableEnumChecker") // every decoder is a stateless static method
    private final Decoder decoder;

    DType(int ggmlId, int blockSize, int blockBytes, Decoder decoder) {
        this.ggmlId = ggmlId;
        this.blockSize = blockSize;
        this.blockBytes = blockBytes;
        this.decoder = decoder;
    }

    /** The type code in GGUF files. */
    public int ggmlId() {
        return ggmlId;
    }

    /** Elements in a block. */
    public int blockSize() {
        return blockSize;
    }

    /** Bytes in a block. */
    public int blockBytes() {
        return blockBytes;
    }

    /**
     * Bytes that {@code elements} consecutive elements take.
     *
     * @throws ShapeException
     *             if {@code elements} is negative, not a multiple of the block size, or takes more than
     *             {@code Long.MAX_VALUE} bytes
     */
    public long bytes(long elements) {
        if (elements < 0 || elements % blockSize != 0) {
            throw new ShapeException(this + " elements: expected a non-negative multiple of " + blockSize
                    + ", received " + elements);
        }
        long blocks = elements / blockSize;
        if (blocks > Long.MAX_VALUE / blockBytes) {
            throw new ShapeException(this + " elements: expected at most " + Long.MAX_VALUE + " bytes, received "
                    + elements + " elements of " + blockBytes + " bytes per " + blockSize);
        }
        return blocks * blockBytes;
    }

    /** The type with this GGUF code, or empty if this project does not read it. */
    public static Optional<DType> ofGgml(int id) {
        for (DType type : values()) {
            if (type.ggmlId == id) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /**
     * Writes the values of {@code elements} stored elements as floats: the reference that every kernel is held to.
     *
     * @param data
     *            bytes of whole blocks; no alignment is needed
     * @param position
     *            byte offset of the first block in {@code data}
     * @param elements
     *            how many to decode, a multiple of the block size
     * @param out
     *            receives {@code elements} floats from {@code off} on
     */
    public void dequantize(MemorySegment data, long position, int elements, float[] out, int off) {
        bytes(elements);
        decoder.decode(data, position, elements / blockSize, out, off);
    }

    /** Turns consecutive blocks into floats. */
    @FunctionalInterface
    interface Decoder {
        void decode(MemorySegment data, long position, int blocks, float[] out, int off);
    }
}
