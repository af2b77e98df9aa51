package io.engram.inference;

import io.engram.inference.transformer.SequenceState;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Session files. Big-endian, in order: magic {@code ENGS} (4 bytes), u32 version 1, u64 fingerprint of the model, u32 context
 * length, u32 number of tokens n, n x u32 token ids, u32 number of logits (0 or V) and those as f32, u64 number of state
 * floats and those as f32 in the order of {@link SequenceState}, u32 CRC32C of all bytes before it.
 *
 * <p>A file is written beside its place and moved there whole. On reading, sizes are compared with what the model would
 * write before anything is allocated.
 */
final class SessionFile {
    private static final int MAGIC = 0x454e4753;
    private static final int VERSION = 1;
    private static final int CHUNK = 4096;

    private SessionFile() {
    }

    /** What a file holds beside the sequence's state. */
    @SuppressWarnings("ArrayRecordComponent") // carried from the file to the session, never compared
    record Content(SequenceState state, int[] tokens, float[] logits) {
    }

    /** Makes the state that a file is read into. */
    @FunctionalInterface
    interface NewSequence {
        SequenceState of(int contextLength);
    }

    static void write(Path path, long fingerprint, Content content) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
        CRC32C crc = new CRC32C();
        try (OutputStream file = Files.newOutputStream(part);
                DataOutputStream out = new DataOutputStream(
                        new CheckedOutputStream(new BufferedOutputStream(file, 1 << 16), crc))) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            out.writeLong(fingerprint);
            out.writeInt(content.state.capacity());
            out.writeInt(content.tokens.length);
            for (int token : content.tokens) {
                out.writeInt(token);
            }
            out.writeInt(content.logits.length);
            floats(out, content.logits, 0, content.logits.length);
            out.writeLong(content.state.floats());
            content.state.write((values, off, n) -> {
                try {
                    floats(out, values, off, n);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            out.writeInt((int) crc.getValue());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        try {
            Files.move(part, absolute, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static Content read(Path path, long fingerprint, int vocabulary, NewSequence sequences) throws IOException {
        verify(path);
        long size = Files.size(path);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16))) {
            in.skipNBytes(8);
            long made = in.readLong();
            if (made != fingerprint) {
                throw bad(path, 8, "fingerprint: expected that of this model, " + Long.toHexString(fingerprint)
                        + ", received " + Long.toHexString(made));
            }
            int context = in.readInt();
            int count = in.readInt();
            if (context < 1 || count < 0 || count > context || 28L + 4L * count > size) {
                throw bad(path, 16, "context and tokens: expected 0 <= tokens <= context, received " + count + " and "
                        + context);
            }
            int[] tokens = new int[count];
            for (int i = 0; i < count; i++) {
                tokens[i] = in.readInt();
                if (tokens[i] < 0 || tokens[i] >= vocabulary) {
                    throw bad(path, 24 + 4L * i,
                            "token: expected an id below " + vocabulary + ", received " + tokens[i]);
                }
            }
            int logitCount = in.readInt();
            if (logitCount != 0 && logitCount != vocabulary) {
                throw bad(path, 24 + 4L * count, "logits: expected 0 or " + vocabulary + ", received " + logitCount);
            }
            float[] logits = new float[logitCount];
            floats(in, logits, 0, logitCount);
            return new Content(state(path, in, size, sequences.of(context), count), tokens, logits);
        }
    }

    private static SequenceState state(Path path, DataInputStream in, long size, SequenceState state, int position)
            throws IOException {
        long floats = in.readLong();
        if (floats != state.floats(position) || 4 * floats > size) {
            throw bad(path, SessionFormatException.NO_OFFSET,
                    "state: expected " + state.floats(position) + " floats, received " + floats);
        }
        try {
            state.read(position, (values, off, n) -> {
                try {
                    floats(in, values, off, n);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return state;
    }

    /** Reads the whole file once for its checksum, before any of it is believed. */
    private static void verify(Path path) throws IOException {
        long size = Files.size(path);
        CRC32C crc = new CRC32C();
        try (InputStream file = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
                DataInputStream in = new DataInputStream(new CheckedInputStream(file, crc))) {
            if (size < 40 || in.readInt() != MAGIC) {
                throw bad(path, 0, "expected a session file, received something else");
            }
            int version = in.readInt();
            if (version != VERSION) {
                throw bad(path, 4, "version: expected " + VERSION + ", received " + version);
            }
            in.skipNBytes(size - 12);
            int expected = (int) crc.getValue();
            int stored = in.readInt();
            if (stored != expected) {
                throw bad(path, size - 4, "checksum: expected " + Integer.toHexString(expected) + ", received "
                        + Integer.toHexString(stored));
            }
        }
    }

    private static SessionFormatException bad(Path path, long offset, String reason) {
        return new SessionFormatException(path.toString(), offset, reason);
    }

    private static void floats(DataOutputStream out, float[] values, int off, int n) throws IOException {
        byte[] bytes = new byte[4 * Math.min(n, CHUNK)];
        for (int from = 0; from < n; from += CHUNK) {
            int count = Math.min(CHUNK, n - from);
            for (int i = 0; i < count; i++) {
                int bits = Float.floatToRawIntBits(values[off + from + i]);
                bytes[4 * i] = (byte) (bits >>> 24);
                bytes[4 * i + 1] = (byte) (bits >>> 16);
                bytes[4 * i + 2] = (byte) (bits >>> 8);
                bytes[4 * i + 3] = (byte) bits;
            }
            out.write(bytes, 0, 4 * count);
        }
    }

    private static void floats(DataInputStream in, float[] values, int off, int n) throws IOException {
        byte[] bytes = new byte[4 * Math.min(n, CHUNK)];
        for (int from = 0; from < n; from += CHUNK) {
            int count = Math.min(CHUNK, n - from);
            in.readFully(bytes, 0, 4 * count);
            for (int i = 0; i < count; i++) {
                int bits = bytes[4 * i] << 24 | (bytes[4 * i + 1] & 0xff) << 16 | (bytes[4 * i + 2] & 0xff) << 8
                        | (bytes[4 * i + 3] & 0xff);
                values[off + from + i] = Float.intBitsToFloat(bits);
            }
        }
    }
}
