package io.engram.tensor.kernel;

import io.engram.tensor.DType;
import io.engram.tensor.Matrix;
import io.engram.tensor.ShapeException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * How interleaved weights lie in memory, and the way there from a file's bytes.
 *
 * <p>R rows (one per int lane: 16 at 512 bits, 8 at 256) form a group; groups follow each other, and within a group the
 * blocks of 32 or 256 inputs. "x R" below means one entry per row, row after row. A nibble word is an int that covers
 * eight successive inputs of a row: nibble s of its lower half is input 2s, nibble s of its upper half input 2s + 1.
 *
 * <pre>
 * Q4_0   block of 32:  f16 d x R | 4 times nibble word x R
 * MXFP4  block of 32:  byte exponent x R | 4 times nibble word x R
 * Q4_K   block of 256: f16 d x R | f16 dmin x R | 8 times (byte scale x R | byte min x R | 4 times nibble word x R)
 * Q5_0   block of 32:  f16 d x R | word of fifth bits x R | 4 times nibble word x R
 * Q5_K   block of 256: as Q4_K, with a word of fifth bits x R before the nibble words of each 32 inputs
 * Q6_K   block of 256: f16 d x R | 16 times (int8 scale x R | word of upper bit pairs x R | 2 times nibble word x R)
 * </pre>
 *
 * The word of upper bit pairs covers 16 inputs: bits 2j of its lower half belong to input 2j, of its upper half to input
 * 2j + 1. The word of fifth bits covers 32 inputs in the same way with one bit each. Rows missing in the last group are zeros.
 */
final class InterleavedLayout {
    /** Rows of a group. */
    static final int R = VectorElements.LANES;
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LE);
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LE);
    private static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LE);
    private static final ValueLayout.OfByte I8 = ValueLayout.JAVA_BYTE;
    private static final long EVEN_NIBBLES = 0x000f_000f_000f_000fL;
    private static final long EVEN_BITS = 0x0001_0001_0001_0001L;
    private static final long EVEN_PAIRS = 0x0003_0003_0003_0003L;

    private InterleavedLayout() {
    }

    static boolean supports(DType type) {
        return VectorRows.FUSED && switch (type) {
            case Q4_0, Q5_0, MXFP4, Q4_K, Q5_K, Q6_K -> true;
            default -> false;
        };
    }

    /** Bytes of one block of a group. */
    static int blockBytes(DType type) {
        return R * switch (type) {
            case Q4_0 -> 18;
            case Q5_0 -> 22;
            case MXFP4 -> 17;
            case Q4_K -> 4 + 8 * 18;
            case Q5_K -> 4 + 8 * 22;
            case Q6_K -> 2 + 16 * 13;
            default -> throw new UnsupportedOperationException("interleaved layout: no form for " + type);
        };
    }

    /** Bytes of one group of rows. */
    static long groupBytes(DType type, int cols) {
        return (long) (cols / type.blockSize()) * blockBytes(type);
    }

    /** Bytes of a whole matrix. */
    static long bytes(DType type, int rows, int cols) {
        if (rows < 0 || cols < 0 || cols % type.blockSize() != 0) {
            throw new ShapeException("packed matrix: expected rows >= 0 and cols a multiple of " + type.blockSize()
                    + ", received " + rows + " x " + cols);
        }
        return Math.ceilDiv(rows, R) * groupBytes(type, cols);
    }

    /** Writes the groups that hold rows {@code row0} (a multiple of R) to {@code row1 - 1}. */
    static void fill(Matrix w, int row0, int row1, MemorySegment out) {
        DType type = w.type();
        long rowBytes = w.rowBytes();
        int blocks = w.cols() / type.blockSize();
        int size = blockBytes(type);
        long groupBytes = groupBytes(type, w.cols());
        for (int r = row0; r < row1; r++) {
            long q = (r / R) * groupBytes;
            for (int b = 0; b < blocks; b++, q += size) {
                long p = r * rowBytes + (long) b * type.blockBytes();
                switch (type) {
                    case Q4_0 -> q4Zero(w.data(), p, out, q, r % R);
                    case Q5_0 -> q5Zero(w.data(), p, out, q, r % R);
                    case MXFP4 -> mxfp4(w.data(), p, out, q, r % R);
                    case Q4_K -> q45K(w.data(), p, out, q, r % R, false);
                    case Q5_K -> q45K(w.data(), p, out, q, r % R, true);
                    case Q6_K -> q6K(w.data(), p, out, q, r % R);
                    default -> throw new UnsupportedOperationException("interleaved layout: no form for " + type);
                }
            }
        }
    }

    private static void q4Zero(MemorySegment in, long p, MemorySegment out, long q, int lane) {
        out.set(I16, q + 2L * lane, in.get(I16, p));
        halves(in, p + 2, out, q + 2L * R + 4L * lane);
    }

    private static void q5Zero(MemorySegment in, long p, MemorySegment out, long q, int lane) {
        int fifth = in.get(I32, p + 2);
        out.set(I16, q + 2L * lane, in.get(I16, p));
        out.set(I32, q + 2L * R + 4L * lane,
                Integer.compress(fifth, 0x5555_5555) | (Integer.compress(fifth, 0xaaaa_aaaa) << 16));
        halves(in, p + 6, out, q + 6L * R + 4L * lane);
    }

    private static void mxfp4(MemorySegment in, long p, MemorySegment out, long q, int lane) {
        out.set(I8, q + lane, in.get(I8, p));
        halves(in, p + 1, out, q + R + 4L * lane);
    }

    /** 16 bytes whose lower nibbles are inputs 0 to 15 and whose upper ones are 16 to 31. */
    private static void halves(MemorySegment in, long p, MemorySegment out, long q) {
        long first = in.get(I64, p);
        long second = in.get(I64, p + 8);
        out.set(I32, q, nibbleWord(first));
        out.set(I32, q + 4L * R, nibbleWord(second));
        out.set(I32, q + 8L * R, nibbleWord(first >>> 4));
        out.set(I32, q + 12L * R, nibbleWord(second >>> 4));
    }

    /** The lower nibbles of eight bytes as a nibble word. */
    private static int nibbleWord(long bytes) {
        return (int) (Long.compress(bytes, EVEN_NIBBLES) | (Long.compress(bytes >>> 8, EVEN_NIBBLES) << 16));
    }

    private static void q45K(MemorySegment in, long p, MemorySegment out, long q, int lane, boolean five) {
        long nibbles = five ? p + 48 : p + 16;
        long groupBytes = five ? 22L * R : 18L * R;
        out.set(I16, q + 2L * lane, in.get(I16, p));
        out.set(I16, q + 2L * R + 2L * lane, in.get(I16, p + 2));
        for (int g = 0; g < 8; g++) {
            long o = q + 4L * R + groupBytes * g;
            out.set(I8, o + lane, (byte) sixBits(in, p + 4, g, false));
            out.set(I8, o + R + lane, (byte) sixBits(in, p + 4, g, true));
            o += 2L * R;
            if (five) {
                out.set(I32, o + 4L * lane, fifthWord(in, p + 16, g));
                o += 4L * R;
            }
            for (int i = 0; i < 4; i++) {
                long bytes = in.get(I64, nibbles + 32L * (g >> 1) + 8L * i) >>> (4 * (g & 1));
                out.set(I32, o + 4L * R * i + 4L * lane, nibbleWord(bytes));
            }
        }
    }

    /** Bit g of 32 bytes as a word of fifth bits. */
    private static int fifthWord(MemorySegment in, long p, int g) {
        long word = 0;
        for (int i = 0; i < 4; i++) {
            long bytes = in.get(I64, p + 8L * i) >>> g;
            word |= Long.compress(bytes, EVEN_BITS) << (4 * i);
            word |= Long.compress(bytes >>> 8, EVEN_BITS) << (4 * i + 16);
        }
        return (int) word;
    }

    /** The scale or minimum of group g: see the K formats; the last four spread over two bytes. */
    private static int sixBits(MemorySegment in, long p, int g, boolean min) {
        int at = min ? g + 4 : g;
        if (g < 4) {
            return in.get(I8, p + at) & 63;
        }
        int low = (in.get(I8, p + g + 4) & 0xff) >> (min ? 4 : 0);
        int high = (in.get(I8, p + (min ? g : g - 4)) & 0xff) >> 6;
        return (low & 15) | (high << 4);
    }

    private static void q6K(MemorySegment in, long p, MemorySegment out, long q, int lane) {
        out.set(I16, q + 2L * lane, in.get(I16, p + 208));
        for (int g = 0; g < 16; g++) {
            long o = q + 2L * R + 13L * R * g;
            int half = g >> 3;
            int quarter = (g >> 1) & 3;
            int from = 16 * (g & 1);
            long low = p + 64L * half + 32L * (quarter & 1) + from;
            long high = p + 128 + 32L * half + from;
            out.set(I8, o + lane, in.get(I8, p + 192 + g));
            out.set(I32, o + R + 4L * lane,
                    pairWord(in.get(I64, high) >>> (2 * quarter), in.get(I64, high + 8) >>> (2 * quarter)));
            for (int i = 0; i < 2; i++) {
                long bytes = in.get(I64, low + 8L * i) >>> (4 * (quarter >> 1));
                out.set(I32, o + 5L * R + 4L * R * i + 4L * lane, nibbleWord(bytes));
            }
        }
    }

    /** The lowest two bits of sixteen bytes as a word of upper bit pairs. */
    private static int pairWord(long first, long second) {
        long even = Long.compress(first, EVEN_PAIRS) | (Long.compress(second, EVEN_PAIRS) << 8);
        long odd = Long.compress(first >>> 8, EVEN_PAIRS) | (Long.compress(second >>> 8, EVEN_PAIRS) << 8);
        return (int) (even | (odd << 16));
    }
}
