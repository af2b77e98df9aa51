package io.engram.memory.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks for bytes in all files below a directory. */
public final class Grep {
    private Grep() {
    }

    /** The files that hold the text in UTF-8, in any case of ASCII letters. */
    public static List<Path> files(Path directory, String text) {
        byte[] wanted = text.toLowerCase(java.util.Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).filter(file -> holds(file, wanted)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Knuth, Morris and Pratt, so that files need not fit into the heap. */
    private static boolean holds(Path file, byte[] wanted) {
        int[] back = new int[wanted.length + 1];
        back[0] = -1;
        for (int i = 0, j = -1; i < wanted.length;) {
            while (j >= 0 && wanted[i] != wanted[j]) {
                j = back[j];
            }
            back[++i] = ++j;
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            int matched = 0;
            for (int next = in.read(); next >= 0; next = in.read()) {
                int lower = next >= 'A' && next <= 'Z' ? next + 32 : next;
                while (matched >= 0 && (byte) lower != wanted[matched]) {
                    matched = back[matched];
                }
                if (++matched == wanted.length) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
