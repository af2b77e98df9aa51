/**
 * The command line: one class per command, on picocli.
 *
 * <p><b>Rules.</b> A command reads its options, calls a room below and prints. It throws {@link
 * io.engram.daemon.cli.UsageException} when it was called wrongly (exit 2) and {@link
 * io.engram.daemon.cli.CommandException} when it could not be done (exit 1); any other exception is reported by its message
 * (exit 1). In each case one line goes to standard error; {@code --stacktrace} adds where it came from. Standard output is
 * the result alone, and with {@code --json} exactly one JSON value.
 *
 * <p><b>Contracts.</b> Option names and JSON shapes are called by programs outside: add, never rename.
 *
 * <p><b>Threads.</b> A command runs on the main thread and may block.
 */
@NullMarked
package io.engram.daemon.cli;

import org.jspecify.annotations.NullMarked;
