package io.engram.worldmodel;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.zip.CRC32;

/**
 * The frame around what a model saves: {@code int magic, int version, int length, body, long CRC-32 of the body}, big-endian.
 */
public final class Envelope {
    private static final int MOST_BYTES = 1 << 29;

    private Envelope() {
    }

    /** Writes a body in its frame. */
    public static void write(DataOutput out, int magic, int version, byte[] body) throws IOException {
        out.writeInt(magic);
        out.writeInt(version);
        out.writeInt(body.length);
        out.write(body);
        out.writeLong(crc(body));
    }

    /**
     * Reads a body.
     *
     * @param what is read, for messages
     * @throws IOException when it is something else, of another version, or damaged
     */
    public static byte[] read(DataInput in, String what, int magic, int version) throws IOException {
        expect(what + ": magic", magic, in.readInt());
        expect(what + ": version", version, in.readInt());
        int length = in.readInt();
        if (length < 0 || length > MOST_BYTES)
            throw new IOException(what + ": expected a length of 0.." + MOST_BYTES + ", received " + length);
        byte[] body = new byte[length];
        in.readFully(body);
        long crc = in.readLong();
        if (crc != crc(body))
            throw new IOException(what + ": expected checksum " + crc(body) + ", received " + crc);
        return body;
    }

    /** Compares a number of the file with the model's own. */
    public static void expect(String what, long expected, long received) throws IOException {
        if (expected != received)
            throw new IOException(what + ": expected " + expected + ", received " + received);
    }

    private static long crc(byte[] body) {
        CRC32 crc = new CRC32();
        crc.update(body);
        return crc.getValue();
    }
}
