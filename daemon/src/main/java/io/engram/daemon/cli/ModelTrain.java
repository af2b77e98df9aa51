package io.engram.daemon.cli;

import io.engram.inference.Tokenizer;
import io.engram.inference.corpus.Corpus;
import io.engram.inference.curriculum.Curriculum;
import io.engram.inference.curriculum.Lessons;
import io.engram.inference.curriculum.MiniModel;
import io.engram.inference.gguf.GgufFile;
import io.engram.inference.tokenizer.BytePairTrainer;
import io.engram.inference.train.DocumentSource;
import io.engram.inference.train.MoeShape;
import io.engram.inference.train.Trainer;
import io.engram.inference.train.TrainingOptions;
import io.engram.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code engram model train}: trains a small model on the curriculum, or goes on where a run stopped. */
@Command(name = "train", sortOptions = false, parameterListHeading = "%n", optionListHeading = "%nOptions:%n", description = "Trains a small mixture-of-experts model on the project's curriculum or on your own text. A folder that holds a run goes on with it.", footer = {
        "",
        "The folder gets run.ckpt and vocabulary.gguf (everything to go on from), curve.csv, loss.png, load.png and model.gguf.",
        "",
        "For example: ./engram model train --size tiny --steps 200 life/tiny"})
final class ModelTrain implements Callable<Integer> {
    private static final Pattern CUT = Pattern.compile("(\\d{1,9}):(\\d{1,9})");

    @Parameters(index = "0", paramLabel = "FOLDER", description = "Where the run lives; made if it is not there.")
    private Path folder = Path.of("");

    @Option(names = "--size", paramLabel = "SIZE", defaultValue = "mini", description = "mini or tiny (default: ${DEFAULT-VALUE}).")
    private String size = "";

    @Option(names = "--steps", paramLabel = "N", defaultValue = "3000", description = "Optimiser steps of the whole run; may be changed until the learning rate begins to fall, at 0.6 of them (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(names = "--cut", paramLabel = "FROM:TO", description = "End earlier: from one step on the learning rate falls faster, to nothing at the other, the last. May be given to a run that has not come to FROM.")
    private @Nullable String cut;

    @Option(names = "--from", paramLabel = "FILE", description = "Begin with the weights and the vocabulary of this model, and with the later lessons of the curriculum.")
    private @Nullable Path from;

    @Option(names = "--text", paramLabel = "FILE", description = "Learn from this text or these conversations (.jsonl) instead of the curriculum; may be given again.")
    private List<Path> texts = new ArrayList<>();

    @Option(names = "--threads", paramLabel = "N", description = "Threads, which the result depends on (default: all processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of weights and curriculum (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--save-every", paramLabel = "N", defaultValue = "100", description = "Steps between checkpoints (default: ${DEFAULT-VALUE}).")
    private int saveEvery;

    @Option(names = "--json", description = "Print one JSON object at the end.")
    private boolean json;

    private final CommandIo io;

    ModelTrain(CommandIo io) {
        this.io = io;
    }

    /**
     * The shape of {@code --json}.
     *
     * @param documents
     *            the number of the lesson that would come next; a run from a model's file does not begin with the first
     */
    record Report(String model, int steps, double loss, long parameters, long activeParameters, long documents) {
    }

    @Override
    public Integer call() throws IOException {
        MiniModel.Size wanted = switch (size.toLowerCase(Locale.ROOT)) {
            case "mini" -> MiniModel.Size.MINI;
            case "tiny" -> MiniModel.Size.TINY;
            default -> throw new UsageException("--size: expected mini or tiny, received " + size);
        };
        if (steps < 1 || threads < 1 || saveEvery < 1)
            throw new UsageException("--steps, --threads and --save-every: expected at least 1, received " + steps
                    + ", " + threads + " and " + saveEvery);
        RunFolder run = new RunFolder(folder);
        if (!Files.exists(run.vocabulary()))
            writeVocabulary(run, wanted);
        Tokenizer tokenizer = Tokenizer.load(run.vocabulary());
        MoeShape shape = MiniModel.shape(wanted, tokenizer.size());
        DocumentSource lessons = texts.isEmpty()
                ? new Lessons(new Curriculum(seed), tokenizer, shape.context() / 2)
                : Corpus.read(texts, tokenizer, shape.context() / 2, seed);
        if (lessons instanceof Corpus corpus && corpus.pairs())
            throw new UsageException("--text: expected text or conversations, received pairs; they need a model that "
                    + "can already speak: see model tune");
        TrainingOptions options = cut(MiniModel.options(wanted, steps, threads, seed));
        try (Trainer trainer = run.open(options, lessons, () -> begin(shape, options, lessons));
                Interruption interruption = new Interruption()) {
            if (!trainer.shape().equals(shape))
                throw new CommandException(run.checkpoint() + ": expected a run of " + shape + ", found one of "
                        + trainer.shape() + "; repeat its options or name another folder");
            double loss = run.train(trainer, saveEvery, interruption, io);
            Path model = run.export(trainer, DType.Q8_0, folder.resolve("model.gguf"));
            run.draw(trainer, lessons);
            Report report = new Report(model.toString(), trainer.stepsTaken(), loss, shape.parameters(),
                    shape.activeParameters(), trainer.nextDocument());
            if (json)
                io.json(report);
            else
                io.lines(List.of(String.format(Locale.ROOT,
                        "%s: %,d parameters, %,d per token, loss %.3f after %,d of %,d steps",
                        model, report.parameters(), report.activeParameters(), loss, report.steps(),
                        options.end())));
        }
        return EngramCommand.DONE;
    }

    private void writeVocabulary(RunFolder run, MiniModel.Size wanted) throws IOException {
        if (from != null) {
            try (GgufFile model = GgufFile.open(ModelCommand.existing(from))) {
                Files.createDirectories(folder);
                MiniModel.writeVocabulary(model, run.vocabulary());
            }
            return;
        }
        BytePairTrainer.Vocabulary learned = texts.isEmpty()
                ? MiniModel.vocabulary(seed, wanted)
                : MiniModel.vocabulary(Corpus.lines(texts), wanted);
        Files.createDirectories(folder);
        MiniModel.writeVocabulary(learned, run.vocabulary());
    }

    private Trainer begin(MoeShape shape, TrainingOptions options, DocumentSource lessons) throws IOException {
        if (from == null)
            return new Trainer(shape, options, lessons);
        try (GgufFile model = GgufFile.open(ModelCommand.existing(from))) {
            return Trainer.of(model, options, lessons, texts.isEmpty() ? Curriculum.LATER_FROM : 0);
        }
    }

    private TrainingOptions cut(TrainingOptions whole) {
        if (cut == null)
            return whole;
        Matcher parts = CUT.matcher(cut);
        if (!parts.matches())
            throw new UsageException("--cut: expected two steps such as 2500:3000, received " + cut);
        try {
            return whole.cut(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
        } catch (IllegalArgumentException outside) {
            throw new UsageException(
                    "--cut: expected steps that rise, the last at most " + steps + ", received " + cut);
        }
    }
}
