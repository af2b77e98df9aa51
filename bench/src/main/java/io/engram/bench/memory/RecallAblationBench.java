package io.engram.bench.memory;

import io.engram.agent.adapter.BgeSmallEmbedder;
import io.engram.memory.eval.LocomoAblation;
import java.nio.file.Path;

/**
 * What each signal of recall is worth on a file in LoCoMo's format, and what weights chosen without a conversation reach on it.
 * Argument: the file. Embeds every turn with bge-small-en first, which takes minutes.
 */
public final class RecallAblationBench {
    private RecallAblationBench() {
    }

    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            throw new IllegalArgumentException(
                    "expected the file of conversations, got " + arguments.length + " arguments");
        }
        try (BgeSmallEmbedder embedder = BgeSmallEmbedder.open()) {
            LocomoAblation.run(Path.of(arguments[0]), embedder, System.out::println);
        }
    }
}
