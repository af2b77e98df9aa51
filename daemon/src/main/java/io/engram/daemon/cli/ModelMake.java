package io.engram.daemon.cli;

import io.engram.inference.ModelFactory;
import io.engram.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code engram model make}: a model of a real shape with random weights. */
@Command(name = "make", sortOptions = false, parameterListHeading = "%n", optionListHeading = "%nOptions:%n", description = "Writes a model of a real shape with random weights, for speed runs.", footer = {
        "", "For example: ./engram model make --shape tiny --type q8_0 tiny.gguf"})
final class ModelMake implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "Where to write; an old file is replaced.")
    private Path file = Path.of("");

    @Option(names = "--shape", required = true, paramLabel = "SHAPE", description = "granitemoe-1b-a400m, olmoe-1b-7b, tiny, …; a wrong name lists them.")
    private String shape = "";

    @Option(names = "--type", required = true, paramLabel = "TYPE", description = "Storage of the matrices: q4_0, q8_0, f32, …; a wrong name lists them.")
    private String type = "";

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of the weights (default: ${DEFAULT-VALUE}).")
    private long seed;

    private final CommandIo io;

    ModelMake(CommandIo io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException {
        if (!ModelFactory.shapes().contains(shape))
            throw new UsageException("--shape: expected " + Misuse.join(ModelFactory.shapes()) + ", received " + shape);
        List<String> types = ModelFactory.types().stream().map(ModelMake::name).toList();
        DType wanted = ModelFactory.types().stream().filter(t -> name(t).equalsIgnoreCase(type)).findFirst()
                .orElseThrow(
                        () -> new UsageException("--type: expected " + Misuse.join(types) + ", received " + type));
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            ModelFactory.write(shape, wanted, part, seed, this::progress);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        if (io.terminal().live())
            io.err().print("\r\u001b[K");
        io.lines(List.of(String.format(Locale.ROOT, "%s: %s, %s, %,d MiB", file, shape, name(wanted),
                Files.size(file) >> 20)));
        return EngramCommand.DONE;
    }

    private static String name(DType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private void progress(long written, long total) {
        if (io.terminal().live()) {
            io.err().printf(Locale.ROOT, "\rwriting %,d of %,d MiB", written >> 20, total >> 20);
            io.err().flush();
        }
    }
}
