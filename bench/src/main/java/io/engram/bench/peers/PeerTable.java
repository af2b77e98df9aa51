package io.engram.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures as a page for people. Each cell is a median and, in brackets, the least and the most of its rounds. */
final class PeerTable {
    private final Figures figures;
    private final List<String> peers;

    PeerTable(Figures figures, List<String> peers) {
        this.figures = figures;
        this.peers = peers;
    }

    List<String> page(String machine) {
        List<String> out = new ArrayList<>();
        out.add("# The engine beside its peers");
        out.add("");
        out.add("Written by `bench/peers/run`; raw figures are in [peers.tsv](peers.tsv), what they mean in"
                + " [inference.md](inference.md). Files have random weights of real shapes (`./engram model make`).");
        out.add("Tokens per second: median of the rounds (least to most). Engines took turns within a run, each in a process"
                + " of its own; a peer is shown at the thread count that was better for it. Ratio: engram over the fastest"
                + " peer that ran.");
        out.add("");
        out.add("Machine of the last run: " + machine);
        table(out, "Decode, 64 steps after a prompt of 16", "decode");
        table(out, "Decode while another process keeps one core busy", "disturbed");
        table(out, "Prefill of 128 tokens", "prefill");
        single(out);
        return out;
    }

    private void table(List<String> out, String title, String measure) {
        out.addAll(List.of("", "## " + title, ""));
        out.add("| file | " + String.join(" | ", peers) + " | ratio |");
        out.add("|---".repeat(peers.size() + 2) + "|");
        for (String model : figures.models()) {
            List<String> cells = new ArrayList<>(List.of(model));
            double own = 0;
            double other = 0;
            for (String peer : peers) {
                List<Figures.Figure> found = figures.of(model, measure, peer);
                cells.add(found.isEmpty() ? "not run" : cell(found.getFirst()));
                double median = found.isEmpty() ? 0 : found.getFirst().median();
                if (peer.equals(PeerBench.ENGRAM)) {
                    own = median;
                } else {
                    other = Math.max(other, median);
                }
            }
            cells.add(own > 0 && other > 0 ? String.format(Locale.ROOT, "**%.2f**", own / other) : "");
            out.add("| " + String.join(" | ", cells) + " |");
        }
    }

    private static String cell(Figures.Figure f) {
        return f.reason().isEmpty()
                ? String.format(Locale.ROOT, "%.1f (%.1f to %.1f), %d threads", f.median(), f.min(), f.max(),
                        f.threads())
                : f.reason();
    }

    private void single(List<String> out) {
        out.addAll(List.of("", "## Memory limit, memory and start", "",
                "Limit: bytes of weights that a step reads, in the file's form, times tokens per second, over the read"
                        + " bandwidth measured in the same run. Heap: in use after a collection, with a sequence of 128 tokens;"
                        + " weights lie outside. First token: from the start of the process.",
                ""));
        out.add("| file | MB a step | bandwidth GB/s | share of limit | heap MB | first token s | "
                + "node-llama-cpp first token s |");
        out.add("|---|---|---|---|---|---|---|");
        for (String model : figures.models()) {
            double bytes = value(model, "step MB", PeerBench.ENGRAM);
            double bandwidth = value(model, "bandwidth GB/s", "machine");
            double share = bytes * value(model, "decode", PeerBench.ENGRAM) / bandwidth / 1e3;
            out.add(String.format(Locale.ROOT, "| %s | %.0f | %.1f | **%.2f** | %.0f | %.1f | %.1f |", model, bytes,
                    bandwidth, share, value(model, "heap MB", PeerBench.ENGRAM),
                    value(model, "first token s", PeerBench.ENGRAM),
                    value(model, "first token s", "node-llama-cpp")));
        }
    }

    private double value(String model, String measure, String peer) {
        List<Figures.Figure> found = figures.of(model, measure, peer);
        return found.isEmpty() || !found.getFirst().reason().isEmpty() ? Double.NaN : found.getFirst().median();
    }
}
