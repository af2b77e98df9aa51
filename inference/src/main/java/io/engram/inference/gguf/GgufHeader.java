package io.engram.inference.gguf;

import io.engram.inference.ModelFormatException;
import io.engram.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parses and checks everything before the data section. */
record GgufHeader(Metadata metadata, Map<String, GgufTensor> tensors) {
    static final int MAGIC = 0x46554747;
    static final int DEFAULT_ALIGNMENT = 32;
    static final String ALIGNMENT_KEY = "general.alignment";
    private static final int MAX_KEY_BYTES = 65_535;
    private static final int MAX_TENSOR_NAME_BYTES = 255;
    private static final int MAX_DIMENSIONS = 4;
    private static final int MAX_ALIGNMENT = 1 << 20;
    /** Key length, type and one byte of value. */
    private static final int MIN_KEY_BYTES = 8 + 4 + 1;
    /** Name length, dimension count, one dimension, type, offset. */
    private static final int MIN_TENSOR_BYTES = 8 + 4 + 8 + 4 + 8;

    /** A tensor as listed, before the data section's start is known. */
    private record Listed(String name, DType type, GgufTensor.Shape shape, long relative, long listedAt) {
        long bytes() {
            return type.bytes(shape.elements());
        }
    }

    static GgufHeader parse(String source, MemorySegment file) throws ModelFormatException {
        Cursor in = new Cursor(source, file, 0);
        if (in.i32("magic") != MAGIC) {
            throw in.bad(0, "expected the magic bytes GGUF, received something else");
        }
        version(in);
        long tensorsAt = in.position();
        long tensorCount = in.i64("tensor count");
        long keyCount = in.count("key count", MIN_KEY_BYTES);
        if (tensorCount < 0 || tensorCount > in.remaining() / MIN_TENSOR_BYTES) {
            throw in.bad(tensorsAt, "tensor count: expected at most " + in.remaining() / MIN_TENSOR_BYTES + " in the "
                    + in.remaining() + " bytes that follow, received " + Long.toUnsignedString(tensorCount));
        }
        Map<String, Metadata.Entry> entries = keys(in, keyCount);
        Metadata metadata = new Metadata(source, file, entries);
        int alignment = alignment(metadata);
        List<Listed> listed = new ArrayList<>();
        for (long i = 0; i < tensorCount; i++) {
            listed.add(tensor(in, alignment));
        }
        return new GgufHeader(metadata, locate(in, file, alignment, listed));
    }

    private static void version(Cursor in) throws ModelFormatException {
        int version = in.i32("version");
        if (version != 2 && version != 3) {
            boolean swapped = version != 0 && (version & 0xffff) == 0;
            throw in.bad(4, "version: expected 2 or 3, received "
                    + (swapped ? "a big-endian file" : Integer.toUnsignedString(version)));
        }
    }

    private static Map<String, Metadata.Entry> keys(Cursor in, long count) throws ModelFormatException {
        Map<String, Metadata.Entry> entries = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            long at = in.position();
            String key = in.name("key " + i, MAX_KEY_BYTES);
            ValueType type = type(in, key);
            Metadata.Entry entry = type == ValueType.ARRAY ? array(in, key) : scalar(in, key, type);
            if (entries.put(key, entry) != null) {
                throw in.bad(at, "key " + key + ": expected once, received twice");
            }
        }
        return entries;
    }

    private static ValueType type(Cursor in, String key) throws ModelFormatException {
        long at = in.position();
        int code = in.i32(key + " type");
        return ValueType.ofCode(code).orElseThrow(() -> in.bad(at, key + " type: expected a code from 0 to "
                + (ValueType.values().length - 1) + ", received " + Integer.toUnsignedString(code)));
    }

    private static Metadata.Entry scalar(Cursor in, String key, ValueType type) throws ModelFormatException {
        long at = in.position();
        if (type == ValueType.STRING) {
            in.skipText(key);
        } else if (type == ValueType.BOOL) {
            byte value = in.i8(key);
            if (value != 0 && value != 1) {
                throw in.bad(at, key + ": expected a boolean 0 or 1, received " + value);
            }
        } else {
            in.take(type.bytes(), key);
        }
        return new Metadata.Entry(type, false, 1, at);
    }

    private static Metadata.Entry array(Cursor in, String key) throws ModelFormatException {
        long at = in.position();
        ValueType type = type(in, key + " element");
        if (type == ValueType.ARRAY) {
            throw in.bad(at, key + ": expected plain elements, received an array of arrays");
        }
        long count = in.count(key + " count", type == ValueType.STRING ? 8 : type.bytes());
        long first = in.position();
        if (type == ValueType.STRING) {
            for (long i = 0; i < count; i++) {
                in.skipText(key);
            }
        } else {
            in.take(count * type.bytes(), key);
        }
        return new Metadata.Entry(type, true, count, first);
    }

    private static int alignment(Metadata metadata) throws ModelFormatException {
        int alignment = metadata.integer(ALIGNMENT_KEY, 1, MAX_ALIGNMENT, DEFAULT_ALIGNMENT);
        if (Integer.bitCount(alignment) != 1) {
            throw metadata.bad(ALIGNMENT_KEY, "expected a power of two, received " + alignment);
        }
        return alignment;
    }

    private static Listed tensor(Cursor in, int alignment) throws ModelFormatException {
        long at = in.position();
        String name = in.name("tensor name", MAX_TENSOR_NAME_BYTES);
        GgufTensor.Shape shape = shape(in, name);
        long typeAt = in.position();
        int code = in.i32(name + " type");
        DType type = DType.ofGgml(code).orElseThrow(() -> in.bad(typeAt, "tensor " + name
                + " type: expected a storage type this engine reads, received code " + Integer.toUnsignedString(code)));
        if (shape.columns() % type.blockSize() != 0) {
            throw in.bad(typeAt, "tensor " + name + ": expected rows of a multiple of " + type.blockSize()
                    + " elements for " + type + ", received " + shape.columns());
        }
        if (shape.elements() / type.blockSize() > Long.MAX_VALUE / type.blockBytes()) {
            throw in.bad(typeAt, "tensor " + name + ": expected fewer than 2^63 bytes, received " + shape);
        }
        long offsetAt = in.position();
        long relative = in.i64(name + " offset");
        if (relative < 0 || relative % alignment != 0) {
            throw in.bad(offsetAt, "tensor " + name + " offset: expected a multiple of the alignment " + alignment
                    + ", received " + Long.toUnsignedString(relative));
        }
        return new Listed(name, type, shape, relative, at);
    }

    private static GgufTensor.Shape shape(Cursor in, String name) throws ModelFormatException {
        long at = in.position();
        int dimensions = in.i32(name + " dimensions");
        if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
            throw in.bad(at, "tensor " + name + ": expected 1 to " + MAX_DIMENSIONS + " dimensions, received "
                    + Integer.toUnsignedString(dimensions));
        }
        long[] size = {1, 1, 1, 1};
        long elements = 1;
        for (int d = 0; d < dimensions; d++) {
            long sizeAt = in.position();
            size[d] = in.i64(name + " dimension " + d);
            if (size[d] < 1 || size[d] > Long.MAX_VALUE / elements) {
                throw in.bad(sizeAt, "tensor " + name + " dimension " + d
                        + ": expected at least 1 and fewer than 2^63 elements in all, received "
                        + Long.toUnsignedString(size[d]));
            }
            elements *= size[d];
        }
        return new GgufTensor.Shape(size[0], size[1], size[2], size[3]);
    }

    /** Places the listed tensors in the data section and refuses those that leave it, overlap or share a name. */
    private static Map<String, GgufTensor> locate(Cursor in, MemorySegment file, int alignment, List<Listed> listed)
            throws ModelFormatException {
        long start = Math.ceilDiv(in.position(), (long) alignment) * alignment;
        long length = Math.max(0, file.byteSize() - start);
        Map<String, GgufTensor> tensors = new LinkedHashMap<>();
        for (Listed t : listed) {
            if (t.relative > length || t.bytes() > length - t.relative) {
                throw in.bad(t.listedAt, "tensor " + t.name + ": expected to lie in the data section of " + length
                        + " bytes, received offset " + t.relative + " and " + t.bytes() + " bytes");
            }
            GgufTensor tensor = new GgufTensor(t.name, t.type, t.shape, start + t.relative,
                    file.asSlice(start + t.relative, t.bytes()));
            if (tensors.put(t.name, tensor) != null) {
                throw in.bad(t.listedAt, "tensor " + t.name + ": expected once, received twice");
            }
        }
        List<Listed> byOffset = new ArrayList<>(listed);
        byOffset.sort(Comparator.comparingLong(Listed::relative));
        for (int i = 1; i < byOffset.size(); i++) {
            Listed before = byOffset.get(i - 1);
            Listed t = byOffset.get(i);
            if (before.relative + before.bytes() > t.relative) {
                throw in.bad(t.listedAt, "tensor " + t.name + ": expected to start after tensor " + before.name
                        + " ends at " + (before.relative + before.bytes()) + ", received offset " + t.relative);
            }
        }
        return tensors;
    }
}
