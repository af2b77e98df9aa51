package io.engram.daemon.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Which model file a command uses: the one it was given, else the one that ships with the project. */
final class ModelFinder {
    /** Where the shipped file lies below the project's folder, which the launcher names. */
    private static final String SHIPPED = "models/engram-mini.gguf";

    private ModelFinder() {
    }

    /**
     * The file to load.
     *
     * @param given with {@code --model}, or null
     * @throws CommandException if there is none
     */
    static Path find(@Nullable Path given) {
        if (given != null)
            return ModelCommand.existing(given);
        Path shipped = shipped();
        if (!Files.isRegularFile(shipped))
            throw new CommandException(shipped + ": expected the shipped model, there is none; train it with ./engram"
                    + " model train life/mini and copy life/mini/model.gguf there, or give --model FILE");
        return shipped;
    }

    /** Where the shipped file belongs. */
    static Path shipped() {
        return Path.of(System.getProperty("engram.root", "")).resolve(SHIPPED);
    }
}
