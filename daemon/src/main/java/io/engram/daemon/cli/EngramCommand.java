package io.engram.daemon.cli;

import io.engram.daemon.Logging;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The root command and the way every command is run. */
@Command(name = "engram", sortOptions = false, header = {
        "Engram: an agent that lives, remembers, plans and sleeps, in one JVM.",
        ""}, synopsisHeading = "Usage: ", customSynopsis = {"./engram COMMAND [OPTIONS]",
                ""}, commandListHeading = "Commands:%n", optionListHeading = "%nOptions of every command:%n", footer = {
                        "", "Start here:  ./engram chat               tell it something, ask for it later",
                        "             ./engram run door-key       an agent learns a small world",
                        "             ./engram doctor             is this machine ready?",
                        "             ./engram run --help         options of one command"}, subcommands = {
                                ChatCommand.class, RunCommand.class, PlanCommand.class, ScenariosCommand.class,
                                MemoryCommand.class,
                                SleepCommand.class,
                                ModelCommand.class, BenchCommand.class, DoctorCommand.class,
                                HelpTopicCommand.class})
public final class EngramCommand implements Runnable {
    /** The command line could be carried out. */
    public static final int DONE = 0;
    /** Something failed. */
    public static final int FAILED = 1;
    /** The command was called wrongly. */
    public static final int MISUSED = 2;

    private static final List<String> SECTIONS = List.of(UsageMessageSpec.SECTION_KEY_HEADER,
            UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING, UsageMessageSpec.SECTION_KEY_SYNOPSIS,
            UsageMessageSpec.SECTION_KEY_DESCRIPTION, UsageMessageSpec.SECTION_KEY_PARAMETER_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_COMMAND_LIST, UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_OPTION_LIST, UsageMessageSpec.SECTION_KEY_FOOTER);

    @Mixin
    private CommonOptions common = new CommonOptions();

    private final CommandIo io;

    private EngramCommand(CommandIo io) {
        this.io = io;
    }

    /**
     * Runs one command line and returns its exit status.
     *
     * @param io where it reads and writes
     * @param args as typed, the program's name not included
     */
    public static int run(CommandIo io, String... args) {
        CommandLine line = create(io);
        int status;
        try {
            status = line.execute(args);
        } catch (OutOfMemoryError | StackOverflowError exhausted) {
            // Not an Exception, so picocli lets it pass; the process is still able to say one line.
            report(io, line, Failures.line(exhausted), exhausted, false);
            status = FAILED;
        }
        io.out().flush();
        io.err().flush();
        return status;
    }

    @Override
    public void run() {
        CommandLine line = create(io);
        io.out().print(line.getUsageMessage(line.getColorScheme()));
    }

    private static CommandLine create(CommandIo io) {
        var root = new EngramCommand(io);
        var line = new CommandLine(root, new Factory(io));
        line.setOut(new PrintWriter(io.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(io.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(io.terminal().outColour() ? Ansi.ON : Ansi.OFF));
        line.setUsageHelpAutoWidth(false).setUsageHelpWidth(Math.clamp(io.terminal().columns(), 96, 110));
        line.setHelpSectionKeys(SECTIONS);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOverwrittenOptionsAllowed(false);
        line.setParameterExceptionHandler((wrong, args) -> {
            report(io, wrong.getCommandLine(), Misuse.explain(wrong), wrong, root.common.stacktrace);
            return MISUSED;
        });
        line.setExecutionExceptionHandler((failure, command, result) -> {
            report(io, command, Failures.line(failure), failure, root.common.stacktrace);
            return failure instanceof UsageException ? MISUSED : FAILED;
        });
        line.setExecutionStrategy(parsed -> {
            if (root.common.verbose)
                Logging.verbose();
            return new CommandLine.RunLast().execute(parsed);
        });
        return line;
    }

    private static void report(CommandIo io, CommandLine command, String line, Throwable cause, boolean stacktrace) {
        io.out().flush();
        io.err().println(command.getCommandSpec().qualifiedName() + ": " + line);
        if (stacktrace)
            cause.printStackTrace(io.err());
        io.err().flush();
    }

    /** Gives each command the streams; everything else is made as picocli does. */
    private record Factory(CommandIo io) implements IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            try {
                return type.getDeclaredConstructor(CommandIo.class).newInstance(io);
            } catch (NoSuchMethodException plain) {
                return CommandLine.defaultFactory().create(type);
            }
        }
    }

    /** A command that only groups others: calling it bare is a misuse that names them. */
    static UsageException bare(CommandLine.Model.@Nullable CommandSpec spec) {
        return new UsageException("a command is missing; expected " + Misuse.commands(spec));
    }
}
