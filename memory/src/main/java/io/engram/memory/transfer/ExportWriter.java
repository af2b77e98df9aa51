package io.engram.memory.transfer;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/** Writes one file, under a temporary name until it is whole and on stable storage. One thread. */
public final class ExportWriter implements AutoCloseable {
    static final byte[] MAGIC = "ENGEXPT\n".getBytes(StandardCharsets.US_ASCII);
    static final int VERSION = 1;

    private final Path file;
    private final Path temporary;
    private final FileChannel channel;
    private final OutputStream out;
    private final MessageDigest digest = sha256();
    private long frames;
    private boolean finished;

    /** Creates the file's temporary form. An existing file of this name is replaced by {@link #finish} only. */
    public ExportWriter(Path file, ExportHeader header) throws IOException {
        this.file = file;
        this.temporary = file.resolveSibling(file.getFileName() + ".writing");
        this.channel = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        byte[] agent = header.agentId().getBytes(StandardCharsets.UTF_8);
        put(buffer(8 + 4 + 8 + 8 + 4).put(MAGIC).putInt(VERSION).putLong(header.created().toEpochMilli())
                .putLong(header.nextId()).putInt(agent.length));
        put(buffer(agent.length).put(agent));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static int crc(long frame, ByteBuffer payload) {
        CRC32C crc = new CRC32C();
        crc.update(buffer(8).putLong(frame).flip());
        crc.update(payload.duplicate());
        return (int) crc.getValue();
    }

    /** Adds a list of changes that become true together; not empty. */
    public void add(ByteBuffer payload) throws IOException {
        put(buffer(8).putInt(payload.remaining()).putInt(crc(frames++, payload)));
        ByteBuffer copy = buffer(payload.remaining()).put(payload.duplicate());
        put(copy);
    }

    private void put(ByteBuffer filled) throws IOException {
        byte[] bytes = new byte[filled.position()];
        filled.flip().get(bytes);
        digest.update(bytes);
        out.write(bytes);
    }

    /** Makes the file durable under its name. */
    public void finish() throws IOException {
        put(buffer(12).putInt(0).putLong(frames));
        out.write(digest.digest());
        out.flush();
        channel.force(true);
        channel.close();
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        finished = true;
    }

    /** Removes the temporary form if it was not finished. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (!finished) {
            Files.deleteIfExists(temporary);
        }
    }
}
