package io.engram.daemon.cli;

import io.engram.memory.forgetting.ForgetReport;
import io.engram.memory.forgetting.ForgetRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code engram memory forget}: makes an agent forget for good. */
@Command(name = "forget", sortOptions = false, optionListHeading = "%nOptions:%n", description = {
        "Forgets the records that meet every criterion given, with everything that rests on them alone: from all layers,",
        "indexes and the journal's bytes. Sleep cannot bring it back. Either --dry-run or --yes must be given."})
final class MemoryForget implements Callable<Integer> {
    @Mixin
    private OpenMemory memory = new OpenMemory();

    @Option(names = "--id", split = ",", paramLabel = "N", description = "Records by id, of any layer.")
    private @Nullable Set<Long> ids;

    @Option(names = "--subject", paramLabel = "NAME", description = "Whom or what it is about, under any of its names.")
    private @Nullable String subject;

    @Option(names = "--source", paramLabel = "S", description = "Where it comes from: source or source/writer, for example chat/alice.")
    private @Nullable String source;

    @Option(names = "--from", paramLabel = "TIME", description = "Happened at or after this: 2026-01-31 or 2026-01-31T12:00:00Z.")
    private @Nullable String from;

    @Option(names = "--until", paramLabel = "TIME", description = "Happened before this.")
    private @Nullable String until;

    @Option(names = "--matching", paramLabel = "TEXT", description = "Is like this text in meaning, or holds all its words.")
    private @Nullable String matching;

    @Option(names = "--similarity", paramLabel = "X", defaultValue = "0.75", description = "How like, as cosine (default: ${DEFAULT-VALUE}).")
    private double similarity;

    @Option(names = "--keep-evidence", description = "Keep the episodes behind a chosen fact.")
    private boolean keepEvidence;

    @Option(names = "--dry-run", description = "Only show what would go.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Forget. It cannot be undone.")
    private boolean yes;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final CommandIo io;

    MemoryForget(CommandIo io) {
        this.io = io;
    }

    /** The shape of {@code --json}. */
    record Report(String agent, boolean dryRun, long episodes, long facts, long regularities, long skills, long working,
            List<ForgetReport.Item> items, List<ForgetReport.Item> changed, int journalSegments, long journalBytes,
            List<ForgetReport.Copy> copies, double seconds) {
        static Report of(String agent, ForgetReport r) {
            return new Report(agent, r.preview(), r.count("episode"), r.count("fact"), r.count("regularity"),
                    r.count("skill"), r.count("working"), r.items(), r.changed(), r.journalSegments(), r.journalBytes(),
                    r.copies(), r.took().toNanos() / 1e9);
        }
    }

    @Override
    public Integer call() {
        if (dryRun == yes)
            throw new UsageException("expected --dry-run or --yes, received " + (yes ? "both" : "neither"));
        ForgetRequest request = request();
        if (request.isEmpty())
            throw new UsageException(
                    "expected --id, --subject, --source, --from, --until or --matching, received none");
        memory.use((open, agent) -> {
            if (request.matching().isPresent())
                open.awaitEmbeddings();
            ForgetReport report = dryRun ? open.previewForget(request) : open.forget(request);
            if (json)
                io.json(Report.of(agent, report));
            else
                io.lines(lines(report));
        });
        return EngramCommand.DONE;
    }

    private ForgetRequest request() {
        try {
            ForgetRequest request = ForgetRequest.nothing().withIds(ids == null ? Set.of() : new TreeSet<>(ids))
                    .withSimilarity(similarity);
            request = subject == null ? request : request.about(subject);
            request = source == null ? request : request.fromSource(source);
            request = from == null ? request : request.since(time("--from", from));
            request = until == null ? request : request.before(time("--until", until));
            request = matching == null ? request : request.matching(matching);
            return keepEvidence ? request.keepingEvidence() : request;
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(String.valueOf(wrong.getMessage()));
        }
    }

    private static Instant time(String option, String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException wrong) {
            throw new UsageException(
                    option + ": expected a time such as 2026-01-31 or 2026-01-31T12:00:00Z, received " + text);
        }
    }

    private List<String> lines(ForgetReport report) {
        var lines = new ArrayList<String>();
        for (ForgetReport.Item item : report.items())
            lines.add(
                    io.style().cyan(item.kind() + " " + item.id()) + (item.text().isEmpty() ? "" : "  " + item.text()));
        for (ForgetReport.Item item : report.changed())
            lines.add(io.style().dim("changes " + item.kind() + " " + item.id()
                    + (item.text().isEmpty() ? "" : "  " + item.text())));
        for (ForgetReport.Copy copy : report.copies())
            lines.add("a copy was written to " + copy.file() + " at " + copy.time() + "; it is not touched");
        lines.add(report.preview()
                ? report.items().size() + " records would be forgotten; --yes instead of --dry-run forgets them."
                : report.items().size() + " records are forgotten; " + report.journalSegments()
                        + " journal segments were rewritten.");
        return lines;
    }
}
