package io.engram.inference.gguf;

import java.util.Arrays;
import java.util.Optional;

/** Types of metadata values. */
public enum ValueType {
    /** Unsigned byte. */
    U8(0, 1),
    /** Signed byte. */
    I8(1, 1),
    /** Unsigned 16-bit integer. */
    U16(2, 2),
    /** Signed 16-bit integer. */
    I16(3, 2),
    /** Unsigned 32-bit integer. */
    U32(4, 4),
    /** Signed 32-bit integer. */
    I32(5, 4),
    /** IEEE single. */
    F32(6, 4),
    /** One byte, 0 or 1. */
    BOOL(7, 1),
    /** Length and UTF-8 bytes. */
    STRING(8, 0),
    /** Element type, count, elements. */
    ARRAY(9, 0),
    /** Unsigned 64-bit integer. */
    U64(10, 8),
    /** Signed 64-bit integer. */
    I64(11, 8),
    /** IEEE double. */
    F64(12, 8);

    private final int code;
    private final int bytes;

    ValueType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** The code in the file. */
    int code() {
        return code;
    }

    /** Bytes of one value; 0 when that depends on the value. */
    int bytes() {
        return bytes;
    }

    static Optional<ValueType> ofCode(int code) {
        return Arrays.stream(values()).filter(t -> t.code == code).findFirst();
    }
}
