package io.engram.inference.curriculum;

import io.engram.inference.GenerationOptions;
import io.engram.inference.GenerationResult;
import io.engram.inference.Generator;
import io.engram.inference.LanguageModel;
import io.engram.inference.SamplingOptions;
import io.engram.inference.Session;
import io.engram.inference.TokenGuide;
import io.engram.inference.chat.Grounding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets a model answer examples; a tool call that it begins cannot be malformed, as in a conversation. May be shared by
 * threads; each call computes on the caller's, in passes shared with others.
 */
final class Answerer {
    /** Most tokens after the thinking. */
    private static final int MOST_REPLY = 256;
    private static final float TEMPERATURE = 0.7f;
    private static final String THOUGHT = "</think>";

    private final LanguageModel model;
    private final Generator generator;
    private final Optional<Grounding> grounding;

    /** @param grounding the only words of replies beside those of the prompt; empty to leave words free */
    Answerer(LanguageModel model, Optional<Grounding> grounding) {
        this.model = model;
        this.grounding = grounding;
        this.generator = new Generator(model);
    }

    /**
     * What a model said.
     *
     * @param reply
     *            without thinking and surrounding space
     * @param tokens
     *            generated, thinking included
     * @param logProbability
     *            mean over the tokens that the model chose by itself, in nats
     */
    record Answer(String reply, int tokens, double logProbability) {
    }

    /** The likeliest reply after at most {@code budget} tokens of thinking. */
    Answer greedy(Example example, int budget) {
        int[] prompt = prompt(example, budget);
        try (Session session = session(prompt, budget)) {
            return answer(session, prompt, example.prompt(), budget, SamplingOptions.greedy());
        }
    }

    /**
     * Draws several replies and gives the one that most of them agree with (self-consistency: Wang et al. 2022); among
     * equally many, the one whose tokens the model finds likelier. {@code tokens} counts all of them.
     */
    Answer bestOf(int count, Example example, int budget, long seed) {
        int[] prompt = prompt(example, budget);
        List<Answer> answers = new ArrayList<>();
        try (Session session = session(prompt, budget)) {
            session.prefill(prompt, null);
            for (int i = 0; i < count; i++) {
                try (Session fork = session.fork()) {
                    answers.add(answer(fork, new int[0], example.prompt(), budget,
                            new SamplingOptions(TEMPERATURE, 0, 1, 0, seed * count + i)));
                }
            }
        }
        return choose(answers);
    }

    static Answer choose(List<Answer> answers) {
        Map<String, Integer> votes = new HashMap<>();
        answers.forEach(a -> votes.merge(a.reply, 1, Integer::sum));
        Answer best = answers.getFirst();
        for (Answer a : answers) {
            int more = votes.getOrDefault(a.reply, 0) - votes.getOrDefault(best.reply, 0);
            if (more > 0 || (more == 0 && a.logProbability > best.logProbability)) {
                best = a;
            }
        }
        return new Answer(best.reply, answers.stream().mapToInt(Answer::tokens).sum(), best.logProbability);
    }

    private int[] prompt(Example example, int budget) {
        String text = example.prompt() + (budget == 0 ? Example.withoutThinking() : "");
        return model.tokenizer().encode(text, true);
    }

    private Session session(int[] prompt, int budget) {
        return model.newSession(prompt.length + most(budget) + 1);
    }

    private static int most(int budget) {
        return budget + MOST_REPLY;
    }

    private Answer answer(Session session, int[] prompt, String asked, int budget, SamplingOptions sampling) {
        TokenGuide words = grounding.map(g -> g.guide(model.tokenizer(), asked)).orElse(TokenGuide.FREE);
        ThoughtGuide guide = new ThoughtGuide(model.tokenizer(), new CallGuide(model.tokenizer(), asked, words),
                budget);
        GenerationResult result = generator.generate(session, prompt, GenerationOptions.of(most(budget), sampling),
                guide, text -> {
                });
        String text = result.text();
        int thought = text.lastIndexOf(THOUGHT);
        return new Answer((thought < 0 ? text : text.substring(thought + THOUGHT.length())).strip(),
                result.tokens().size(), guide.logProbability());
    }
}
