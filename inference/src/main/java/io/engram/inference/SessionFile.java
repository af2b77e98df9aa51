package io.engram.inference;

import io.engram.inference.transformer.SequenceState;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Session files: {@code docs/formats/session.md} says what every byte means. Version 2 is written, 1 and 2 are read.
 *
 * <p>A file is written beside its place and moved there whole. On reading, the checksum comes first, and sizes are compared
 * with what the model would write before anything is allocated.
 */
final class SessionFile {
    private static final int MAGIC = 0x454e4753;
    private static final int VERSION = 2;
    /** Positions that go through memory at once. */
    private static final int POSITIONS = 64;
    private static final int MAX_CHECKPOINTS = 1024;

    private SessionFile() {
    }

    /** What a file holds beside the sequence's state. */
    @SuppressWarnings("ArrayRecordComponent") // carried from the file to the session, never compared
    record Content(SequenceState state, int[] tokens, float[] logits, Checkpoints checkpoints) {
    }

    /** What a file must fit, and how its parts are made. */
    interface Host {
        long fingerprint();

        long adapters();

        int vocabulary();

        SequenceState sequence(int contextLength);

        Checkpoints checkpoints();
    }

    static void write(Path path, long fingerprint, long adapters, Content content) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
        CRC32C crc = new CRC32C();
        try (OutputStream file = Files.newOutputStream(part);
                DataOutputStream out = new DataOutputStream(
                        new CheckedOutputStream(new BufferedOutputStream(file, 1 << 16), crc))) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            out.writeLong(fingerprint);
            out.writeLong(adapters);
            out.writeInt(content.state.capacity());
            out.writeInt(content.tokens.length);
            for (int token : content.tokens) {
                out.writeInt(token);
            }
            floats(out, content.logits);
            state(out, content.state);
            checkpoints(out, content.checkpoints);
            out.writeInt((int) crc.getValue());
        }
        try {
            Files.move(part, absolute, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void state(DataOutputStream out, SequenceState state) throws IOException {
        long each = state.positionBytes();
        out.writeLong(each);
        out.writeLong(state.snapshotBytes());
        byte[] bytes = new byte[Math.toIntExact(each * Math.min(POSITIONS, state.position()))];
        for (int from = 0; from < state.position(); from += POSITIONS) {
            int to = Math.min(state.position(), from + POSITIONS);
            state.writePositions(from, to, ByteBuffer.wrap(bytes));
            out.write(bytes, 0, (int) (each * (to - from)));
        }
        snapshot(out, state.snapshot());
    }

    private static void snapshot(DataOutputStream out, SequenceState.Snapshot snapshot) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(snapshot.bytes()));
        snapshot.write(buffer);
        out.write(buffer.array());
    }

    private static void checkpoints(DataOutputStream out, Checkpoints checkpoints) throws IOException {
        out.writeInt(checkpoints.size());
        for (Checkpoints.Checkpoint checkpoint : checkpoints.all()) {
            out.writeInt(checkpoint.snapshot().position());
            float[] logits = checkpoint.logits();
            floats(out, logits == null ? new float[0] : logits);
            snapshot(out, checkpoint.snapshot());
        }
    }

    /**
     * Reads and checks a file.
     *
     * @throws SessionFormatException
     *             if it is damaged, of another model or of another version
     */
    static Content read(Path path, Host host) throws IOException {
        try {
            return readChecked(path, host);
        } catch (EOFException e) {
            throw bad(path, Files.size(path), "expected more bytes, but the file ends");
        }
    }

    private static Content readChecked(Path path, Host host) throws IOException {
        int version = verify(path);
        long size = Files.size(path);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16))) {
            in.skipNBytes(8);
            same(path, 8, "fingerprint: expected that of this model", host.fingerprint(), in.readLong());
            if (version > 1) {
                same(path, 16, "adapters: expected those of this model", host.adapters(), in.readLong());
            }
            long at = version > 1 ? 24 : 16;
            int context = in.readInt();
            int count = in.readInt();
            if (context < 1 || count < 0 || count > context || at + 12 + 4L * count > size) {
                throw bad(path, at, "context and tokens: expected 0 <= tokens <= context, received " + count + " and "
                        + context);
            }
            int[] tokens = new int[count];
            for (int i = 0; i < count; i++) {
                tokens[i] = in.readInt();
                if (tokens[i] < 0 || tokens[i] >= host.vocabulary()) {
                    throw bad(path, at + 8 + 4L * i,
                            "token: expected an id below " + host.vocabulary() + ", received " + tokens[i]);
                }
            }
            float[] logits = floats(path, in, host.vocabulary());
            SequenceState state = host.sequence(context);
            if (version == 1) {
                firstVersion(path, in, size, state, count);
                return new Content(state, tokens, logits, host.checkpoints());
            }
            state(path, in, size, state, count);
            Checkpoints checkpoints = checkpoints(path, in, host, state);
            return new Content(state, tokens, logits, checkpoints);
        }
    }

    private static void state(Path path, DataInputStream in, long size, SequenceState state, int count)
            throws IOException {
        long each = state.positionBytes();
        long once = state.snapshotBytes();
        long fileEach = in.readLong();
        long fileOnce = in.readLong();
        if (fileEach != each || fileOnce != once || once + each * count > size) {
            throw bad(path, SessionFormatException.NO_OFFSET, "state: expected " + each + " bytes a position and "
                    + once + " once, received " + fileEach + " and " + fileOnce + " in a file of " + size);
        }
        byte[] bytes = new byte[Math.toIntExact(each * Math.min(POSITIONS, count))];
        for (int from = 0; from < count; from += POSITIONS) {
            int to = Math.min(count, from + POSITIONS);
            in.readFully(bytes, 0, (int) (each * (to - from)));
            state.readPositions(from, to, ByteBuffer.wrap(bytes));
        }
        state.readPositions(count, count, ByteBuffer.allocate(0));
        state.readSnapshot(ByteBuffer.wrap(exactly(in, once)));
    }

    private static Checkpoints checkpoints(Path path, DataInputStream in, Host host, SequenceState state)
            throws IOException {
        Checkpoints checkpoints = host.checkpoints();
        int count = in.readInt();
        if (count < 0 || count > MAX_CHECKPOINTS) {
            throw bad(path, SessionFormatException.NO_OFFSET,
                    "checkpoints: expected at most " + MAX_CHECKPOINTS + ", received " + count);
        }
        int last = 0;
        for (int i = 0; i < count; i++) {
            int position = in.readInt();
            if (position <= last || position > state.position()) {
                throw bad(path, SessionFormatException.NO_OFFSET, "checkpoint " + i + ": expected a position in ("
                        + last + ", " + state.position() + "], received " + position);
            }
            last = position;
            float[] logits = floats(path, in, host.vocabulary());
            ByteBuffer bytes = ByteBuffer.wrap(exactly(in, state.snapshotBytes()));
            checkpoints.put(host.sequence(1).snapshotOf(position, bytes), logits.length == 0 ? null : logits);
        }
        return checkpoints;
    }

    /** Version 1: floats of each layer, all positions of its keys before its values. */
    private static void firstVersion(Path path, DataInputStream in, long size, SequenceState state, int count)
            throws IOException {
        long floats = in.readLong();
        long bytes = state.positionBytes() * count + state.snapshotBytes();
        if (floats < 0 || floats > size || Float.BYTES * floats != bytes || bytes > size) {
            throw bad(path, SessionFormatException.NO_OFFSET,
                    "state: expected " + bytes / Float.BYTES + " floats, received " + floats);
        }
        for (int i = 0; i < state.layers(); i++) {
            state.readLayer(i, count, ByteBuffer.wrap(exactly(in, state.layerBytes(i, count))));
        }
    }

    /** Reads the whole file once for its checksum, before any of it is believed; gives its version. */
    private static int verify(Path path) throws IOException {
        long size = Files.size(path);
        CRC32C crc = new CRC32C();
        try (InputStream file = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
                DataInputStream in = new DataInputStream(new CheckedInputStream(file, crc))) {
            if (size < 40 || in.readInt() != MAGIC) {
                throw bad(path, 0, "expected a session file, received something else");
            }
            int version = in.readInt();
            if (version < 1 || version > VERSION) {
                throw bad(path, 4, "version: expected 1 to " + VERSION + ", received " + version);
            }
            in.skipNBytes(size - 12);
            int expected = (int) crc.getValue();
            int stored = in.readInt();
            if (stored != expected) {
                throw bad(path, size - 4, "checksum: expected " + Integer.toHexString(expected) + ", received "
                        + Integer.toHexString(stored));
            }
            return version;
        }
    }

    private static void same(Path path, long offset, String what, long expected, long received)
            throws SessionFormatException {
        if (expected != received) {
            throw bad(path, offset, what + ", " + Long.toHexString(expected) + ", received "
                    + Long.toHexString(received));
        }
    }

    private static SessionFormatException bad(Path path, long offset, String reason) {
        return new SessionFormatException(path.toString(), offset, reason);
    }

    private static byte[] exactly(DataInputStream in, long n) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(n)];
        in.readFully(bytes);
        return bytes;
    }

    private static void floats(DataOutputStream out, float[] values) throws IOException {
        out.writeInt(values.length);
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, values.length));
        buffer.asFloatBuffer().put(values);
        out.write(buffer.array());
    }

    /** Logits: none or one per id. */
    private static float[] floats(Path path, DataInputStream in, int vocabulary) throws IOException {
        int n = in.readInt();
        if (n != 0 && n != vocabulary) {
            throw bad(path, SessionFormatException.NO_OFFSET,
                    "logits: expected 0 or " + vocabulary + ", received " + n);
        }
        float[] values = new float[n];
        ByteBuffer.wrap(exactly(in, (long) Float.BYTES * n)).asFloatBuffer().get(values);
        return values;
    }
}
