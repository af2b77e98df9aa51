package io.engram.daemon.cli;

import io.engram.daemon.terminal.LiveRegion;
import io.engram.daemon.terminal.Sparkline;
import io.engram.daemon.terminal.Style;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shows a life while it goes on: a few lines redrawn in place on a terminal, otherwise one plain line every few seconds.
 *
 * <p>Threads: one own daemon thread draws; {@link #close()} stops it and takes the lines away.
 */
final class LifeView implements AutoCloseable {
    private static final Duration FRAME = Duration.ofMillis(120);
    private static final Duration LINE = Duration.ofSeconds(5);

    private final LifeBoard board;
    private final String title;
    private final int maxSteps;
    private final Style style;
    private final int columns;
    private final PrintStream err;
    private final long began = System.nanoTime();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread drawer;

    LifeView(LifeBoard board, String title, int maxSteps, CommandIo io) {
        this.board = board;
        this.title = title;
        this.maxSteps = maxSteps;
        this.columns = io.terminal().columns();
        this.err = io.err();
        this.style = new Style(io.terminal().live());
        drawer = Thread.ofPlatform().daemon().name("life-view")
                .start(io.terminal().live() ? this::redraw : this::report);
    }

    private void redraw() {
        try (var region = new LiveRegion(err)) {
            do
                region.draw(screen());
            while (!closesWithin(FRAME));
        }
    }

    private void report() {
        do
            err.println(plain());
        while (!closesWithin(LINE));
    }

    private boolean closesWithin(Duration time) {
        try {
            return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            drawer.join(Duration.ofSeconds(2));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Seconds since the view was opened. */
    private long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
    }

    private String clock() {
        return String.format(Locale.ROOT, "%d:%02d", seconds() / 60, seconds() % 60);
    }

    String plain() {
        LifeBoard.Snapshot now = board.snapshot();
        String rate = Double.isNaN(now.success()) ? "-" : String.format(Locale.ROOT, "%.2f", now.success());
        return String.format(Locale.ROOT,
                "%s  %-8s episode %,d  success(20) %s  steps %,d/%,d  %,.0f simulations/s  memory %s", clock(),
                phase(now), now.episode(), rate, now.steps(), maxSteps, now.simulationsPerSecond(), memory(now));
    }

    private static String phase(LifeBoard.Snapshot now) {
        return switch (now.phase()) {
            case "live" -> "learning";
            case "sleep" -> "asleep";
            case "evaluate" -> "evaluate";
            default -> now.phase();
        };
    }

    private static String memory(LifeBoard.Snapshot now) {
        return String.format(Locale.ROOT, "%,d episodes, %,d facts, %,d skills", now.memory().episodes(),
                now.memory().facts(), now.memory().skills());
    }

    List<String> screen() {
        LifeBoard.Snapshot now = board.snapshot();
        int bar = Math.max(16, Math.min(columns - 34, 56));
        var lines = new ArrayList<String>();
        lines.add("  " + style.bold(title) + style.dim("  " + clock()));
        lines.add(label(phaseLabel(now)) + style.cyan(bar(share(now), bar)) + " " + counted(now));
        String rate = Double.isNaN(now.success()) ? "   -" : String.format(Locale.ROOT, "%4.2f", now.success());
        lines.add(label("success") + rate(now.success(), rate) + " "
                + style.green(
                        Sparkline.of(now.rates().stream().mapToDouble(Double::doubleValue).toArray(), 0, 1, bar - 5))
                + style.dim("  last 20 episodes"));
        lines.add(label("search") + String.format(Locale.ROOT, "%,.0f", now.simulationsPerSecond())
                + style.dim(" simulations/s"));
        lines.add(label("memory") + memory(now));
        lines.add(label("sleep") + sleep(now));
        if (!now.failure().isEmpty())
            lines.add(label("failed") + style.red(cut(now.failure(), columns - 14)));
        return lines;
    }

    private String label(String text) {
        return "  " + style.dim(text + " ".repeat(Math.max(1, 10 - text.length())));
    }

    private static String phaseLabel(LifeBoard.Snapshot now) {
        return now.phase().equals("evaluate") ? "evaluate" : "learn";
    }

    private double share(LifeBoard.Snapshot now) {
        if (now.phase().equals("evaluate"))
            return now.episodes() == 0 ? 0 : now.evaluated() / (double) now.episodes();
        return maxSteps == 0 ? 0 : now.steps() / (double) maxSteps;
    }

    private static String counted(LifeBoard.Snapshot now) {
        return now.phase().equals("evaluate")
                ? String.format(Locale.ROOT, "episode %,d", now.evaluated())
                : String.format(Locale.ROOT, "%,d steps", now.steps());
    }

    private String rate(double success, String text) {
        return Double.isNaN(success)
                ? text
                : success >= 0.85
                        ? style.green(text)
                        : success >= 0.4
                                ? style.yellow(text)
                                : style.red(text);
    }

    private String sleep(LifeBoard.Snapshot now) {
        String count = style.dim(now.sleeps() == 1 ? "slept once" : "slept " + now.sleeps() + " times");
        String loss = now.losses().entrySet().stream().limit(3)
                .map(entry -> String.format(Locale.ROOT, "%s %.3f", entry.getKey(), entry.getValue()))
                .reduce((a, b) -> a + " · " + b).map(text -> style.dim(" · loss: " + text)).orElse("");
        if (!now.phase().equals("sleep"))
            return "awake · " + count + loss;
        return style.magenta(now.sleepPhase().isEmpty() ? "asleep" : "asleep, after " + now.sleepPhase())
                + style.dim(" · ")
                + count + loss;
    }

    private static String bar(double share, int width) {
        int eighths = (int) Math.round(Math.clamp(share, 0, 1) * width * 8);
        var text = new StringBuilder("█".repeat(eighths / 8));
        if (eighths % 8 > 0)
            text.append("▏▎▍▌▋▊▉".charAt(eighths % 8 - 1));
        return text + "░".repeat(width - text.length());
    }

    private static String cut(String text, int width) {
        String line = Failures.oneLine(text);
        return line.length() <= width ? line : line.substring(0, Math.max(1, width - 1)) + "…";
    }
}
