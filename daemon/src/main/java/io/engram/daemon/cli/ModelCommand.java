package io.engram.daemon.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code engram model}: everything about one GGUF file. */
@Command(name = "model", sortOptions = false, synopsisHeading = "Usage: ", customSynopsis = {
        "./engram model COMMAND --model FILE.gguf [OPTIONS]",
        ""}, description = "Runs, measures and makes language models in GGUF files.", commandListHeading = "%nCommands:%n", optionListHeading = "%nOptions of every command:%n", subcommands = {
                ModelGenerate.class, ModelLogits.class, ModelBenchmark.class, ModelMake.class, ModelTokenize.class,
                ModelDetokenize.class, ModelAccepts.class, ModelTrain.class})
final class ModelCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw EngramCommand.bare(spec);
    }

    /** The file, when it is there and is a file. */
    static Path existing(Path file) {
        if (!Files.exists(file))
            throw new CommandException(file + ": no such file");
        if (!Files.isRegularFile(file))
            throw new CommandException(file + ": expected a GGUF file, found a folder or device");
        if (!Files.isReadable(file))
            throw new CommandException(file + ": permission denied");
        return file;
    }
}
