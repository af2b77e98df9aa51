package io.engram.daemon.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.engram.inference.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code engram model detokenize}: token ids on standard input to text. */
@Command(name = "detokenize", sortOptions = false, optionListHeading = "%nOptions:%n", description = "Reads a JSON array of token ids on standard input and prints their text, nothing added.")
final class ModelDetokenize implements Callable<Integer> {
    private static final String EXPECTED = "a JSON array of token ids";

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A GGUF file with a vocabulary.")
    private Path model = Path.of("");

    @Option(names = "--json", description = "Print the text as a JSON string.")
    private boolean json;

    private final CommandIo io;

    ModelDetokenize(CommandIo io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException {
        Tokenizer tokenizer = Tokenizer.load(ModelCommand.existing(model));
        JsonNode array = Json.parse(io.readText(), "standard input", EXPECTED);
        if (!array.isArray())
            throw new CommandException("standard input: expected " + EXPECTED + ", received " + array.getNodeType());
        int[] ids = new int[array.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonNode id = array.get(i);
            if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0
                    || id.intValue() >= tokenizer.size())
                throw new CommandException("standard input, element " + i + ": expected an id in [0, "
                        + (tokenizer.size() - 1) + "], received " + id);
            ids[i] = id.intValue();
        }
        String text = tokenizer.decode(ids);
        if (json)
            io.json(text);
        else
            io.out().print(text);
        return EngramCommand.DONE;
    }
}
