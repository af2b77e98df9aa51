package io.engram.daemon.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command takes. */
final class CommonOptions {
    @Option(names = {"-v", "--verbose"}, scope = ScopeType.INHERIT, description = "Log what happens to standard error.")
    boolean verbose;

    @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Show where in the code an error came from.")
    boolean stacktrace;

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Show this help.")
    boolean help;
}
