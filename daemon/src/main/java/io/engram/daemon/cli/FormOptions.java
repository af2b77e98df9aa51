package io.engram.daemon.cli;

import io.engram.inference.Constraint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The form of a text: one of the two. */
final class FormOptions {
    @Option(names = "--schema", paramLabel = "FILE", description = "A JSON schema.")
    private @Nullable Path schema;

    @Option(names = "--grammar", paramLabel = "FILE", description = "A grammar in GBNF.")
    private @Nullable Path grammar;

    Constraint compile() throws IOException {
        if (schema != null)
            return Constraint.ofJsonSchema(Files.readString(schema));
        if (grammar != null)
            return Constraint.ofGrammar(Files.readString(grammar));
        throw new UsageException("expected --schema or --grammar");
    }
}
