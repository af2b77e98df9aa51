package io.engram.inference.corpus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lines of UTF-8 without control characters. */
final class PlainText {
    private PlainText() {
    }

    /** The lines of a file; a byte order mark is left out. */
    static List<String> read(Path file) throws IOException {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
        } catch (CharacterCodingException e) {
            throw new CorpusFormatException(file + ": expected UTF-8 text, received other bytes");
        }
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            check(file, i + 1, lines.get(i));
        }
        if (!lines.isEmpty() && lines.getFirst().startsWith("\ufeff")) {
            lines = new ArrayList<>(lines);
            lines.set(0, lines.getFirst().substring(1));
        }
        return lines;
    }

    /** Refuses control characters other than tabs. */
    static void check(Path file, int line, String text) throws CorpusFormatException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r') {
                throw new CorpusFormatException(String.format(
                        "%s line %d: expected text, received the control character U+%04X at column %d", file, line,
                        (int) c, i + 1));
            }
        }
    }
}
