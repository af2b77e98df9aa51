package io.engram.daemon.cli;

import io.engram.memory.SleepListener;
import io.engram.memory.SleepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code engram sleep}, also {@code engram memory sleep}: consolidation on request. */
@Command(name = "sleep", sortOptions = false, optionListHeading = "%nOptions:%n", description = "Lets an agent sleep: turns what is new in its memory into facts, regularities and skills.")
final class SleepCommand implements Callable<Integer> {
    @Mixin
    private OpenMemory memory = new OpenMemory();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final CommandIo io;

    SleepCommand(CommandIo io) {
        this.io = io;
    }

    /** The shape of {@code --json}. */
    record Report(String agent, List<Phase> phases, List<SleepReport.Promotion> promotions, int written,
            double seconds) {
        record Phase(String phase, int read, int written, double seconds) {
        }
    }

    @Override
    public Integer call() {
        memory.use((open, agent) -> {
            SleepReport report = open.sleep(SleepListener.none());
            if (json)
                io.json(new Report(agent, report.phases().stream()
                        .map(p -> new Report.Phase(p.phase().name().toLowerCase(Locale.ROOT), p.read(), p.written(),
                                p.duration().toNanos() / 1e9))
                        .toList(), report.promotions(), report.written(), report.duration().toNanos() / 1e9));
            else
                io.lines(lines(report));
        });
        return EngramCommand.DONE;
    }

    private List<String> lines(SleepReport report) {
        var lines = new ArrayList<String>();
        for (SleepReport.Phase phase : report.phases())
            lines.add(String.format(Locale.ROOT, "  %-14s read %,d, wrote %,d in %.2f s",
                    phase.phase().name().toLowerCase(Locale.ROOT), phase.read(), phase.written(),
                    phase.duration().toNanos() / 1e9));
        for (SleepReport.Promotion promotion : report.promotions())
            lines.add("  " + io.style().cyan(promotion.layer().name().toLowerCase(Locale.ROOT) + " " + promotion.id())
                    + "  "
                    + promotion.what()
                    + io.style().dim("  " + promotion.rule() + ", from episodes " + promotion.episodes()));
        return lines;
    }
}
