package io.engram.daemon.cli;

import io.engram.agent.adapter.LanguageEmbedder;
import io.engram.agent.learning.AdapterShelf;
import io.engram.agent.talk.Effort;
import io.engram.agent.talk.Talk;
import io.engram.inference.LanguageModel;
import io.engram.inference.LoadOptions;
import io.engram.inference.SessionSettings;
import io.engram.memory.AgentMemory;
import io.engram.memory.MemoryOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code engram chat}: a conversation with an agent that remembers. */
@Command(name = "chat", sortOptions = false, optionListHeading = "%nOptions:%n", description = {
        "Talks with an agent that remembers what it is told, in simple English, also after it was closed. Lines that",
        "start with / are commands: /help lists them. Without a terminal it reads one message a line."})
final class ChatCommand implements Callable<Integer> {
    private static final Duration MOST_WARM_UP = Duration.ofMillis(300);

    @Option(names = "--model", paramLabel = "FILE", description = "A GGUF file with a chat template (default: the model that ships).")
    private @Nullable Path model;

    @Option(names = "--data", paramLabel = "DIR", description = "Where agents keep their memories (default: .engram in your home folder).")
    private Path data = Path.of(System.getProperty("user.home", "."), ".engram");

    @Option(names = "--agent", paramLabel = "A", defaultValue = "engram", description = "With whom: each has a memory of its own (default: ${DEFAULT-VALUE}).")
    private String agent = "";

    @Option(names = "--thinking", paramLabel = "LEVEL", defaultValue = "medium", description = "How long it may think: off, low, medium or high (default: ${DEFAULT-VALUE}).")
    private String thinking = "";

    @Option(names = "--threads", paramLabel = "T", description = "Threads that compute (default: all processors).")
    private @Nullable Integer threads;

    @Option(names = "--json", description = "Print each turn as one JSON object, with what it took.")
    private boolean json;

    private final CommandIo io;

    ChatCommand(CommandIo io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException {
        Effort effort = effort();
        LoadOptions options = LoadOptions.defaults();
        if (threads != null && threads < 1)
            throw new UsageException("--threads: expected >= 1, received " + threads);
        LoadOptions load = threads == null ? options : options.withThreads(threads);
        Path file = ModelFinder.find(model);
        try (DataFolder kept = DataFolder.kept(data)) {
            Path folder = new AgentData(kept.path()).of(agent);
            AdapterShelf shelf = new AdapterShelf(folder);
            // The model and the embedder load beside the opening of memory: the first reply waits for the slowest, not for all.
            // What was learned by heart is the exception: memory must say first whether it still holds.
            boolean plain = shelf.isEmpty();
            CompletableFuture<LanguageModel> loading = plain ? loading(file, load) : new CompletableFuture<>();
            try (LanguageEmbedder embedder = LanguageEmbedder.open()) {
                CompletableFuture<Void> warm = CompletableFuture.runAsync(() -> embedder.embedQuery("Hello."));
                try (AgentMemory memory = AgentMemory.open(MemoryOptions.of(folder, agent, embedder))) {
                    LanguageModel loaded = loaded(plain ? loading : loading(file, learned(load, shelf, memory, file)));
                    converse(file, folder, memory, loaded, shelf, effort);
                }
                warm.join();
            }
        }
        return EngramCommand.DONE;
    }

    private static CompletableFuture<LanguageModel> loading(Path file, LoadOptions options) {
        return CompletableFuture.supplyAsync(() -> load(file, options));
    }

    /** With what was learned by heart for this model, as far as memory still holds it to be true. */
    private static LoadOptions learned(LoadOptions load, AdapterShelf shelf, AgentMemory memory, Path file)
            throws IOException {
        shelf.dropStale(memory, Instant.now());
        return shelf.current(AdapterShelf.fingerprint(file))
                .map(adapter -> load.withSessions(
                        load.sessions().withAdapters(List.of(new SessionSettings.AdapterFile(adapter, 1)))))
                .orElse(load);
    }

    private void converse(Path file, Path folder, AgentMemory memory, LanguageModel loaded, AdapterShelf shelf,
            Effort effort) throws IOException {
        try (Talk talk = talk(file, loaded, memory, folder)) {
            talk.think(effort);
            if (!loaded.adapters().adapters().isEmpty())
                talk.alsoSay(shelf.words());
            try (LineReading lines = LineReading.of(io, folder.resolve("chat-history"))) {
                new ChatLoop(io, lines, talk, memory, shelf, json, millisSinceStart()).run();
            }
        }
    }

    private static Talk talk(Path file, LanguageModel loaded, AgentMemory memory, Path folder) throws IOException {
        try {
            return Talk.open(loaded, memory, folder.resolve("tool-calls"), Clock.system(ZoneId.systemDefault()),
                    List.of());
        } catch (IllegalArgumentException cannotSpeak) {
            loaded.close();
            throw new CommandException(file + ": " + cannotSpeak.getMessage(), cannotSpeak);
        }
    }

    private static LanguageModel loaded(CompletableFuture<LanguageModel> loading) {
        try {
            return loading.join();
        } catch (CompletionException failed) {
            throw new CommandException(Failures.line(failed), failed);
        }
    }

    private static LanguageModel load(Path file, LoadOptions options) {
        try {
            LanguageModel loaded = LanguageModel.load(file, options);
            loaded.warmUp(MOST_WARM_UP);
            return loaded;
        } catch (IOException failed) {
            throw new CompletionException(failed);
        }
    }

    private Effort effort() {
        try {
            return Effort.parse(thinking);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException("--" + wrong.getMessage());
        }
    }

    /** Since the process began, the launcher not included. */
    private static double millisSinceStart() {
        return ProcessHandle.current().info().startInstant()
                .map(start -> (double) Duration.between(start, Instant.now()).toMillis()).orElse(Double.NaN);
    }
}
