package io.engram.daemon.cli;

import io.engram.agent.adapter.LanguageEmbedder;
import io.engram.agent.learning.AdapterShelf;
import io.engram.memory.AgentMemory;
import io.engram.memory.MemoryOptions;
import io.engram.memory.journal.JournalLockedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which agent's memory a command works on, and the opening of it. */
final class OpenMemory {
    @Option(names = "--data", required = true, paramLabel = "DIR", description = "The folder given to ./engram run.")
    private Path data = Path.of("");

    @Option(names = "--agent", paramLabel = "A", description = "Whose memory (default: the only agent in the folder).")
    private @Nullable String agent;

    /** What is done with an open memory. */
    @FunctionalInterface
    interface Use {
        void with(AgentMemory memory, String agent);
    }

    /** Opens, uses and closes the memory. Blocks; the embedder takes half a second to load. */
    void use(Use use) {
        use(UnaryOperator.identity(), use);
    }

    /** For commands that only look: where somebody else has the memory open, it is opened for reading beside them. */
    void read(Use use) {
        var folder = new AgentData(data);
        String name = folder.existing(agent);
        try (var embedder = LanguageEmbedder.open()) {
            var options = MemoryOptions.of(folder.of(name), name, embedder);
            try (var memory = opened(options)) {
                use.with(memory, name);
            }
        }
    }

    private static AgentMemory opened(MemoryOptions options) {
        try {
            return AgentMemory.open(options);
        } catch (JournalLockedException elsewhere) {
            return AgentMemory.openReadOnly(options);
        }
    }

    /** The folder of an agent that is open. */
    Path folder(String name) {
        return new AgentData(data).of(name);
    }

    /** The same, opened in another way than usual. */
    void use(UnaryOperator<MemoryOptions> how, Use use) {
        var folder = new AgentData(data);
        use(how, use, folder, folder.existing(agent));
    }

    /** The same; an agent that is named and not there is made, and in a folder without agents one of the name given here. */
    void useOrMake(String otherwise, Use use) {
        var folder = new AgentData(data);
        String unnamed = agent == null && folder.isEmpty() ? otherwise : agent;
        use(UnaryOperator.identity(), use, folder, unnamed == null ? folder.existing(null) : unnamed);
    }

    private static void use(UnaryOperator<MemoryOptions> how, Use use, AgentData folder, String name) {
        try (var embedder = LanguageEmbedder.open();
                var memory = AgentMemory.open(how.apply(MemoryOptions.of(folder.of(name), name, embedder)))) {
            use.with(memory, name);
            // What the command made untrue or forgot is not known by heart any longer either.
            new AdapterShelf(folder.of(name)).dropStale(memory, Instant.now());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
