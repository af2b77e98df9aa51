package io.engram.memory.transfer;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;

/** Reads a file from front to back and finds out whether it is whole. */
public final class ExportReader {
    private static final int MAX_FRAME = 1 << 28;

    /** Sees the lists of changes in order. */
    @FunctionalInterface
    public interface Visitor {
        /** One payload, valid during the call. */
        void changes(ByteBuffer payload);
    }

    private final Path file;
    private final InputStream in;
    private final MessageDigest digest = ExportWriter.sha256();
    private long position;

    private ExportReader(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /**
     * Reads all of the file.
     *
     * @throws ExportFormatException where it is no export, of a later version, cut or damaged; the visitor may have seen the part
     *             before that, so read once without using anything
     */
    public static ExportHeader read(Path file, Visitor visitor) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return new ExportReader(file, in).read(visitor);
        }
    }

    private ExportHeader read(Visitor visitor) throws IOException {
        ByteBuffer head = next(8, "an export");
        if (!head.equals(ByteBuffer.wrap(ExportWriter.MAGIC))) {
            throw bad("expected an export of Engram, found other bytes");
        }
        int version = next(4, "the format version").getInt();
        if (version != ExportWriter.VERSION) {
            throw bad("expected format version " + ExportWriter.VERSION + ", found " + version);
        }
        Instant created = Instant.ofEpochMilli(next(8, "the time").getLong());
        long nextId = next(8, "the next id").getLong();
        int idBytes = next(4, "the agent's name").getInt();
        if (nextId < 1 || idBytes < 1 || idBytes > 200) {
            throw bad("expected a next id of at least 1 and a name of 1 to 200 bytes, found " + nextId + " and "
                    + idBytes);
        }
        String agent = new String(next(idBytes, "the agent's name").array(), StandardCharsets.UTF_8);
        long frames = 0;
        for (int length = length(); length > 0; length = length()) {
            int crc = next(4, "a checksum").getInt();
            ByteBuffer payload = next(length, "changes");
            if (ExportWriter.crc(frames, payload) != crc) {
                throw bad("changes fail their checksum");
            }
            frames++;
            visitor.changes(payload);
        }
        long counted = next(8, "the count of changes").getLong();
        byte[] sum = digest.digest();
        if (counted != frames || !Arrays.equals(next(32, "the checksum of the file").array(), sum)) {
            throw bad("the file fails its checksum");
        }
        if (in.read() >= 0) {
            throw bad("expected the end of the file, found more");
        }
        return new ExportHeader(agent, created, nextId);
    }

    private int length() throws IOException {
        int length = next(4, "a length").getInt();
        if (length < 0 || length > MAX_FRAME) {
            throw bad("expected a length of at most " + MAX_FRAME + ", found " + length);
        }
        return length;
    }

    private ByteBuffer next(int bytes, String what) throws IOException {
        byte[] read = in.readNBytes(bytes);
        position += read.length;
        if (read.length < bytes) {
            throw new ExportFormatException(file + ": the file ends at byte " + position + ", expected " + what + ": "
                    + new EOFException("it was cut").getMessage());
        }
        digest.update(read);
        return ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ExportFormatException bad(String what) {
        return new ExportFormatException(file + " at byte " + position + ": " + what);
    }
}
