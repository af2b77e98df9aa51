package io.engram.daemon.cli;

import io.engram.inference.Tokenizer;
import io.engram.inference.corpus.Corpus;
import io.engram.inference.gguf.GgufFile;
import io.engram.inference.train.ModelExport;
import io.engram.inference.train.Trainer;
import io.engram.inference.train.TrainingOptions;
import io.engram.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code engram model tune}: trains a model further on a user's own text, or makes an adapter for it. */
@Command(name = "tune", sortOptions = false, parameterListHeading = "%n", optionListHeading = "%nOptions:%n", description = "Trains a model of this project further, on your own text, conversations or preferences. A folder that holds a run goes on with it.", footer = {
        "",
        "FILE is text, or .jsonl with one object a line: {\"text\"}, {\"prompt\", \"completion\"}, {\"messages\"}, or for",
        "preferences {\"prompt\", \"chosen\", \"rejected\"}. The folder gets model.gguf, with --lora adapter.gguf.",
        "",
        "For example: ./engram model tune --model models/engram-mini.gguf --lora 8 life/tuned talk.jsonl"})
final class ModelTune implements Callable<Integer> {
    private static final float PREFERENCE = 0.1f;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "The model to begin with, as model train writes it.")
    private Path model = Path.of("");

    @Parameters(index = "0", paramLabel = "FOLDER", description = "Where the run lives; made if it is not there.")
    private Path folder = Path.of("");

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "What to learn.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--lora", paramLabel = "RANK", defaultValue = "0", description = "Train an adapter of this rank and leave the model as it is (default: train all weights).")
    private int rank;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "100", description = "Optimiser steps of the whole run (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "2048", description = "Tokens of a step, about (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--rate", paramLabel = "R", description = "Learning rate (default: 1e-3 with --lora, 2e-4 without).")
    private @Nullable Float rate;

    @Option(names = "--threads", paramLabel = "N", description = "Threads, which the result depends on (default: all processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of the order and of new weights (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--save-every", paramLabel = "N", defaultValue = "50", description = "Steps between checkpoints (default: ${DEFAULT-VALUE}).")
    private int saveEvery;

    @Option(names = "--json", description = "Print one JSON object at the end.")
    private boolean json;

    private final CommandIo io;

    ModelTune(CommandIo io) {
        this.io = io;
    }

    /**
     * The shape of {@code --json}; losses are null where nothing was held out.
     *
     * @param output
     *            the file that was written
     * @param heldOutBefore
     *            nats per token of held-out documents, of the model as given
     * @param heldOutAfter
     *            the same after the last step
     */
    record Report(String output, int steps, double loss, int documents, boolean preferences,
            @Nullable Double heldOutBefore, @Nullable Double heldOutAfter) {
    }

    @Override
    public Integer call() throws IOException {
        RunFolder run = new RunFolder(folder);
        try (GgufFile file = GgufFile.open(ModelCommand.existing(model))) {
            Tokenizer tokenizer = Tokenizer.load(model);
            int context = file.metadata().integer(
                    file.metadata().text("general.architecture").orElse("") + ".context_length", 2, 1 << 20, 2);
            Corpus corpus = Corpus.read(files, tokenizer, Math.min(context, batch), seed);
            TrainingOptions options = options(corpus);
            Double before = heldOut(file, options, corpus);
            try (Trainer trainer = run.open(options, corpus, () -> Trainer.of(file, options, corpus));
                    Interruption interruption = new Interruption()) {
                double loss = run.train(trainer, saveEvery, interruption, io);
                Path out = write(trainer, file);
                run.draw(trainer, null);
                Double after = corpus.heldOut().isEmpty() ? null : trainer.evaluate(corpus.heldOut());
                say(new Report(out.toString(), trainer.stepsTaken(), loss, corpus.size(), corpus.pairs(), before,
                        after));
            }
        }
        return EngramCommand.DONE;
    }

    private TrainingOptions options(Corpus corpus) {
        float learningRate = rate != null ? rate : rank > 0 ? 1e-3f : 2e-4f;
        try {
            TrainingOptions plain = new TrainingOptions(steps, Math.max(1, batch / Math.max(1, threads)), threads,
                    learningRate, Math.min(10, steps / 10), 0.5f, 0.01f, 1, 0, false, seed);
            return (corpus.pairs() ? plain.preferring(PREFERENCE) : plain).lora(rank);
        } catch (IllegalArgumentException e) {
            throw new UsageException("options: " + e.getMessage());
        }
    }

    private static @Nullable Double heldOut(GgufFile file, TrainingOptions options, Corpus corpus) throws IOException {
        if (corpus.heldOut().isEmpty())
            return null;
        try (Trainer untouched = Trainer.of(file, options, corpus)) {
            return untouched.evaluate(corpus.heldOut());
        }
    }

    private Path write(Trainer trainer, GgufFile base) throws IOException {
        Path out = folder.resolve(rank > 0 ? "adapter.gguf" : "model.gguf");
        Path part = folder.resolve(out.getFileName() + ".part");
        if (rank > 0)
            ModelExport.writeAdapter(trainer, String.valueOf(folder.getFileName()), part);
        else
            ModelExport.write(trainer, DType.Q8_0, part, ModelExport.keysOf(base));
        Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
        return out;
    }

    private void say(Report report) {
        if (json) {
            io.json(report);
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "%s: loss %.3f after %,d of %,d steps over %,d %s", report.output(),
                report.loss(), report.steps(), steps,
                report.preferences() ? report.documents() / 2 : report.documents(),
                report.preferences() ? "pairs" : "documents"));
        if (report.heldOutBefore() != null && report.heldOutAfter() != null)
            lines.add(String.format(Locale.ROOT, "held-out documents: %.3f nats per token before, %.3f after",
                    report.heldOutBefore(), report.heldOutAfter()));
        io.lines(lines);
    }
}
