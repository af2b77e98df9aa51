package io.engram.agent.live;

import io.engram.worldmodel.WorldModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** What a world model has learned, as bytes, and as a file that is replaced as a whole or not at all. */
final class ModelFile {
    private ModelFile() {
    }

    static byte[] learned(WorldModel model) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            model.save(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("world model: cannot be written to memory", e);
        }
        return bytes.toByteArray();
    }

    /** Back to what was learned at the time of {@link #learned}. */
    static void restore(WorldModel model, byte[] learned) {
        try {
            model.load(new DataInputStream(new ByteArrayInputStream(learned)));
        } catch (IOException e) {
            throw new UncheckedIOException("world model: cannot read back what it wrote", e);
        }
    }

    /** Writes beside the file, forces to disk, then moves over it. */
    static void write(Path file, byte[] learned) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(fresh, learned);
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("world model: " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * Loads what was learned in an earlier life.
     *
     * @throws IOException when the file is damaged or of another environment; the model is unchanged then
     */
    static void read(Path file, WorldModel model) throws IOException {
        model.load(new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file))));
    }
}
