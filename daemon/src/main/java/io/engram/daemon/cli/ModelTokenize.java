package io.engram.daemon.cli;

import io.engram.inference.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code engram model tokenize}: text on standard input to token ids. */
@Command(name = "tokenize", sortOptions = false, optionListHeading = "%nOptions:%n", description = {
        "Reads UTF-8 text on standard input and prints its token ids.",
        "Files with a vocabulary and no weights work too."})
final class ModelTokenize implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A GGUF file with a vocabulary.")
    private Path model = Path.of("");

    @Option(names = "--special", description = {
            "Treat the text of special tokens as those tokens, and add the begin- and end-of-text tokens that the model asks for (default: neither)."})
    private boolean special;

    @Option(names = "--json", description = "Print a JSON array of ids (default: one id and its text a line).")
    private boolean json;

    private final CommandIo io;

    ModelTokenize(CommandIo io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException {
        Tokenizer tokenizer = Tokenizer.load(ModelCommand.existing(model));
        String text = io.readText();
        int[] ids = special ? tokenizer.encodeWhole(text) : tokenizer.encode(text, false);
        if (json) {
            io.json(ids);
        } else {
            List<String> lines = new ArrayList<>();
            Arrays.stream(ids).forEach(id -> lines.add(id + "\t" + tokenizer.tokenText(id)));
            io.lines(lines);
        }
        return EngramCommand.DONE;
    }
}
