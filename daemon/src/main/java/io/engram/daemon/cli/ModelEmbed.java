package io.engram.daemon.cli;

import io.engram.inference.LanguageModel;
import io.engram.inference.TextEmbedding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code engram model embed}: the vector of a text. */
@Command(name = "embed", sortOptions = false, optionListHeading = "%nOptions:%n", description = "Prints the vector of a text: the model's hidden states after its last norm, pooled over the text's tokens.")
final class ModelEmbed implements Callable<Integer> {
    @Mixin
    private LoadedModelOptions model = new LoadedModelOptions();

    @Option(names = "--prompt", paramLabel = "TEXT", description = "The text; the text of special tokens counts as those tokens.")
    private String prompt = "";

    @Option(names = "--tokens", split = ",", paramLabel = "ID[,ID…]", description = "The ids instead of a text.")
    private List<Integer> tokens = new ArrayList<>();

    @Option(names = "--pooling", paramLabel = "mean|last", defaultValue = "mean", description = "How the tokens' vectors become one (default: ${DEFAULT-VALUE}).")
    private String pooling = "mean";

    @Option(names = "--normalise", description = "Scale the vector to length 1.")
    private boolean normalise;

    @Option(names = "--json", description = "Print one JSON object (default: one number a line).")
    private boolean json;

    private final CommandIo io;

    ModelEmbed(CommandIo io) {
        this.io = io;
    }

    /** The shape of {@code --json}. */
    record Report(int tokens, String pooling, boolean normalised, List<Float> vector) {
    }

    @Override
    public Integer call() throws IOException {
        TextEmbedding.Pooling kind = switch (pooling) {
            case "mean" -> TextEmbedding.Pooling.MEAN;
            case "last" -> TextEmbedding.Pooling.LAST;
            default -> throw new UsageException("--pooling: expected mean or last, received " + pooling);
        };
        try (LanguageModel loaded = model.load()) {
            int[] ids = ModelCommand.ids(loaded, model.model, "--prompt", prompt, "--tokens", tokens);
            TextEmbedding embedding = new TextEmbedding(loaded, kind, normalise);
            float[] vector = prompt.isEmpty() ? embedding.embed(ids) : embedding.embed(prompt);
            List<Float> values = new ArrayList<>();
            for (float value : vector)
                values.add(value);
            if (json)
                io.json(new Report(ids.length, pooling.toLowerCase(Locale.ROOT), normalise, values));
            else
                io.lines(values.stream().map(String::valueOf).toList());
        }
        return EngramCommand.DONE;
    }
}
