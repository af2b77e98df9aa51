package io.engram.daemon.cli;

import io.engram.inference.LanguageModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code engram model pack}: the weights in the order of this machine's kernels, for faster loads. */
@Command(name = "pack", sortOptions = false, parameterListHeading = "%n", description = {
        "Writes FILE.packed beside a model: its weights in the order that this machine computes with.",
        "Later loads of the model use it by themselves and start faster; processes share its memory. It takes about as much disk as the model and may be deleted."}, footer = {
                "", "For example: ./engram model pack big.gguf"})
final class ModelPack implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "The model, a GGUF file.")
    private Path file = Path.of("");

    private final CommandIo io;

    ModelPack(CommandIo io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException {
        Optional<Path> packed = LanguageModel.pack(ModelCommand.existing(file), this::progress);
        if (io.terminal().live())
            io.err().print("\r\u001b[K");
        io.lines(List.of(packed.isEmpty()
                ? file + ": its weights are used as they are, there is nothing to rearrange"
                : String.format(Locale.ROOT, "%s: %,d MiB", packed.get(), Files.size(packed.get()) >> 20)));
        return EngramCommand.DONE;
    }

    private void progress(long written, long total) {
        if (io.terminal().live()) {
            io.err().printf(Locale.ROOT, "\rwriting %,d of %,d MiB", written >> 20, total >> 20);
            io.err().flush();
        }
    }
}
