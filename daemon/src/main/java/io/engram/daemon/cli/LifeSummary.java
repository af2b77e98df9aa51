package io.engram.daemon.cli;

import io.engram.agent.live.LiveReport;
import io.engram.daemon.terminal.BrailleChart;
import io.engram.daemon.terminal.Style;
import io.engram.daemon.terminal.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A life's end for people: the learning curve and a small table. */
final class LifeSummary {
    private static final int CHART_ROWS = 10;

    private LifeSummary() {
    }

    static List<String> lines(LiveReport report, Style style, int columns) {
        var lines = new ArrayList<String>();
        lines.add("");
        if (report.curve().size() > 1) {
            double[] x = report.curve().stream().mapToDouble(LiveReport.CurvePoint::envSteps).toArray();
            double[] y = report.curve().stream().mapToDouble(LiveReport.CurvePoint::episodeReturn).toArray();
            double low = 0;
            double high = 1;
            for (double value : y) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            lines.add("  " + style.bold("Learning curve") + style.dim("  return, mean of the last 20 episodes"));
            new BrailleChart(Math.clamp(columns - 14, 30, 84), CHART_ROWS, style).draw(x, y, low, high, "steps")
                    .forEach(line -> lines.add(" " + line));
            lines.add("");
        }
        lines.addAll(table(report, style));
        lines.add("");
        return lines;
    }

    private static List<String> table(LiveReport report, Style style) {
        var table = new TextTable(style);
        table.row("scenario", style.bold(report.scenario()) + style.dim(" · seed " + report.seed())
                + (report.planning() ? "" : style.yellow(" · no planning"))
                + (report.consolidation() ? "" : style.yellow(" · no consolidation")));
        if (report.evalEpisodes() > 0) {
            String rate = String.format(Locale.ROOT, "%.0f %%", 100 * report.successRate());
            table.row("success", (report.successRate() >= 0.85 ? style.green(rate) : style.yellow(rate))
                    + style.dim(String.format(Locale.ROOT, " of %,d evaluation episodes", report.evalEpisodes())));
            table.row("return",
                    String.format(Locale.ROOT, "%.3f ± %.3f", report.evalReturnMean(), report.evalReturnStd()));
        } else {
            table.row("success", style.dim("not evaluated"));
        }
        table.row("learned in",
                String.format(Locale.ROOT, "%,d steps, %,d episodes, %,d sleeps", report.envSteps(), report.episodes(),
                        report.sleeps()));
        table.row("memory", String.format(Locale.ROOT, "%,d episodes, %,d facts, %,d skills",
                report.memory().episodes(),
                report.memory().facts(), report.memory().skills())
                + (report.skillUses() == 0
                        ? ""
                        : style.dim(String.format(Locale.ROOT, " · skills used %,d times", report.skillUses()))));
        if (report.planning())
            table.row("search", String.format(Locale.ROOT, "%,d simulations, %,.0f/s", report.simulations(),
                    report.simulationsPerSecond()));
        table.row("model", report.model());
        table.row("time", String.format(Locale.ROOT, "%.1f s", report.wallSeconds())
                + style.dim(String.format(Locale.ROOT, ", %.1f s of it learning", report.learnSeconds())));
        return table.lines();
    }

}
