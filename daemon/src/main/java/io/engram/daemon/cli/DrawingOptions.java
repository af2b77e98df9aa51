package io.engram.daemon.cli;

import io.engram.inference.SamplingOptions;
import picocli.CommandLine.Option;

/** How each token is drawn. */
final class DrawingOptions {
    @Option(names = "--seed", paramLabel = "S", defaultValue = "0", description = "Seed of the drawing (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--temperature", paramLabel = "T", defaultValue = "0.8", description = "0 always takes the likeliest token (default: ${DEFAULT-VALUE}).")
    private float temperature;

    @Option(names = "--top-k", paramLabel = "K", defaultValue = "40", description = "Draw from the K likeliest; 0: all (default: ${DEFAULT-VALUE}).")
    private int topK;

    @Option(names = "--top-p", paramLabel = "P", defaultValue = "0.95", description = "Draw from the likeliest that hold this probability (default: ${DEFAULT-VALUE}).")
    private float topP;

    @Option(names = "--min-p", paramLabel = "P", defaultValue = "0.05", description = "Draw from those with at least this share of the likeliest (default: ${DEFAULT-VALUE}).")
    private float minP;

    SamplingOptions sampling() {
        try {
            return new SamplingOptions(temperature, topK, topP, minP, seed);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(String.valueOf(wrong.getMessage()));
        }
    }
}
