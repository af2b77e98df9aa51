package io.engram.inference.curriculum;

import io.engram.inference.Tokenizer;
import io.engram.inference.gguf.GgufFile;
import io.engram.inference.gguf.GgufWriter;
import io.engram.inference.layout.Layout;
import io.engram.inference.tokenizer.BytePairTrainer;
import io.engram.inference.train.DocumentSource;
import io.engram.inference.train.ModelExport;
import io.engram.inference.train.MoeShape;
import io.engram.inference.train.Trainer;
import io.engram.inference.train.TrainingOptions;
import io.engram.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The recipe of engram-mini: its vocabulary, its sizes, how it is trained, and the file that comes out. Everything is a
 * function of the seed.
 */
public final class MiniModel {
    private static final Pattern SPECIAL = Pattern.compile("<\\|?/?[a-z_]+\\|?>");
    private static final int VOCABULARY = 4096;
    private static final int VOCABULARY_LESSONS = 8_000;
    private static final int VOCABULARY_LESSONS_TINY = 500;

    private MiniModel() {
    }

    /** Named sizes. */
    public enum Size {
        /** The model that ships: about 15 million parameters, of which a token meets less than a third. */
        MINI,
        /** For tests of the whole way: trained in well under a minute. */
        TINY
    }

    /** Learns the vocabulary of a curriculum. */
    public static BytePairTrainer.Vocabulary vocabulary(long seed, Size size) {
        Curriculum curriculum = new Curriculum(seed);
        BytePairTrainer trainer = new BytePairTrainer();
        int lessons = size == Size.MINI ? VOCABULARY_LESSONS : VOCABULARY_LESSONS_TINY;
        for (int i = 0; i < lessons; i++) {
            for (Example e : curriculum.lesson(Curriculum.COPYING_UNTIL + i)) {
                for (String part : SPECIAL.split(e.prompt() + e.completion(), -1)) {
                    trainer.add(part);
                }
            }
        }
        return trainer.train(size == Size.MINI ? VOCABULARY : VOCABULARY / 4, Example.specialTokens());
    }

    /** Learns the vocabulary of a text. */
    public static BytePairTrainer.Vocabulary vocabulary(List<String> lines, Size size) {
        BytePairTrainer trainer = new BytePairTrainer();
        lines.forEach(trainer::add);
        return trainer.train(size == Size.MINI ? VOCABULARY : VOCABULARY / 4, Example.specialTokens());
    }

    /**
     * Learns again the vocabulary that a run was begun with.
     *
     * @throws IllegalArgumentException
     *             if the run's sizes are none of {@link Size}, or it was begun with another curriculum
     */
    public static BytePairTrainer.Vocabulary vocabulary(Trainer run) {
        for (Size size : Size.values()) {
            if (shape(size, run.shape().vocabulary()).equals(run.shape())) {
                BytePairTrainer.Vocabulary learned = vocabulary(run.options().seed(), size);
                if (learned.tokens().size() != run.shape().vocabulary()) {
                    throw new IllegalArgumentException("run: expected a vocabulary of " + run.shape().vocabulary()
                            + " tokens, this curriculum gives " + learned.tokens().size()
                            + "; it was begun with another version");
                }
                return learned;
            }
        }
        throw new IllegalArgumentException("run: expected the sizes of mini or tiny, received " + run.shape());
    }

    /** For runs that are only read: taking a step fails. */
    public static DocumentSource noLessons() {
        return index -> {
            throw new IllegalStateException("document " + index + ": this run is only read");
        };
    }

    /** Sizes of the model. */
    public static MoeShape shape(Size size, int vocabulary) {
        return switch (size) {
            case MINI -> new MoeShape(vocabulary, 2048, 256, 6, 1, 4, 4, 64, 512, 48, 4, 64, 128, 1, 100_000, 1e-6f,
                    true);
            case TINY -> new MoeShape(vocabulary, 1024, 64, 3, 1, 4, 2, 16, 128, 8, 2, 32, 32, 1, 100_000, 1e-6f, true);
        };
    }

    /** How it is trained over this many steps. */
    public static TrainingOptions options(Size size, int steps, int threads, long seed) {
        return switch (size) {
            case MINI -> new TrainingOptions(steps, 8_192 / threads, threads, 3e-3f, 60, 0.4f, 0.05f, 1, 5e-3f, true,
                    seed);
            case TINY -> new TrainingOptions(steps, 2_048 / threads, threads, 1e-2f, 10, 0.4f, 0.05f, 1, 5e-3f, true,
                    seed);
        };
    }

    /** The chat template that the model is trained with. */
    public static String template() {
        return Layout.template();
    }

    /** The tokenizer of a learned vocabulary, by way of a file as everybody else reads it. */
    public static Tokenizer tokenizer(BytePairTrainer.Vocabulary vocabulary) throws IOException {
        Path file = Files.createTempFile("engram-vocabulary", ".gguf");
        try {
            writeVocabulary(vocabulary, file);
            return Tokenizer.load(file);
        } finally {
            Files.delete(file);
        }
    }

    /** Writes a model file that has a vocabulary, name and template, and no weights. */
    public static void writeVocabulary(BytePairTrainer.Vocabulary vocabulary, Path file) throws IOException {
        try (GgufWriter writer = new GgufWriter(file)) {
            writer.putText("general.architecture", "none");
            keys(vocabulary).put(writer);
            writer.begin();
        }
    }

    /** The same with the vocabulary of a model file. */
    public static void writeVocabulary(GgufFile model, Path file) throws IOException {
        try (GgufWriter writer = new GgufWriter(file)) {
            writer.putText("general.architecture", "none");
            ModelExport.keysOf(model).put(writer);
            writer.begin();
        }
    }

    private static ModelExport.Keys keys(BytePairTrainer.Vocabulary vocabulary) {
        return writer -> {
            writer.putText("general.name", "engram-mini");
            writer.putText("general.license", "apache-2.0");
            vocabulary.put(writer, Example.endOfText(), Example.endOfTurn(), Example.marks());
            writer.putText("tokenizer.chat_template", template());
        };
    }

    /** Writes the model of a run. */
    public static void export(Trainer trainer, BytePairTrainer.Vocabulary vocabulary, DType type, Path out)
            throws IOException {
        ModelExport.write(trainer, type, out, keys(vocabulary));
    }
}
