package io.engram.inference.gguf;

import io.engram.inference.ModelFormatException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key-value part of a file, with typed access. Values stay in the mapped file until asked for, so that a vocabulary
 * costs heap only where it is used.
 *
 * <p>A getter for a key of another type throws {@link ModelFormatException} with the offset of that key's value; integers
 * of all widths are one kind, and so are both float widths.
 */
public final class Metadata {
    private final String source;
    private final MemorySegment file;
    private final Map<String, Entry> entries;

    /**
     * Where a value lies.
     *
     * @param type
     *            of the value, or of the elements of an array
     * @param array
     *            whether it is an array
     * @param count
     *            number of elements; 1 for a plain value
     * @param offset
     *            byte offset of the value or the first element in the file
     */
    record Entry(ValueType type, boolean array, long count, long offset) {
    }

    Metadata(String source, MemorySegment file, Map<String, Entry> entries) {
        this.source = source;
        this.file = file;
        this.entries = entries;
    }

    /** All keys, in file order. */
    public Set<String> keys() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** Whether the key is there. */
    public boolean has(String key) {
        return entries.containsKey(key);
    }

    /** Whether the key is there and holds an array. */
    public boolean isArray(String key) {
        Entry entry = entries.get(key);
        return entry != null && entry.array;
    }

    /** What a value is, or the elements of an array are. */
    public enum Kind {
        /** Strings. */
        TEXT,
        /** True or false. */
        BOOLEAN,
        /** Whole numbers of any width. */
        INTEGER,
        /** Floats of any width. */
        NUMBER
    }

    /** The kind of a key's value. */
    public Kind kind(String key) throws ModelFormatException {
        Entry entry = entries.get(key);
        if (entry == null) {
            throw new ModelFormatException(source, 0, "key " + key + ": missing");
        }
        return switch (entry.type) {
            case STRING -> Kind.TEXT;
            case BOOL -> Kind.BOOLEAN;
            case F32, F64 -> Kind.NUMBER;
            default -> Kind.INTEGER;
        };
    }

    /** Number of elements of an array; 0 if the key is absent. */
    public long count(String key) {
        Entry entry = entries.get(key);
        return entry == null ? 0 : entry.count;
    }

    /** A string value. */
    public Optional<String> text(String key) throws ModelFormatException {
        Entry entry = scalar(key, "a string", ValueType.STRING);
        return entry == null ? Optional.empty() : Optional.of(cursor(entry).text(key));
    }

    /** A boolean, or {@code absent}. */
    public boolean bool(String key, boolean absent) throws ModelFormatException {
        Entry entry = scalar(key, "a boolean", ValueType.BOOL);
        return entry == null ? absent : cursor(entry).i8(key) != 0;
    }

    /** A number as float, or {@code absent}. */
    public float number(String key, float absent) throws ModelFormatException {
        Entry entry = entries.get(key);
        if (entry == null) {
            return absent;
        }
        double value = !entry.array && isFloat(entry.type)
                ? floating(entry.type, cursor(entry), key)
                : entry.array ? Double.NaN : integer(entry.type, cursor(entry), key);
        if (entry.array || !Double.isFinite(value)) {
            throw bad(key, entry, "expected a finite number, received " + (entry.array ? "an array" : value));
        }
        return (float) value;
    }

    /** An integer in {@code [min, max]}; the key must be there. */
    public int integer(String key, int min, int max) throws ModelFormatException {
        Entry entry = entries.get(key);
        if (entry == null) {
            throw new ModelFormatException(source, ModelFormatException.NO_OFFSET, key + ": required key is missing");
        }
        return checked(key, entry, min, max);
    }

    /** An integer in {@code [min, max]}, or {@code absent} if there is no such key. */
    public int integer(String key, int min, int max, int absent) throws ModelFormatException {
        Entry entry = entries.get(key);
        return entry == null ? absent : checked(key, entry, min, max);
    }

    /**
     * One integer per layer: an array of {@code n}, or one value for all; {@code absent} for all if there is no such key.
     */
    public int[] integers(String key, int n, int min, int max, int absent) throws ModelFormatException {
        Entry entry = entries.get(key);
        int[] values = new int[n];
        if (entry == null || !entry.array) {
            Arrays.fill(values, integer(key, min, max, absent));
            return values;
        }
        if (entry.count < n) {
            throw bad(key, entry, "expected " + n + " elements, received " + entry.count);
        }
        Cursor cursor = cursor(entry);
        for (int i = 0; i < n; i++) {
            values[i] = range(key, entry, integer(entry.type, cursor, key), min, max);
        }
        return values;
    }

    /** All elements of an integer array as ints in {@code [min, max]}; empty if the key is absent. */
    public int[] integers(String key, int min, int max) throws ModelFormatException {
        Entry entry = array(key);
        return entry == null ? new int[0] : integers(key, size(key, entry), min, max, 0);
    }

    /** All elements of a float array; empty if the key is absent. */
    public float[] numbers(String key) throws ModelFormatException {
        Entry entry = array(key);
        float[] values = new float[entry == null ? 0 : size(key, entry)];
        if (entry != null) {
            if (!isFloat(entry.type)) {
                throw bad(key, entry, "expected an array of floats, received one of " + entry.type);
            }
            Cursor cursor = cursor(entry);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) floating(entry.type, cursor, key);
            }
        }
        return values;
    }

    /** All elements of a string array; empty if the key is absent. */
    public String[] texts(String key) throws ModelFormatException {
        Entry entry = array(key);
        String[] values = new String[entry == null ? 0 : size(key, entry)];
        if (entry != null) {
            if (entry.type != ValueType.STRING) {
                throw bad(key, entry, "expected an array of strings, received one of " + entry.type);
            }
            Cursor cursor = cursor(entry);
            for (int i = 0; i < values.length; i++) {
                values[i] = cursor.text(key);
            }
        }
        return values;
    }

    /** An exception about this key's value. */
    public ModelFormatException bad(String key, String reason) {
        Entry entry = entries.get(key);
        return new ModelFormatException(source, entry == null ? ModelFormatException.NO_OFFSET : entry.offset,
                key + ": " + reason);
    }

    private int checked(String key, Entry entry, int min, int max) throws ModelFormatException {
        if (entry.array || isFloat(entry.type) || entry.type == ValueType.STRING) {
            throw bad(key, entry, "expected an integer, received " + (entry.array ? "an array of " : "") + entry.type);
        }
        return range(key, entry, integer(entry.type, cursor(entry), key), min, max);
    }

    private int range(String key, Entry entry, long value, int min, int max) throws ModelFormatException {
        if (value < min || value > max) {
            throw bad(key, entry, "expected an integer in [" + min + ", " + max + "], received " + value);
        }
        return (int) value;
    }

    private @Nullable Entry scalar(String key, String kind, ValueType type)
            throws ModelFormatException {
        Entry entry = entries.get(key);
        if (entry != null && (entry.array || entry.type != type)) {
            throw bad(key, entry,
                    "expected " + kind + ", received " + (entry.array ? "an array of " : "") + entry.type);
        }
        return entry;
    }

    private @Nullable Entry array(String key) throws ModelFormatException {
        Entry entry = entries.get(key);
        if (entry != null && !entry.array) {
            throw bad(key, entry, "expected an array, received " + entry.type);
        }
        return entry;
    }

    private int size(String key, Entry entry) throws ModelFormatException {
        if (entry.count > Integer.MAX_VALUE - 16) {
            throw bad(key, entry, "expected fewer than 2^31 elements, received " + entry.count);
        }
        return (int) entry.count;
    }

    private ModelFormatException bad(String key, Entry entry, String reason) {
        return new ModelFormatException(source, entry.offset, key + ": " + reason);
    }

    private Cursor cursor(Entry entry) {
        return new Cursor(source, file, entry.offset);
    }

    private static boolean isFloat(ValueType type) {
        return type == ValueType.F32 || type == ValueType.F64;
    }

    private static double floating(ValueType type, Cursor cursor, String key) throws ModelFormatException {
        return type == ValueType.F32 ? Float.intBitsToFloat(cursor.i32(key)) : Double.longBitsToDouble(cursor.i64(key));
    }

    private long integer(ValueType type, Cursor cursor, String key) throws ModelFormatException {
        return switch (type) {
            case U8, BOOL -> cursor.i8(key) & 0xff;
            case I8 -> cursor.i8(key);
            case U16 -> cursor.i16(key) & 0xffff;
            case I16 -> cursor.i16(key);
            case U32 -> cursor.i32(key) & 0xffffffffL;
            case I32 -> cursor.i32(key);
            case U64, I64 -> cursor.i64(key);
            default -> throw bad(key, "expected an integer, received " + type);
        };
    }
}
