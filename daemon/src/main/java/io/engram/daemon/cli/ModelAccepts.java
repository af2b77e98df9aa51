package io.engram.daemon.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.engram.inference.Constraint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code engram model accepts}: which texts a schema or a grammar lets through whole. */
@Command(name = "accepts", sortOptions = false, optionListHeading = "%nOptions:%n", description = {
        "Reads a JSON array of strings on standard input and prints for each whether a JSON schema or a GBNF grammar",
        "accepts the whole of it. A schema or grammar that cannot be honoured is an error."})
final class ModelAccepts implements Callable<Integer> {
    private static final String EXPECTED = "a JSON array of strings";

    @ArgGroup(exclusive = true, multiplicity = "1")
    private FormOptions rule = new FormOptions();

    @Option(names = "--json", description = "Print a JSON array of booleans (default: one word a line).")
    private boolean json;

    private final CommandIo io;

    ModelAccepts(CommandIo io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException {
        Constraint constraint = rule.compile();
        JsonNode texts = Json.parse(io.readText(), "standard input", EXPECTED);
        if (!texts.isArray())
            throw new CommandException("standard input: expected " + EXPECTED + ", received " + texts.getNodeType());
        List<Boolean> accepted = new ArrayList<>();
        for (JsonNode text : texts) {
            if (!text.isTextual())
                throw new CommandException("standard input: expected " + EXPECTED + ", received the element " + text);
            accepted.add(constraint.accepts(text.textValue()));
        }
        if (json)
            io.json(accepted);
        else
            io.lines(accepted.stream().map(yes -> yes ? "accepted" : "rejected").toList());
        return EngramCommand.DONE;
    }
}
