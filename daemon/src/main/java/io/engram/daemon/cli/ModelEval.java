package io.engram.daemon.cli;

import io.engram.daemon.terminal.Style;
import io.engram.inference.LanguageModel;
import io.engram.inference.curriculum.Curriculum;
import io.engram.inference.curriculum.Evaluation;
import io.engram.inference.curriculum.EvaluationOptions;
import io.engram.inference.curriculum.EvaluationOptions.Thinking;
import io.engram.inference.curriculum.EvaluationReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code engram model eval}: what a model of the curriculum has learned. */
@Command(name = "eval", sortOptions = false, optionListHeading = "%nOptions:%n", description = "Judges a model by held-out examples of the project's curriculum: words and phrasings that no training example has.", footer = {
        "", "Scores are medians over the seeds. Thinking budgets are off, low (12 tokens), medium (36) and high (512).",
        "",
        "For example: ./engram model eval --model life/mini/model.gguf --suite one-hop,unknown --examples 50"})
final class ModelEval implements Callable<Integer> {
    @Mixin
    private LoadedModelOptions model = new LoadedModelOptions();

    @Option(names = "--suite", split = ",", paramLabel = "NAME[,NAME…]", description = "Suites (default: all).")
    private List<String> suites = new ArrayList<>();

    @Option(names = "--examples", paramLabel = "N", defaultValue = "100", description = "Examples of a suite and a seed (default: ${DEFAULT-VALUE}).")
    private int examples;

    @Option(names = "--seeds", split = ",", paramLabel = "S[,S…]", defaultValue = "1,2,3", description = "Seeds of the examples (default: ${DEFAULT-VALUE}).")
    private List<Long> seeds = new ArrayList<>();

    @Option(names = "--thinking", paramLabel = "BUDGET", defaultValue = "high", description = "off, low, medium or high (default: ${DEFAULT-VALUE}).")
    private String thinking = "";

    @Option(names = "--budgets", description = "Also the suites of several steps at every budget, and the best of eight draws.")
    private boolean budgets;

    @Option(names = "--failures", paramLabel = "N", defaultValue = "0", description = "Show so many wrong replies of each suite (default: ${DEFAULT-VALUE}).")
    private int failures;

    @Option(names = "--parallel", paramLabel = "N", defaultValue = "16", description = "Examples answered at the same time (default: ${DEFAULT-VALUE}).")
    private int parallel;

    @Option(names = "--free-words", description = "Let replies have any words; else they have those of the prompt and of the layout, as in a conversation.")
    private boolean freeWords;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final CommandIo io;

    ModelEval(CommandIo io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException {
        EvaluationOptions options = options();
        try (LanguageModel loaded = model.load()) {
            if (!loaded.hasTokenizer())
                throw new CommandException(model.model + ": expected a vocabulary, the file has none");
            EvaluationReport report = Evaluation.run(loaded, options, this::progress);
            if (io.terminal().live())
                io.err().print("\r\u001b[K");
            if (json)
                io.json(report);
            else
                io.lines(lines(report));
        }
        return EngramCommand.DONE;
    }

    private EvaluationOptions options() {
        Thinking budget = Thinking.all().stream().filter(t -> t.name().equalsIgnoreCase(thinking)).findFirst()
                .orElseThrow(() -> new UsageException(
                        "--thinking: expected off, low, medium or high, received " + thinking));
        try {
            return new EvaluationOptions(suites.isEmpty() ? Curriculum.suites() : suites, examples, seeds, budget,
                    budgets, failures, parallel, !freeWords);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException("--" + wrong.getMessage());
        }
    }

    private void progress(String line) {
        io.err().print(io.terminal().live() ? "\r\u001b[K" + line : line + System.lineSeparator());
        io.err().flush();
    }

    private List<String> lines(EvaluationReport report) {
        Style style = io.style();
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "%s · thinking %s · %d examples a seed · seeds %s", report.model(),
                report.thinking().name(), report.examples(), report.seeds()));
        lines.add(style.dim(row("suite", "median", "spread", "tokens", "measure")));
        for (EvaluationReport.Suite suite : report.suites()) {
            lines.add(row(suite.suite(), number(suite.score().median()), spread(suite.score()),
                    String.format(Locale.ROOT, "%.0f", suite.tokens()), suite.measure()));
            suite.parts().forEach((part, score) -> lines
                    .add(style.dim(row("  " + part, number(score), "", "", ""))));
        }
        EvaluationReport.Spread rate = report.falseUnknown();
        if (rate != null)
            lines.add(row("false \"don't know\"", number(rate.median()), spread(rate), "", "share of answerable"));
        if (!report.budgets().isEmpty()) {
            lines.add("");
            lines.add(style.dim(row("suite", "median", "spread", "tokens", "thinking")));
            for (EvaluationReport.AtBudget at : report.budgets())
                lines.add(row(at.suite(), number(at.score().median()), spread(at.score()),
                        String.format(Locale.ROOT, "%.0f", at.tokens()), at.thinking()));
        }
        for (EvaluationReport.Failure failure : report.failures()) {
            lines.add("");
            lines.add(style.dim("--- " + failure.suite()));
            lines.add(failure.prompt().strip());
            lines.add(style.dim("expected: ") + failure.expected());
            lines.add(style.dim("received: ") + failure.reply());
        }
        lines.add("");
        lines.add(String.format(Locale.ROOT, "%,d tokens in %.0f s", report.generatedTokens(), report.seconds()));
        return lines;
    }

    private static String row(String name, String score, String spread, String tokens, String note) {
        return String.format(Locale.ROOT, "%-24s %7s  %-13s %7s  %s", name, score, spread, tokens, note)
                .stripTrailing();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String spread(EvaluationReport.Spread spread) {
        return number(spread.least()) + " – " + number(spread.most());
    }
}
