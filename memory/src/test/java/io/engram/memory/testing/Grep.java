package io.engram.memory.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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

    /** All words in any file, read as ASCII in lower case, that begin and end so: letters and digits, at most 40 of them. */
    public static Set<String> words(Path directory, String begin, char end) {
        Set<String> words = new TreeSet<>();
        try (Stream<Path> files = Files.walk(directory)) {
            files.filter(Files::isRegularFile).forEach(file -> words(file, begin, end, words));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return words;
    }

    private static void words(Path file, String begin, char end, Set<String> words) {
        StringBuilder word = new StringBuilder();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                for (int i = 0; i < length; i++) {
                    int next = buffer[i] >= 'A' && buffer[i] <= 'Z' ? buffer[i] + 32 : buffer[i];
                    if (word.isEmpty() && next != begin.charAt(0)) {
                        continue; // by far the most
                    }
                    boolean fits = word.length() < begin.length()
                            ? next == begin.charAt(word.length())
                            : word.length() < 40 && isLetterOrDigit(next);
                    if (!fits) {
                        word.setLength(0);
                    }
                    if (fits || next == begin.charAt(0)) {
                        word.append((char) next);
                    }
                    if (word.length() > begin.length() && next == end) {
                        words.add(word.toString());
                        word.setLength(0);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isLetterOrDigit(int lower) {
        return (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
    }
}
