package io.engram.agent.adapter;

import io.engram.agent.spi.Responder;
import io.engram.inference.GenerationOptions;
import io.engram.inference.GenerationResult;
import io.engram.inference.Generator;
import io.engram.inference.LanguageModel;
import io.engram.inference.SamplingOptions;
import io.engram.inference.Session;
import io.engram.inference.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The local transformer as the agent's language model: what was recalled, the question, and the model goes on.
 *
 * <p>The prompt is plain text, the same for every model. Nothing in it is read as a special token, so a remembered text
 * cannot open a turn of its own. Memories that do not fit the model's context are left out from the end, the least
 * relevant first.
 *
 * <p>One thread at a time; computes on the calling thread.
 */
public final class GgufResponder implements Responder {
    /** Longest context that is used, in tokens; longer ones cost memory and time that a reply does not need. */
    private static final int MOST_CONTEXT = 8192;

    private static final Duration MOST_WARM_UP = Duration.ofSeconds(3);

    private final LanguageModel model;
    private final Generator generator;

    /** Takes over a loaded model that has a vocabulary; closing this closes it. */
    public GgufResponder(LanguageModel model) {
        this.model = model;
        this.generator = new Generator(model);
        model.tokenizer();
    }

    /** Maps a model file and warms it up. Blocks meanwhile. */
    public static GgufResponder load(Path gguf) throws IOException {
        LanguageModel model = LanguageModel.load(gguf);
        try {
            GgufResponder responder = new GgufResponder(model);
            model.warmUp(MOST_WARM_UP);
            return responder;
        } catch (IllegalStateException noVocabulary) {
            model.close();
            throw noVocabulary;
        }
    }

    @Override
    public String id() {
        return model.info().name();
    }

    @Override
    public Reply reply(Request request) {
        int context = Math.min(MOST_CONTEXT, model.info().contextLength());
        int most = Math.min(request.maxTokens(), Math.max(1, context / 2));
        int[] prompt = prompt(request, context - most);
        GenerationOptions options = new GenerationOptions(most, SamplingOptions.balanced(request.seed()),
                List.of("\n" + request.actor() + ":", "\n" + request.agent() + ":"), false);
        try (Session session = model.newSession(prompt.length + most)) {
            GenerationResult result = generator.generate(session, prompt, options, piece -> {
            });
            return new Reply(result.text().strip(), result.promptTokens(), result.tokens().size());
        }
    }

    /** The longest prompt of at most {@code room} tokens: all memories, or as many of the first ones as fit. */
    private int[] prompt(Request request, int room) {
        List<String> memories = new ArrayList<>(request.memories());
        int[] tokens = tokens(request, memories);
        while (tokens.length > room && !memories.isEmpty()) {
            memories.removeLast();
            tokens = tokens(request, memories);
        }
        if (tokens.length > room)
            throw new IllegalArgumentException("question: expected at most " + room
                    + " tokens with its frame for " + id() + ", received " + tokens.length);
        return tokens;
    }

    private int[] tokens(Request request, List<String> memories) {
        StringBuilder text = new StringBuilder(1024);
        text.append(request.agent()).append(
                " answers briefly, from its memories only, and says so when they do not hold the answer.\n\nMemories:\n");
        if (memories.isEmpty())
            text.append("- none\n");
        for (String memory : memories)
            text.append("- ").append(memory).append('\n');
        text.append('\n').append(request.actor()).append(": ").append(request.question()).append('\n')
                .append(request.agent())
                .append(':');
        Tokenizer tokenizer = model.tokenizer();
        return IntStream
                .concat(IntStream.of(tokenizer.encodePrompt("")),
                        IntStream.of(tokenizer.encode(text.toString(), false)))
                .toArray();
    }

    @Override
    public void close() {
        model.close();
    }
}
