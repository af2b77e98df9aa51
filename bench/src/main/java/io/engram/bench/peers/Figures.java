package io.engram.bench.peers;

import io.engram.inference.BenchResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was measured, as lines of a tab-separated file: model, measure, peer, threads, median, least, most; or a reason in
 * place of the numbers. Measuring a model again replaces the lines of the measures that were taken again.
 */
final class Figures {
    private static final String HEAD = "model\tmeasure\tpeer\tthreads\tmedian\tmin\tmax";

    private final List<Figure> figures = new ArrayList<>();

    /**
     * One figure.
     *
     * @param measure
     *            such as {@code decode}; its name says the unit where it is not tokens per second
     * @param reason
     *            why there is no number, or empty
     */
    record Figure(String model, String measure, String peer, int threads, double median, double min, double max,
            String reason) {
        String line() {
            String start = String.join("\t", model, measure, peer, Integer.toString(threads));
            return reason.isEmpty()
                    ? start + String.format(Locale.ROOT, "\t%.4g\t%.4g\t%.4g", median, min, max)
                    : start + "\t" + reason.replace('\t', ' ') + "\t\t";
        }

        boolean sameAs(Figure other) {
            return model.equals(other.model) && measure.equals(other.measure) && peer.equals(other.peer)
                    && (threads == other.threads || !reason.isEmpty() || !other.reason.isEmpty());
        }
    }

    static Figures read(Path file) throws IOException {
        Figures figures = new Figures();
        if (Files.exists(file)) {
            Files.readAllLines(file).stream().skip(1).map(Figures::parse).forEach(figures.figures::add);
        }
        return figures;
    }

    private static Figure parse(String line) {
        String[] f = line.split("\t", -1);
        int threads = Integer.parseInt(f[3]);
        return f[5].isEmpty()
                ? new Figure(f[0], f[1], f[2], threads, 0, 0, 0, f[4])
                : new Figure(f[0], f[1], f[2], threads, Double.parseDouble(f[4]), Double.parseDouble(f[5]),
                        Double.parseDouble(f[6]), "");
    }

    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>(List.of(HEAD));
        figures.stream().map(Figure::line).sorted().forEach(lines::add);
        Files.write(file, lines);
    }

    void put(String model, String measure, String peer, int threads, double... values) {
        BenchResult.Spread s = BenchResult.Spread.of(values);
        replace(new Figure(model, measure, peer, threads, s.median(), s.min(), s.max(), ""));
    }

    void failed(String model, String measure, String peer, int threads, String reason) {
        replace(new Figure(model, measure, peer, threads, 0, 0, 0, reason.isEmpty() ? "no reason given" : reason));
    }

    private void replace(Figure figure) {
        figures.removeIf(f -> f.sameAs(figure));
        figures.add(figure);
    }

    List<String> models() {
        return figures.stream().map(Figure::model).distinct().sorted().toList();
    }

    /** All figures of one measure and peer, the best median first, failures last. */
    List<Figure> of(String model, String measure, String peer) {
        return figures.stream()
                .filter(f -> f.model().equals(model) && f.measure().equals(measure) && f.peer().equals(peer))
                .sorted((a, b) -> Double.compare(b.median(), a.median())).toList();
    }
}
