package io.engram.daemon.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** Where the lines of a conversation come from: a terminal with editing and history, or plain input. One thread. */
interface LineReading extends AutoCloseable {
    /** The next line; null at the end; empty where the user took back what was typed. */
    @Nullable
    String next();

    /** Whether somebody types. */
    boolean interactive();

    /** Runs {@code stop} when the user presses Ctrl-C from now on, until {@link #quiet}. */
    void onInterrupt(Runnable stop);

    /** Ctrl-C has its usual meaning again. */
    void quiet();

    /** Drops what was typed before, on disk too. */
    void forgetHistory();

    @Override
    void close();

    /** From the terminal where input and output are one, else from the stream. */
    static LineReading of(CommandIo io, Path history) throws IOException {
        return io.in() == System.in && Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
                ? new Keyboard(history)
                : new Piped(io);
    }

    /** Lines of a stream. */
    final class Piped implements LineReading {
        private final BufferedReader lines;

        Piped(CommandIo io) {
            this.lines = new BufferedReader(new InputStreamReader(io.in(), StandardCharsets.UTF_8));
        }

        @Override
        public @Nullable String next() {
            try {
                return lines.readLine();
            } catch (IOException broken) {
                throw new UncheckedIOException("standard input cannot be read", broken);
            }
        }

        @Override
        public boolean interactive() {
            return false;
        }

        @Override
        public void onInterrupt(Runnable stop) {
            // Ctrl-C ends the process: its shutdown is the interruption.
        }

        @Override
        public void quiet() {
            // Nothing was changed.
        }

        @Override
        public void forgetHistory() {
            // There is none.
        }

        @Override
        public void close() {
            // The stream is not ours.
        }
    }

    /** A terminal, by JLine. */
    final class Keyboard implements LineReading {
        private final Path history;
        private final Terminal terminal;
        private final LineReader reader;

        Keyboard(Path history) throws IOException {
            this.history = history;
            this.terminal = TerminalBuilder.builder().system(true).dumb(true).build();
            this.reader = LineReaderBuilder.builder().terminal(terminal).appName("engram")
                    .variable(LineReader.HISTORY_FILE, history).variable(LineReader.HISTORY_SIZE, 500)
                    .variable(LineReader.HISTORY_FILE_SIZE, 500).option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .option(LineReader.Option.BRACKETED_PASTE, true).build();
        }

        @Override
        public @Nullable String next() {
            try {
                return reader.readLine("> ");
            } catch (UserInterruptException takenBack) {
                return "";
            } catch (EndOfFileException end) {
                return null;
            }
        }

        @Override
        public boolean interactive() {
            return true;
        }

        @Override
        public void onInterrupt(Runnable stop) {
            terminal.handle(Terminal.Signal.INT, signal -> stop.run());
        }

        @Override
        public void quiet() {
            terminal.handle(Terminal.Signal.INT, Terminal.SignalHandler.SIG_DFL);
        }

        @Override
        public void forgetHistory() {
            try {
                reader.getHistory().purge();
                Files.deleteIfExists(history);
            } catch (IOException kept) {
                throw new UncheckedIOException(history + ": cannot be removed", kept);
            }
        }

        @Override
        public void close() {
            try {
                reader.getHistory().save();
                terminal.close();
            } catch (IOException unsaved) {
                throw new UncheckedIOException(history + ": cannot be written", unsaved);
            }
        }
    }
}
