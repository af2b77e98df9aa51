package io.engram.daemon.cli;

import io.engram.daemon.terminal.Style;
import io.engram.daemon.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The streams of a command; given to it so that tests run commands inside their own process.
 *
 * @param in standard input
 * @param out the result and nothing else
 * @param err progress, warnings and the one line of an error
 * @param terminal what is known about both
 */
public record CommandIo(InputStream in, PrintStream out, PrintStream err, Terminal terminal) {

    /** Style for what goes to {@link #out()}. */
    public Style style() {
        return new Style(terminal.outColour());
    }

    /** Prints one JSON value and a line end. */
    public void json(Object value) {
        out.println(Json.text(value));
        out.flush();
    }

    /** Prints lines. */
    public void lines(Iterable<String> lines) {
        lines.forEach(out::println);
        out.flush();
    }

    /** All of standard input as UTF-8 text; anything else is refused. */
    public String readText() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(in.readAllBytes())).toString();
        } catch (CharacterCodingException malformed) {
            throw new CommandException("standard input: expected UTF-8 text, received bytes that are not", malformed);
        } catch (IOException broken) {
            throw new UncheckedIOException("standard input cannot be read", broken);
        }
    }

    /** Says on the error stream how far something is; on a terminal each line takes the place of the one before, the last stays. */
    public void progress(String line, boolean last) {
        err.print(terminal.live() && !last ? "\r\u001b[K" + line : line + System.lineSeparator());
        err.flush();
    }
}
