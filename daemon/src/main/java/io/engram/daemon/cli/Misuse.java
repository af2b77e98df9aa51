package io.engram.daemon.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One line for a wrong command line: what was received, what was expected. */
final class Misuse {
    private Misuse() {
    }

    static String explain(ParameterException wrong) {
        CommandSpec spec = wrong.getCommandLine().getCommandSpec();
        if (wrong instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
            String first = unmatched.getUnmatched().getFirst();
            if (unmatched.isUnknownOption())
                return "unknown option '" + first + "'; expected " + options(spec);
            if (!spec.subcommands().isEmpty())
                return "unknown command '" + first + "'; expected " + commands(spec);
            return "unexpected argument '" + first + "'; expected " + (spec.positionalParameters().isEmpty()
                    ? "options only: " + options(spec)
                    : "only " + labels(spec));
        }
        if (wrong instanceof MissingParameterException missing) {
            List<ArgSpec> args = missing.getMissing();
            if (!args.isEmpty())
                return "missing " + String.join(" and ", args.stream().map(Misuse::name).toList());
        }
        return Failures.oneLine(String.valueOf(wrong.getMessage()));
    }

    /** The names of the commands below {@code spec}, for people. */
    static String commands(@Nullable CommandSpec spec) {
        List<String> names = spec == null
                ? List.of()
                : spec.subcommands().entrySet().stream()
                        .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
                        .map(java.util.Map.Entry::getKey).toList();
        return join(names);
    }

    /** {@code a, b or c}. */
    static String join(List<String> names) {
        if (names.size() < 2)
            return String.join("", names);
        return String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
    }

    private static String options(CommandSpec spec) {
        return join(spec.options().stream().filter(option -> !option.hidden()).map(OptionSpec::longestName).toList());
    }

    private static String labels(CommandSpec spec) {
        return String.join(" ",
                spec.positionalParameters().stream().map(CommandLine.Model.ArgSpec::paramLabel).toList());
    }

    private static String name(ArgSpec arg) {
        String what = arg instanceof OptionSpec option
                ? "option " + option.longestName() + " " + arg.paramLabel()
                : arg.paramLabel();
        String description = arg.description().length == 0 ? "" : arg.description()[0];
        return description.isEmpty() ? what : what + " (" + description.replaceAll("\\.$", "") + ")";
    }
}
