package io.engram.daemon.cli;

import io.engram.inference.Tokenizer;
import io.engram.inference.curriculum.Curriculum;
import io.engram.inference.curriculum.Lessons;
import io.engram.inference.curriculum.MiniModel;
import io.engram.inference.tokenizer.BytePairTrainer;
import io.engram.inference.train.DocumentSource;
import io.engram.inference.train.MoeShape;
import io.engram.inference.train.StepReport;
import io.engram.inference.train.Trainer;
import io.engram.inference.train.TrainingOptions;
import io.engram.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code engram model train}: trains a small model on the curriculum, or goes on where a run stopped. */
@Command(name = "train", sortOptions = false, parameterListHeading = "%n", optionListHeading = "%nOptions:%n", description = "Trains a small mixture-of-experts model on the project's curriculum. A folder that holds a run goes on with it.", footer = {
        "", "The folder gets run.ckpt (everything to go on from), curve.csv and model.gguf.", "",
        "For example: ./engram model train --size tiny --steps 200 life/tiny"})
final class ModelTrain implements Callable<Integer> {
    private static final int PROGRESS_STEPS = 10;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "Where the run lives; made if it is not there.")
    private Path folder = Path.of("");

    @Option(names = "--size", paramLabel = "SIZE", defaultValue = "mini", description = "mini or tiny (default: ${DEFAULT-VALUE}).")
    private String size = "";

    @Option(names = "--steps", paramLabel = "N", defaultValue = "3000", description = "Optimiser steps of the whole run; may be changed until the learning rate begins to fall, at 0.6 of them (default: ${DEFAULT-VALUE}).")
    private int steps;

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

    /** The shape of {@code --json}. */
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
        Files.createDirectories(folder);
        Path checkpoint = folder.resolve("run.ckpt");
        BytePairTrainer.Vocabulary vocabulary = MiniModel.vocabulary(seed, wanted);
        Tokenizer tokenizer = MiniModel.tokenizer(vocabulary);
        MoeShape shape = MiniModel.shape(wanted, vocabulary.tokens().size());
        Lessons lessons = new Lessons(new Curriculum(seed), tokenizer, shape.context() / 2);
        try (Trainer trainer = open(checkpoint, shape, MiniModel.options(wanted, steps, threads, seed), lessons);
                Interruption interruption = new Interruption()) {
            double loss = train(trainer, checkpoint, interruption);
            Path model = folder.resolve("model.gguf");
            Path part = folder.resolve("model.gguf.part");
            MiniModel.export(trainer, vocabulary, DType.Q8_0, part);
            Files.move(part, model, StandardCopyOption.REPLACE_EXISTING);
            Report report = new Report(model.toString(), trainer.stepsTaken(), loss, shape.parameters(),
                    shape.activeParameters(), trainer.nextDocument());
            if (json)
                io.json(report);
            else
                io.lines(List.of(String.format(Locale.ROOT,
                        "%s: %,d parameters, %,d per token, loss %.3f after %,d of %,d steps",
                        model, report.parameters(), report.activeParameters(), loss, report.steps(), steps)));
        }
        return EngramCommand.DONE;
    }

    private Trainer open(Path checkpoint, MoeShape shape, TrainingOptions options, DocumentSource lessons)
            throws IOException {
        if (!Files.exists(checkpoint))
            return new Trainer(shape, options, lessons);
        Trainer resumed;
        try {
            resumed = Trainer.resume(checkpoint, lessons, options.steps());
        } catch (IllegalArgumentException otherSchedule) {
            throw new CommandException(checkpoint + ": " + otherSchedule.getMessage(), otherSchedule);
        }
        if (!resumed.shape().equals(shape) || !resumed.options().equals(options)) {
            resumed.close();
            throw new CommandException(
                    checkpoint + ": expected a run with these options, found one of " + resumed.options()
                            + "; repeat its options or name another folder");
        }
        return resumed;
    }

    /** Steps until the end or an interruption; the state is saved in both cases. Returns the smoothed loss. */
    private double train(Trainer trainer, Path checkpoint, Interruption interruption) throws IOException {
        double smooth = Double.NaN;
        long start = System.nanoTime();
        int first = trainer.stepsTaken();
        while (trainer.stepsTaken() < steps && !interruption.happened()) {
            StepReport step = trainer.step();
            smooth = Double.isNaN(smooth) ? step.loss() : 0.95 * smooth + 0.05 * step.loss();
            Files.writeString(folder.resolve("curve.csv"),
                    String.format(Locale.ROOT, "%d,%.5f,%d,%.3f,%.4f,%.6f,%.2f%n",
                            step.step(), step.loss(), step.tokens(), step.seconds(), step.gradientNorm(),
                            step.learningRate(),
                            step.busiest()),
                    StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            boolean last = step.step() == steps || interruption.happened();
            if (last || step.step() % PROGRESS_STEPS == 0)
                progress(step, smooth, (System.nanoTime() - start) / 1e9 / (step.step() - first), last);
            if (step.step() % saveEvery == 0)
                trainer.save(checkpoint);
        }
        trainer.save(checkpoint);
        return smooth;
    }

    private void progress(StepReport step, double loss, double secondsPerStep, boolean last) {
        long left = (long) (secondsPerStep * (step.steps() - step.step()));
        String line = String.format(Locale.ROOT,
                "step %,d of %,d · loss %.3f · %,.0f tokens/s · busiest expert %.1f x mean, %d idle · %d:%02d left",
                step.step(), step.steps(), loss, step.tokens() / step.seconds(), step.busiest(), step.idleExperts(),
                left / 60, left % 60);
        io.err().print(io.terminal().live() && !last ? "\r\u001b[K" + line : line + System.lineSeparator());
        io.err().flush();
    }
}
