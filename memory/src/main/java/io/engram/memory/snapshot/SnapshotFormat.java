package io.engram.memory.snapshot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Constants and checksums of the file; fields and offsets are in {@code docs/formats/snapshot.md}. */
final class SnapshotFormat {
    static final byte[] MAGIC = "ENGSNAP\n".getBytes(StandardCharsets.US_ASCII);
    static final byte[] END_MAGIC = "ENGSNEND".getBytes(StandardCharsets.US_ASCII);
    static final int VERSION = 1;
    /** Magic, version, zero. */
    static final int HEADER = 16;
    /** Length and checksum in front of a chunk. */
    static final int CHUNK_HEAD = 8;
    /** Offset, length and checksum of the directory, magic. */
    static final int FOOTER = 24;

    private SnapshotFormat() {
    }

    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Covers the place of the chunk too, so that a whole chunk in the wrong place does not pass. */
    static int chunkCrc(long fileOffset, ByteBuffer payload) {
        CRC32C crc = new CRC32C();
        crc.update(buffer(12).putLong(fileOffset).putInt(payload.remaining()).flip());
        crc.update(payload.duplicate());
        return (int) crc.getValue();
    }

    static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }
}
