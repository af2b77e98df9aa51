package io.engram.agent.adapter;

import io.engram.inference.ContinuationScorer;
import io.engram.inference.LanguageModel;
import io.engram.inference.Session;
import io.engram.memory.Reranker;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The loaded language model as a second reader of what was recalled: a text is as good as the question is likely after it, in
 * natural-log probability. The question is the same for all texts, so its own likelihood and length cancel out.
 *
 * <p>Nothing of a text or a question is read as a special token. Of a text the first {@value #MOST_TEXT} tokens count, of a
 * question the first {@value #MOST_QUESTION}, or less where the model's context is short.
 *
 * <p>Thread-safe; computes on the calling thread, one forward pass over each text.
 */
public final class ModelReranker implements Reranker {
    private static final int MOST_TEXT = 256;
    private static final int MOST_QUESTION = 64;

    private final LanguageModel model;
    private final int[] head;
    private final int[] between;
    private final int mostText;
    private final int mostQuestion;

    /**
     * @param model has a vocabulary; stays the caller's to close
     * @throws IllegalArgumentException if the model's context has no room for a text and a question
     */
    public ModelReranker(LanguageModel model) {
        this.model = model;
        this.head = joined(model.tokenizer().encodePrompt(""), model.tokenizer().encode("Note: ", false));
        this.between = model.tokenizer().encode("\nQuestion that the note answers: ", false);
        int room = model.info().contextLength() - head.length - between.length;
        this.mostQuestion = Math.min(MOST_QUESTION, room / 3);
        this.mostText = Math.min(MOST_TEXT, room - mostQuestion);
        if (mostQuestion < 1)
            throw new IllegalArgumentException("model: expected a context of at least "
                    + (head.length + between.length + 3) + " tokens, " + model.info().name() + " has "
                    + model.info().contextLength());
    }

    @Override
    public double[] scores(String query, List<String> texts) {
        int[] question = first(mostQuestion, query);
        double[] scores = new double[texts.size()];
        try (Session start = model.newSession(head.length + mostText + between.length + mostQuestion)) {
            start.prefill(head, null);
            for (int i = 0; i < scores.length; i++) {
                try (Session read = start.fork()) {
                    read.prefill(joined(first(mostText, texts.get(i)), between), null);
                    scores[i] = ContinuationScorer.score(read, List.of(question)).getFirst().logProbability();
                }
            }
        }
        return scores;
    }

    private int[] first(int most, String text) {
        int[] ids = model.tokenizer().encode(text, false);
        return ids.length > most ? Arrays.copyOf(ids, most) : ids;
    }

    private static int[] joined(int[] one, int[] other) {
        return IntStream.concat(IntStream.of(one), IntStream.of(other)).toArray();
    }
}
