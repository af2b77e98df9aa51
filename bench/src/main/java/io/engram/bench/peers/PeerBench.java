package io.engram.bench.peers;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures model files on all peers, taking turns, and writes {@code docs/bench/peers.tsv} and {@code peers.md}. Started by
 * {@code bench/peers/run}, which sets {@code peers.home} and {@code peers.kherud}.
 */
public final class PeerBench {
    static final String ENGRAM = "engram";
    private static final List<String> PEERS = List.of(ENGRAM, "node-llama-cpp", "de.kherud:llama");
    private static final String USAGE = """
            Usage: bench/peers/run [--rounds N] [--only MEASURES] [--peers NAMES] [--steps N] [--out DIR] FILE.gguf ...
              --rounds N       counted rounds, one more warms up (default 5)
              --only MEASURES  of decode,disturbed,prefill,memory, separated by commas (default all)
              --peers NAMES    of engram,node-llama-cpp,de.kherud:llama (default all)
              --steps N        decode steps of a round (default 64)
              --out DIR        where peers.tsv and peers.md are (default docs/bench)""";

    private final PrintStream out = System.out;
    private final Path home = Path.of(System.getProperty("peers.home", "bench/peers")).toAbsolutePath();
    private final int processors = Runtime.getRuntime().availableProcessors();
    private final List<Path> files = new ArrayList<>();
    private int rounds = 5;
    private int steps = 64;
    private List<String> measures = List.of("decode", "disturbed", "prefill", "memory");
    private List<String> wanted = PEERS;
    private Path directory = home.resolve("../../docs/bench").normalize();

    private PeerBench() {
    }

    /** Runs the benchmark. */
    public static void main(String[] args) throws IOException {
        PeerBench bench = new PeerBench();
        if (bench.parse(args)) {
            bench.run();
        }
    }

    private boolean parse(String[] args) {
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--rounds" -> rounds = Integer.parseInt(args[++i]);
                case "--steps" -> steps = Integer.parseInt(args[++i]);
                case "--only" -> measures = List.of(args[++i].split(",", -1));
                case "--peers" -> wanted = List.of(args[++i].split(",", -1));
                case "--out" -> directory = Path.of(args[++i]);
                case "--help", "-h" -> {
                    out.println(USAGE);
                    return false;
                }
                default -> files.add(Path.of(args[i]).toAbsolutePath());
            }
        }
        if (files.isEmpty()) {
            out.println(USAGE);
        }
        return !files.isEmpty();
    }

    private void run() throws IOException {
        Files.createDirectories(directory);
        Path raw = directory.resolve("peers.tsv");
        Figures figures = Figures.read(raw);
        for (Path file : files) {
            model(file, figures);
            figures.write(raw);
            Files.write(directory.resolve("peers.md"), new PeerTable(figures, PEERS).page(machine()));
        }
        out.println("written: " + raw);
    }

    private void model(Path file, Figures figures) throws IOException {
        String model = file.getFileName().toString().replaceFirst("\\.gguf$", "");
        out.println(model);
        double bandwidth = 0;
        for (int threads = 1; threads <= processors; threads++) {
            bandwidth = Math.max(bandwidth, Bandwidth.measure(threads));
        }
        System.gc();
        figures.put(model, "bandwidth GB/s", "machine", processors, bandwidth / 1e9);
        figures.put(model, "step MB", ENGRAM, processors, ActiveBytes.of(file) / 1e6);
        out.printf(Locale.ROOT, "  bandwidth %.1f GB/s%n", bandwidth / 1e9);
        List<Peer> peers = new ArrayList<>();
        try {
            for (String name : wanted) {
                start(name, file, model, figures, peers);
            }
            if (measures.contains("decode")) {
                rounds("decode", "decode", steps, model, figures, peers);
            }
            if (measures.contains("prefill")) {
                rounds("prefill", "prefill", 128, model, figures, peers);
            }
            if (measures.contains("disturbed")) {
                Process busy = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
                try {
                    rounds("disturbed", "decode", steps, model, figures, peers);
                } finally {
                    busy.destroyForcibly();
                }
            }
            if (measures.contains("memory")) {
                for (Peer peer : peers) {
                    if (peer.name().equals(ENGRAM)) {
                        figures.put(model, "heap MB", ENGRAM, processors, peer.ask("heap", processors, 128));
                    }
                }
            }
        } finally {
            peers.forEach(Peer::close);
        }
    }

    /** Starts a peer and notes the time to its first token; one that fails leaves its reason in the tables. */
    private void start(String name, Path file, String model, Figures figures, List<Peer> peers) throws IOException {
        try {
            Path errors = home.resolve("lib").resolve(name.replace(':', '-') + ".log");
            Files.createDirectories(errors.getParent());
            Peer peer = Peer.start(name, command(name, file), home, errors);
            peers.add(peer);
            peer.ask("prefill", processors, 8);
            out.printf(Locale.ROOT, "  %s: first token after %.1f s%n", name, peer.age());
            if (measures.contains("memory")) {
                figures.put(model, "first token s", name, processors, peer.age());
            }
        } catch (IOException e) {
            peers.removeIf(p -> p.name().equals(name));
            out.println("  " + name + ": " + e.getMessage());
            for (String measure : List.of("decode", "prefill", "disturbed")) {
                figures.failed(model, measure, name, processors, "does not run: " + e.getMessage());
            }
        }
    }

    private List<String> command(String name, Path file) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String model = file.toString();
        return switch (name) {
            case ENGRAM -> List.of(java, "@" + home.resolve("../../jvm.flags").normalize(), "-XX:+UseParallelGC", "-cp",
                    System.getProperty("java.class.path"), EngramPeer.class.getName(), model);
            case "node-llama-cpp" -> List.of("node", home.resolve("node-llama-cpp.mjs").toString(), model);
            case "de.kherud:llama" -> List.of(java, "--enable-native-access=ALL-UNNAMED", "-cp",
                    System.getProperty("peers.kherud", ""), home.resolve("KherudPeer.java").toString(), model);
            default -> throw new IOException("peer: expected one of " + PEERS + ", received " + name);
        };
    }

    /** One round to warm up, then the counted ones; every peer and thread count has its turn in each, forth and back. */
    private void rounds(String measure, String command, int n, String model, Figures figures, List<Peer> peers) {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        List<Turn> turns = new ArrayList<>();
        for (Peer peer : peers) {
            boolean own = peer.name().equals(ENGRAM);
            for (int threads = own ? processors : 1; threads <= processors; threads++) {
                // Prompts and disturbed runs: all cores, as the figures to compare with are.
                if (own || !measure.equals("prefill") || threads == processors) {
                    turns.add(new Turn(peer, threads));
                }
            }
        }
        for (int round = 0; round <= rounds; round++) {
            for (Turn turn : round % 2 == 0 ? turns : turns.reversed()) {
                try {
                    double rate = n / turn.peer.ask(command, turn.threads, n);
                    if (round > 0) {
                        rates.computeIfAbsent(turn.toString(), k -> new ArrayList<>()).add(rate);
                    }
                } catch (Peer.PeerException e) {
                    figures.failed(model, measure, turn.peer.name(), turn.threads, String.valueOf(e.getMessage()));
                }
            }
        }
        for (Turn turn : turns) {
            List<Double> found = rates.getOrDefault(turn.toString(), List.of());
            if (!found.isEmpty()) {
                double[] values = found.stream().mapToDouble(Double::doubleValue).toArray();
                figures.put(model, measure, turn.peer.name(), turn.threads, values);
                out.printf(Locale.ROOT, "  %-10s %-16s %d threads: %s%n", measure, turn.peer.name(), turn.threads,
                        found.stream().map(v -> String.format(Locale.ROOT, "%.1f", v)).toList());
            }
        }
    }

    private record Turn(Peer peer, int threads) {
        @Override
        public String toString() {
            return peer.name() + " " + threads;
        }
    }

    private String machine() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        String processor = System.getProperty("os.arch");
        if (Files.isReadable(info)) {
            processor = Files.readAllLines(info, StandardCharsets.UTF_8).stream()
                    .filter(l -> l.startsWith("model name")).findFirst().map(l -> l.replaceFirst(".*:\\s*", ""))
                    .orElse(processor);
        }
        return processors + " x " + processor + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ", Java " + Runtime.version() + ".";
    }
}
