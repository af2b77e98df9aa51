package io.engram.daemon.cli;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.engram.inference.Constraint;
import io.engram.inference.GenerationOptions;
import io.engram.inference.GenerationResult;
import io.engram.inference.Generator;
import io.engram.inference.LanguageModel;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code engram model generate}: text from a prompt. */
@Command(name = "generate", sortOptions = false, optionListHeading = "%nOptions:%n", description = "Continues a prompt, printing text as it comes.")
final class ModelGenerate implements Callable<Integer> {
    @Mixin
    private LoadedModelOptions model = new LoadedModelOptions();

    @Option(names = "--prompt", required = true, paramLabel = "TEXT", description = "What to continue; the text of special tokens counts as those tokens.")
    private String prompt = "";

    @Option(names = "--max-tokens", paramLabel = "N", defaultValue = "128", description = "Most tokens to generate (default: ${DEFAULT-VALUE}).")
    private int maxTokens;

    @Mixin
    private DrawingOptions drawing = new DrawingOptions();

    @ArgGroup(exclusive = true, multiplicity = "0..1", heading = "The form of the text:%n")
    private @Nullable FormOptions form;

    @Option(names = "--stop", paramLabel = "TEXT", description = "End before this text; may be given more than once.")
    private List<String> stop = List.of();

    @Option(names = "--json", description = "Print one JSON object at the end instead of the text.")
    private boolean json;

    private final CommandIo io;

    ModelGenerate(CommandIo io) {
        this.io = io;
    }

    /** The shape of {@code --json}; speeds are tokens per second. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Report(String text, List<Integer> tokens, int promptTokens, String reason, double prefillTps,
            double decodeTps) {
    }

    @Override
    public Integer call() throws IOException {
        GenerationOptions options = options();
        try (LanguageModel loaded = model.load()) {
            if (!loaded.hasTokenizer())
                throw new CommandException(model.model + ": expected a vocabulary, the file has none");
            GenerationResult result = new Generator(loaded).generate(prompt, options, json ? text -> {
            } : this::show);
            double prefill = result.promptTokens() / Math.max(result.prefillSeconds(), 1e-9);
            double decode = result.tokens().size() / Math.max(result.decodeSeconds(), 1e-9);
            if (json)
                io.json(new Report(result.text(), result.tokens(), result.promptTokens(),
                        result.reason().name().toLowerCase(Locale.ROOT), prefill, decode));
            else
                end(result, prefill, decode);
        }
        return EngramCommand.DONE;
    }

    private GenerationOptions options() throws IOException {
        Optional<Constraint> constraint = form == null ? Optional.empty() : Optional.of(form.compile());
        try {
            return new GenerationOptions(maxTokens, drawing.sampling(), stop, false, constraint);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(String.valueOf(wrong.getMessage()));
        }
    }

    private void show(String text) {
        io.out().print(text);
        io.out().flush();
    }

    private void end(GenerationResult result, double prefill, double decode) {
        io.out().println();
        if (io.terminal().live())
            io.err().println(String.format(Locale.ROOT, "%,d prompt tokens at %.1f/s, %,d generated at %.1f/s, %s",
                    result.promptTokens(), prefill, result.tokens().size(), decode,
                    result.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
    }
}
