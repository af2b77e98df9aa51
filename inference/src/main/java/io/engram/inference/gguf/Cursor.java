package io.engram.inference.gguf;

import io.engram.inference.ModelFormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Reads a file's header forward; refuses to step past its end. */
final class Cursor {
    private static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final String source;
    private final MemorySegment file;
    private long position;

    Cursor(String source, MemorySegment file, long position) {
        this.source = source;
        this.file = file;
        this.position = position;
    }

    long position() {
        return position;
    }

    long remaining() {
        return file.byteSize() - position;
    }

    ModelFormatException bad(long offset, String reason) {
        return new ModelFormatException(source, offset, reason);
    }

    byte i8(String what) throws ModelFormatException {
        return file.get(ValueLayout.JAVA_BYTE, take(1, what));
    }

    short i16(String what) throws ModelFormatException {
        return file.get(I16, take(2, what));
    }

    int i32(String what) throws ModelFormatException {
        return file.get(I32, take(4, what));
    }

    long i64(String what) throws ModelFormatException {
        return file.get(I64, take(8, what));
    }

    /** A count of things that take at least {@code minBytes} each: refused when the rest of the file cannot hold them. */
    long count(String what, long minBytes) throws ModelFormatException {
        long at = position;
        long count = i64(what);
        if (count < 0 || count > remaining() / minBytes) {
            throw bad(at, what + ": expected at most " + remaining() / minBytes + " in the " + remaining()
                    + " bytes that follow, received " + Long.toUnsignedString(count));
        }
        return count;
    }

    /** Steps over {@code bytes} and gives the offset where they start. */
    long take(long bytes, String what) throws ModelFormatException {
        if (bytes < 0 || bytes > remaining()) {
            throw bad(position, what + ": expected " + bytes + " bytes, but the file ends after " + remaining());
        }
        long at = position;
        position += bytes;
        return at;
    }

    /** A name: strict UTF-8 of at most {@code maxBytes}. */
    String name(String what, int maxBytes) throws ModelFormatException {
        long at = position;
        long length = count(what + " length", 1);
        if (length > maxBytes) {
            throw bad(at, what + " length: expected at most " + maxBytes + " bytes, received " + length);
        }
        byte[] bytes = bytes(length, what);
        try {
            return StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw bad(at + 8, what + ": expected UTF-8, received malformed bytes");
        }
    }

    /** Text of any length that the file holds; malformed UTF-8 becomes U+FFFD. */
    String text(String what) throws ModelFormatException {
        long at = position;
        long length = count(what + " length", 1);
        if (length > Integer.MAX_VALUE - 16) {
            throw bad(at, what + " length: expected less than 2 GiB, received " + length);
        }
        return new String(bytes(length, what), StandardCharsets.UTF_8);
    }

    /** Steps over a string. */
    void skipText(String what) throws ModelFormatException {
        take(count(what + " length", 1), what);
    }

    private byte[] bytes(long length, String what) throws ModelFormatException {
        byte[] bytes = new byte[(int) length];
        MemorySegment.copy(file, ValueLayout.JAVA_BYTE, take(length, what), bytes, 0, bytes.length);
        return bytes;
    }
}
