package io.engram.memory.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first {@value #BYTES} bytes of a segment: two equal copies of 256 bytes, so that a flipped bit does not cost the
 * segment. Fields and offsets are in {@code docs/formats/journal.md}.
 *
 * @param firstSequence
 *            the sequence number of the first record, if it gets one
 * @param epoch
 *            the term of the owner that created the segment
 * @param salt
 *            random; part of every checksum, so that records of one segment do not look valid in another
 * @param createdMillis
 *            wall clock, for people
 * @param agentId
 *            whose journal it is
 */
record SegmentHeader(long firstSequence, long epoch, long salt, long createdMillis, String agentId) {
    static final int BYTES = 512;
    static final int VERSION = 1;
    private static final int COPY = 256;
    private static final byte[] MAGIC = "ENGJRNL\n".getBytes(StandardCharsets.US_ASCII);
    private static final int ID_AT = 52;
    private static final int CRC_AT = COPY - 4;

    ByteBuffer encode() {
        byte[] id = agentId.getBytes(StandardCharsets.UTF_8);
        ByteBuffer copy = ByteBuffer.allocate(COPY).order(ByteOrder.LITTLE_ENDIAN);
        copy.put(MAGIC).putInt(VERSION).putInt(BYTES).putLong(firstSequence).putLong(epoch).putLong(salt)
                .putLong(createdMillis).putInt(id.length).put(id);
        copy.putInt(CRC_AT, crc(copy.array()));
        return ByteBuffer.allocate(BYTES).put(copy.array()).put(copy.array()).flip();
    }

    /**
     * Reads whichever copy is whole.
     *
     * @param bytes
     *            the start of the file, as much as there is up to {@value #BYTES} bytes
     * @return null where neither copy is whole
     * @throws JournalFormatException
     *             where a whole copy says that it is of a newer format
     */
    static @Nullable SegmentHeader decode(byte[] bytes, String fileForMessages) {
        for (int at = 0; at + COPY <= bytes.length && at < BYTES; at += COPY) {
            byte[] copy = Arrays.copyOfRange(bytes, at, at + COPY);
            ByteBuffer in = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
            if (!Arrays.equals(copy, 0, MAGIC.length, MAGIC, 0, MAGIC.length) || in.getInt(CRC_AT) != crc(copy)) {
                continue;
            }
            int version = in.getInt(8);
            if (version != VERSION) {
                throw new JournalFormatException(
                        fileForMessages + " has format version " + version + ", this version of Engram reads "
                                + VERSION);
            }
            int idBytes = in.getInt(48);
            if (in.getInt(12) != BYTES || idBytes < 1 || idBytes > JournalOptions.MAX_AGENT_ID_BYTES) {
                continue;
            }
            return new SegmentHeader(in.getLong(16), in.getLong(24), in.getLong(32), in.getLong(40),
                    new String(copy, ID_AT, idBytes, StandardCharsets.UTF_8));
        }
        return null;
    }

    private static int crc(byte[] copy) {
        CRC32C crc = new CRC32C();
        crc.update(copy, 0, CRC_AT);
        return (int) crc.getValue();
    }
}
