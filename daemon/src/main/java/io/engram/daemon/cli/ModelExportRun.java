package io.engram.daemon.cli;

import io.engram.inference.curriculum.MiniModel;
import io.engram.inference.train.Trainer;
import io.engram.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code engram model export}: the model of a run as it is now. */
@Command(name = "export", sortOptions = false, parameterListHeading = "%n", optionListHeading = "%nOptions:%n", description = "Writes the model of a run's last checkpoint as a GGUF file; the run may be going on meanwhile.")
final class ModelExportRun implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FOLDER", description = "Where the run lives.")
    private Path folder = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT", description = "The file to write; an old one is replaced.")
    private Path out = Path.of("");

    @Option(names = "--type", paramLabel = "TYPE", defaultValue = "q8_0", description = "Of matrices: q8_0, f16 or f32 (default: ${DEFAULT-VALUE}).")
    private String type = "";

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final CommandIo io;

    ModelExportRun(CommandIo io) {
        this.io = io;
    }

    /** The shape of {@code --json}. */
    record Report(String model, String type, int steps, long parameters, long bytes) {
    }

    @Override
    public Integer call() throws IOException {
        DType wanted = switch (type.toLowerCase(Locale.ROOT)) {
            case "q8_0" -> DType.Q8_0;
            case "f16" -> DType.F16;
            case "f32" -> DType.F32;
            default -> throw new UsageException("--type: expected q8_0, f16 or f32, received " + type);
        };
        RunFolder run = new RunFolder(folder);
        if (!Files.isRegularFile(run.checkpoint()))
            throw new CommandException(run.checkpoint() + ": no such file; expected the folder of a run");
        try (Trainer trainer = Trainer.resume(run.checkpoint(), MiniModel.noLessons())) {
            run.export(trainer, wanted, out);
            Report report = new Report(out.toString(), type.toLowerCase(Locale.ROOT), trainer.stepsTaken(),
                    trainer.shape().parameters(), Files.size(out));
            if (json)
                io.json(report);
            else
                io.lines(List.of(String.format(Locale.ROOT, "%s: %s, %,d parameters after %,d steps, %,d bytes", out,
                        report.type(), report.parameters(), report.steps(), report.bytes())));
        }
        return EngramCommand.DONE;
    }
}
