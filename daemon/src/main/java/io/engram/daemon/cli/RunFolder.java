package io.engram.daemon.cli;

import io.engram.daemon.chart.TrainingImages;
import io.engram.inference.curriculum.MiniModel;
import io.engram.inference.gguf.GgufFile;
import io.engram.inference.train.Document;
import io.engram.inference.train.DocumentSource;
import io.engram.inference.train.ModelExport;
import io.engram.inference.train.StepReport;
import io.engram.inference.train.Trainer;
import io.engram.inference.train.TrainingOptions;
import io.engram.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The files of a training run: {@code run.ckpt} (all that a run needs to go on), {@code vocabulary.gguf} (the tokenizer's
 * keys, no weights), {@code curve.csv}, and what comes out.
 */
record RunFolder(Path path) {
    private static final int PROGRESS_STEPS = 10;
    private static final int LOAD_DOCUMENTS = 200;

    Path checkpoint() {
        return path.resolve("run.ckpt");
    }

    Path vocabulary() {
        return path.resolve("vocabulary.gguf");
    }

    private Path curve() {
        return path.resolve("curve.csv");
    }

    /** The run of this folder, or a new one where it has none. */
    Trainer open(TrainingOptions options, DocumentSource source, Begin begin) throws IOException {
        Trainer resumed;
        if (!Files.exists(checkpoint()))
            return begin.trainer();
        try {
            resumed = Trainer.resume(checkpoint(), source, options);
        } catch (IllegalArgumentException otherSchedule) {
            throw new CommandException(checkpoint() + ": " + otherSchedule.getMessage(), otherSchedule);
        }
        if (!resumed.options().equals(options)) {
            resumed.close();
            throw new CommandException(
                    checkpoint() + ": expected a run with these options, found one of " + resumed.options()
                            + "; repeat its options or name another folder");
        }
        return resumed;
    }

    /** Makes a run from nothing. */
    @FunctionalInterface
    interface Begin {
        Trainer trainer() throws IOException;
    }

    /** Steps until the end or an interruption; the state is saved in both cases. Returns the smoothed loss. */
    double train(Trainer trainer, int saveEvery, Interruption interruption, CommandIo io) throws IOException {
        Files.createDirectories(path);
        long start = System.nanoTime();
        int first = trainer.stepsTaken();
        double smooth = Double.NaN;
        for (Point before : curveUpTo(first))
            smooth = smooth(smooth, before.loss());
        int steps = trainer.options().end();
        while (trainer.stepsTaken() < steps && !interruption.happened()) {
            StepReport step = trainer.step();
            smooth = smooth(smooth, step.loss());
            Files.writeString(curve(),
                    String.format(Locale.ROOT, "%d,%.5f,%d,%.3f,%.4f,%.6f,%.2f%n",
                            step.step(), step.loss(), step.tokens(), step.seconds(), step.gradientNorm(),
                            step.learningRate(),
                            step.busiest()),
                    StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            boolean last = step.step() == steps || interruption.happened();
            if (last || step.step() % PROGRESS_STEPS == 0)
                progress(io, step, smooth, (System.nanoTime() - start) / 1e9 / (step.step() - first), last);
            if (step.step() % saveEvery == 0)
                trainer.save(checkpoint());
        }
        trainer.save(checkpoint());
        return smooth;
    }

    private static double smooth(double mean, double loss) {
        return Double.isNaN(mean) ? loss : 0.95 * mean + 0.05 * loss;
    }

    private record Point(double step, double loss) {
    }

    /** What curve.csv says of the first steps; a step that was taken again after a kill counts once. */
    private List<Point> curveUpTo(int steps) throws IOException {
        List<Point> points = new ArrayList<>();
        for (String line : Files.exists(curve()) ? Files.readAllLines(curve()) : List.<String>of()) {
            String[] fields = line.split(",", -1);
            if (fields.length < 2)
                continue;
            Point point = new Point(Double.parseDouble(fields[0]), Double.parseDouble(fields[1]));
            if (point.step <= steps && (points.isEmpty() || point.step > points.getLast().step))
                points.add(point);
        }
        return points;
    }

    private static void progress(CommandIo io, StepReport step, double loss, double secondsPerStep, boolean last) {
        long left = (long) (secondsPerStep * (step.steps() - step.step()));
        String line = String.format(Locale.ROOT,
                "step %,d of %,d · loss %.3f · %,.0f tokens/s · busiest expert %.1f x mean, %d idle · %d:%02d left",
                step.step(), step.steps(), loss, step.tokens() / step.seconds(), step.busiest(), step.idleExperts(),
                left / 60, left % 60);
        io.progress(line, last);
    }

    /** Writes the model, whole or not at all. */
    Path export(Trainer trainer, DType type, Path out) throws IOException {
        try (GgufFile vocabulary = GgufFile.open(vocabularyOf(trainer))) {
            Path part = out.resolveSibling(out.getFileName() + ".part");
            ModelExport.write(trainer, type, part, ModelExport.keysOf(vocabulary));
            Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
        }
        return out;
    }

    /** The vocabulary's file; of a run that has none yet it is learned again from the curriculum. */
    private Path vocabularyOf(Trainer trainer) throws IOException {
        if (!Files.exists(vocabulary())) {
            try {
                MiniModel.writeVocabulary(MiniModel.vocabulary(trainer), vocabulary());
            } catch (IllegalArgumentException other) {
                throw new CommandException(checkpoint() + ": " + other.getMessage(), other);
            }
        }
        return vocabulary();
    }

    /** Draws loss.png from the steps so far, and load.png from some documents. */
    void draw(Trainer trainer, @Nullable DocumentSource documents) throws IOException {
        List<Point> points = curveUpTo(trainer.stepsTaken());
        TrainingImages.writeLoss(points.stream().map(Point::step).toList(), points.stream().map(Point::loss).toList(),
                path.resolve("loss.png"));
        if (documents == null)
            return;
        List<Document> some = new ArrayList<>();
        for (int i = 0; i < LOAD_DOCUMENTS; i++)
            some.add(documents.document(trainer.nextDocument() + i));
        TrainingImages.writeLoad(trainer.expertLoad(some), path.resolve("load.png"));
    }
}
