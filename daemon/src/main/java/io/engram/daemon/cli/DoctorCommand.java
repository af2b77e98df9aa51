package io.engram.daemon.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.engram.daemon.doctor.Doctor;
import io.engram.daemon.doctor.Finding;
import io.engram.daemon.terminal.Style;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code engram doctor}. */
@Command(name = "doctor", sortOptions = false, optionListHeading = "%nOptions:%n", description = {
        "Checks this machine and says what it would fix."}, footer = {"",
                "Exit status 1 when something required does not work."})
final class DoctorCommand implements Callable<Integer> {
    @Option(names = "--data", paramLabel = "DIR", description = "Check the disk of this folder (default: where temporary files go).")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print the findings as one JSON object.")
    private boolean json;

    private final CommandIo io;

    DoctorCommand(CommandIo io) {
        this.io = io;
    }

    /** The shape of {@code --json}. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Report(boolean ready, List<Entry> findings) {
        record Entry(String name, String level, String detail, String fix, Map<String, Object> measures) {
        }
    }

    @Override
    public Integer call() {
        Path folder = data == null ? Path.of(System.getProperty("java.io.tmpdir", ".")) : data;
        if (!Files.isDirectory(folder))
            throw new CommandException(folder + ": expected an existing folder");
        List<Finding> findings = new Doctor(folder).examine();
        boolean ready = findings.stream().noneMatch(finding -> finding.level() == Finding.Level.BROKEN);
        if (json)
            io.json(new Report(ready,
                    findings.stream().map(f -> new Report.Entry(f.name(), f.level().name().toLowerCase(Locale.ROOT),
                            f.detail(), f.fix(), f.measures())).toList()));
        else
            io.lines(lines(findings, ready, io.style()));
        return ready ? EngramCommand.DONE : EngramCommand.FAILED;
    }

    private static List<String> lines(List<Finding> findings, boolean ready, Style style) {
        var lines = new ArrayList<String>();
        for (Finding finding : findings) {
            List<String> detail = finding.detail().lines().toList();
            lines.add(" " + mark(finding.level(), style) + " "
                    + style.bold(String.format(Locale.ROOT, "%-10s", finding.name()))
                    + " " + detail.getFirst());
            detail.subList(1, detail.size()).forEach(more -> lines.add(" ".repeat(14) + style.dim(more)));
            if (!finding.fix().isEmpty())
                lines.add(" ".repeat(14) + style.yellow("→ " + finding.fix()));
        }
        long weak = findings.stream().filter(finding -> finding.level() == Finding.Level.WEAK).count();
        lines.add("");
        lines.add(!ready
                ? style.red("Not ready: fix what is marked ✗.")
                : weak == 0
                        ? style.green("Ready.")
                        : style.green("Ready") + ", with " + weak + " thing(s) that could be better.");
        return lines;
    }

    private static String mark(Finding.Level level, Style style) {
        return switch (level) {
            case OK -> style.green("✓");
            case WEAK -> style.yellow("!");
            case BROKEN -> style.red("✗");
        };
    }
}
