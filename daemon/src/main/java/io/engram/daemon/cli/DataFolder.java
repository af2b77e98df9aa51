package io.engram.daemon.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Where agents keep their memories during a command: the user's folder, or a temporary one that goes at the end. */
final class DataFolder implements AutoCloseable {
    private final Path path;
    private final boolean temporary;

    private DataFolder(Path path, boolean temporary) {
        this.path = path;
        this.temporary = temporary;
    }

    static DataFolder temporary() throws IOException {
        return new DataFolder(Files.createTempDirectory("engram-run-"), true);
    }

    static DataFolder kept(Path path) throws IOException {
        if (Files.exists(path) && !Files.isDirectory(path))
            throw new CommandException("--data " + path + ": expected a folder, found a file");
        return new DataFolder(Files.createDirectories(path), false);
    }

    Path path() {
        return path;
    }

    /** For people: what becomes of the memories. */
    String says() {
        return temporary
                ? "memory    was kept in a temporary folder and is now gone; --data DIR keeps it"
                : "memory    " + path;
    }

    @Override
    public void close() throws IOException {
        if (temporary)
            Files.walkFileTree(path, new Remover());
    }

    private static final class Remover extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            if (failure != null)
                throw failure;
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
