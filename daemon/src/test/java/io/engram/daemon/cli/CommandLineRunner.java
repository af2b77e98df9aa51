package io.engram.daemon.cli;

import io.engram.daemon.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a command line inside the test's process. */
final class CommandLineRunner {
    private CommandLineRunner() {
    }

    /** What a command line did. */
    record Outcome(int status, String out, String err) {
        List<String> errorLines() {
            return err.lines().toList();
        }
    }

    static Outcome run(String... args) {
        return runWith("", args);
    }

    static Outcome runWith(String input, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var io = new CommandIo(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
                Terminal.plain());
        int status = EngramCommand.run(io, args);
        return new Outcome(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
