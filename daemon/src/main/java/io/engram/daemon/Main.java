package io.engram.daemon;

import io.engram.daemon.cli.CommandIo;
import io.engram.daemon.cli.EngramCommand;
import io.engram.daemon.terminal.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Starts the command line; the launcher {@code ./engram} calls it. */
public final class Main {

    private Main() {
    }

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] args) {
        StandardError.restore();
        Logging.routeJavaLogging();
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        var io = new CommandIo(System.in, out, System.err, Terminal.of(System.getenv()));
        int status = EngramCommand.run(io, args);
        out.flush();
        System.exit(status);
    }
}
