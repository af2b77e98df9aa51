package io.engram.memory.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** An open snapshot file whose header, directory and footer are whole. Sections may be read on several threads. */
public final class SnapshotReader implements AutoCloseable {
    private record Place(int version, long offset) {
    }

    private final Path file;
    private final FileChannel channel;
    private final SnapshotKey key;
    private final Map<String, Place> sections;

    private SnapshotReader(Path file, FileChannel channel, ByteBuffer directory) {
        this.file = file;
        this.channel = channel;
        long sequence = directory.getLong();
        long journal = directory.getLong();
        this.key = new SnapshotKey(text(directory, directory.getInt()), sequence, journal,
                text(directory, directory.getInt()));
        int count = directory.getInt();
        Map<String, Place> places = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            places.put(text(directory, directory.get()), new Place(directory.getInt(), directory.getLong()));
        }
        this.sections = places;
    }

    private static String text(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static SnapshotReader open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new SnapshotReader(file, channel, directory(file, channel));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static ByteBuffer directory(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < SnapshotFormat.HEADER + SnapshotFormat.FOOTER) {
            throw new SnapshotFormatException(file + ": expected a snapshot, found " + size + " bytes");
        }
        ByteBuffer header = read(channel, 0, SnapshotFormat.HEADER);
        expectMagic(file, header, SnapshotFormat.MAGIC);
        int version = header.getInt();
        if (version != SnapshotFormat.VERSION) {
            throw new SnapshotFormatException(
                    file + ": expected format version " + SnapshotFormat.VERSION + ", found " + version);
        }
        ByteBuffer footer = read(channel, size - SnapshotFormat.FOOTER, SnapshotFormat.FOOTER);
        long offset = footer.getLong();
        int length = footer.getInt();
        int crc = footer.getInt();
        expectMagic(file, footer, SnapshotFormat.END_MAGIC);
        if (length < 28 || offset < SnapshotFormat.HEADER || offset + length != size - SnapshotFormat.FOOTER) {
            throw new SnapshotFormatException(file + ": the directory of " + length + " bytes cannot be at " + offset);
        }
        ByteBuffer directory = read(channel, offset, length);
        if (SnapshotFormat.crc(directory) != crc) {
            throw new SnapshotFormatException(file + ": the directory fails its checksum");
        }
        return directory;
    }

    private static void expectMagic(Path file, ByteBuffer in, byte[] magic) {
        byte[] found = new byte[magic.length];
        in.get(found);
        if (!Arrays.equals(found, magic)) {
            throw new SnapshotFormatException(file + ": expected the bytes " + new String(magic,
                    StandardCharsets.US_ASCII).strip() + ", found others");
        }
    }

    /** What the state belongs to. */
    public SnapshotKey key() {
        return key;
    }

    /** Whether there is a section for the part, of the part's version. */
    public boolean has(SnapshotPart part) {
        Place place = sections.get(part.section());
        return place != null && place.version() == part.version();
    }

    /**
     * Restores one part from its section.
     *
     * @throws SnapshotFormatException
     *             there is none of its version, or the section is damaged or longer than the part reads
     */
    public void restore(SnapshotPart part) {
        Place place = sections.get(part.section());
        if (place == null || place.version() != part.version()) {
            throw new SnapshotFormatException(file + ": expected section " + part.section() + " of version "
                    + part.version() + ", found " + (place == null ? "none" : "version " + place.version()));
        }
        SnapshotInput in = new SnapshotInput(part.section(), new Chunks(place.offset()));
        part.restore(in);
        if (!in.atEnd()) {
            throw new SnapshotFormatException(
                    file + ": section " + part.section() + " holds more than its part reads");
        }
    }

    /** Walks the chunks of one section. */
    private final class Chunks implements SnapshotInput.Source {
        private long position;
        private boolean ended;

        Chunks(long position) {
            this.position = position;
        }

        @Override
        public ByteBuffer next() throws IOException {
            if (ended) {
                return ByteBuffer.allocate(0);
            }
            int length = read(channel, position, 4).getInt();
            if (length == 0) {
                ended = true;
                return ByteBuffer.allocate(0);
            }
            if (length < 0 || length > SnapshotOutput.CHUNK) {
                throw new SnapshotFormatException(file + ": expected a chunk at " + position + ", found length "
                        + length);
            }
            ByteBuffer chunk = read(channel, position + 4, 4 + length);
            int crc = chunk.getInt();
            ByteBuffer payload = chunk.slice().order(java.nio.ByteOrder.LITTLE_ENDIAN);
            if (SnapshotFormat.chunkCrc(position, payload) != crc) {
                throw new SnapshotFormatException(file + ": the chunk at " + position + " fails its checksum");
            }
            position += SnapshotFormat.CHUNK_HEAD + length;
            return payload;
        }
    }

    private static ByteBuffer read(FileChannel channel, long offset, int bytes) throws IOException {
        ByteBuffer into = SnapshotFormat.buffer(bytes);
        while (into.hasRemaining()) {
            if (channel.read(into, offset + into.position()) < 0) {
                throw new SnapshotFormatException("expected " + bytes + " bytes at " + offset
                        + ", the file ends before them");
            }
        }
        return into.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
