package io.engram.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The loop from prompt to text. Stateless; blocks the calling thread while it computes. */
public final class Generator {
    private final LanguageModel model;

    /** A generator over a model with a vocabulary. */
    public Generator(LanguageModel model) {
        this.model = model;
    }

    /**
     * Answers a prompt on a session of its own.
     *
     * @param prompt
     *            text in which special tokens count
     * @param onText
     *            receives the text piece by piece, never half a character
     */
    public GenerationResult generate(String prompt, GenerationOptions options, Consumer<String> onText) {
        int[] tokens = model.tokenizer().encodePrompt(prompt);
        try (Session session = model.newSession(Math.addExact(tokens.length, options.maxTokens() + 1))) {
            return generate(session, tokens, options, onText);
        }
    }

    /**
     * Takes a prompt into a session and goes on from there. The session ends up holding the prompt and all generated
     * tokens but the last.
     *
     * @param prompt
     *            at least one id, or none if the session holds logits already
     */
    public GenerationResult generate(Session session, int[] prompt, GenerationOptions options,
            Consumer<String> onText) {
        TokenGuide guide = options.constraint().<TokenGuide>map(c -> c.cursor(model.tokenizer()))
                .orElse(TokenGuide.FREE);
        return generate(session, prompt, options, guide, onText);
    }

    /**
     * The same under a guide, which takes the place of {@link GenerationOptions#constraint()}.
     *
     * @param guide
     *            forces tokens, rules others out, and hears of all; used by this call alone
     */
    public GenerationResult generate(Session session, int[] prompt, GenerationOptions options, TokenGuide guide,
            Consumer<String> onText) {
        long start = System.nanoTime();
        session.prefill(prompt, null);
        long prefilled = System.nanoTime();
        Sampler sampler = new Sampler(options.sampling());
        StopText text = new StopText(options.stop(), onText);
        StreamDecoder decoder = model.tokenizer().streamDecoder();
        List<Integer> tokens = new ArrayList<>();
        GenerationResult.StopReason reason = GenerationResult.StopReason.MAX_TOKENS;
        while (tokens.size() < options.maxTokens()) {
            if (guide.closed()) {
                reason = GenerationResult.StopReason.END_OF_TEXT;
                break;
            }
            int forced = guide.forced();
            int next = forced != TokenGuide.NONE ? forced : sampler.sample(guide.mask(session.logits()));
            if (forced == TokenGuide.NONE && !options.ignoreEnd() && isEnd(next) && guide.ends(next)) {
                reason = GenerationResult.StopReason.END_OF_TEXT;
                break;
            }
            tokens.add(next);
            guide.accept(next);
            if (text.push(next < model.tokenizer().size() ? decoder.push(next) : "")) {
                reason = GenerationResult.StopReason.STOP_STRING;
                break;
            }
            if (session.position() == session.contextLength()) {
                reason = GenerationResult.StopReason.CONTEXT_FULL;
                break;
            }
            if (tokens.size() < options.maxTokens()) {
                session.accept(next);
            }
        }
        if (reason != GenerationResult.StopReason.STOP_STRING && text.push(decoder.finish())) {
            reason = GenerationResult.StopReason.STOP_STRING;
        }
        text.flush();
        long end = System.nanoTime();
        return new GenerationResult(text.text(), tokens, prompt.length, reason, (prefilled - start) / 1e9,
                (end - prefilled) / 1e9);
    }

    private boolean isEnd(int id) {
        return id < model.tokenizer().size() && model.tokenizer().isEnd(id);
    }
}
