package io.engram.memory.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Writes one file: header, sections chunk by chunk, directory, footer; synced at the end. */
final class SnapshotWriter {
    private record Written(String name, int version, long offset) {
    }

    private final FileChannel channel;
    private long position;

    private SnapshotWriter(FileChannel channel) {
        this.channel = channel;
    }

    static void write(Path file, SnapshotKey key, List<Snapshots.Section> sections) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            SnapshotWriter writer = new SnapshotWriter(channel);
            writer.put(SnapshotFormat.buffer(SnapshotFormat.HEADER).put(SnapshotFormat.MAGIC)
                    .putInt(SnapshotFormat.VERSION).putInt(0).flip());
            List<Written> written = new ArrayList<>();
            for (Snapshots.Section section : sections) {
                written.add(writer.section(section));
            }
            writer.directory(key, written);
            channel.force(true);
        }
    }

    private Written section(Snapshots.Section section) throws IOException {
        long start = position;
        SnapshotOutput out = new SnapshotOutput(this::chunk);
        section.frozen().write(out);
        out.flush();
        put(SnapshotFormat.buffer(4).putInt(0).flip());
        return new Written(section.part().section(), section.part().version(), start);
    }

    private void chunk(ByteBuffer payload) throws IOException {
        put(SnapshotFormat.buffer(SnapshotFormat.CHUNK_HEAD).putInt(payload.remaining())
                .putInt(SnapshotFormat.chunkCrc(position, payload)).flip());
        put(payload);
    }

    private void directory(SnapshotKey key, List<Written> sections) throws IOException {
        byte[] agent = key.agentId().getBytes(StandardCharsets.UTF_8);
        byte[] variant = key.variant().getBytes(StandardCharsets.UTF_8);
        int bytes = 16 + 4 + agent.length + 4 + variant.length + 4;
        for (Written section : sections) {
            bytes += 1 + section.name().length() + 4 + 8;
        }
        ByteBuffer out = SnapshotFormat.buffer(bytes).putLong(key.sequence()).putLong(key.journal())
                .putInt(agent.length).put(agent).putInt(variant.length).put(variant).putInt(sections.size());
        for (Written section : sections) {
            out.put((byte) section.name().length()).put(section.name().getBytes(StandardCharsets.US_ASCII))
                    .putInt(section.version()).putLong(section.offset());
        }
        long offset = position;
        int crc = SnapshotFormat.crc(out.flip());
        put(out);
        put(SnapshotFormat.buffer(SnapshotFormat.FOOTER).putLong(offset).putInt(bytes).putInt(crc)
                .put(SnapshotFormat.END_MAGIC).flip());
    }

    private void put(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            position += channel.write(bytes);
        }
    }
}
