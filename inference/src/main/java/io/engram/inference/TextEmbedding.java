package io.engram.inference;

import io.engram.inference.transformer.Transformer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of texts from a language model: its hidden states after the final norm, pooled over the text's tokens. Any loaded
 * model gives them; how well they tell meanings apart depends on its training, and models made for it are better.
 *
 * <p>Stateless; may be shared. Blocks the calling thread; texts wanted at the same time share passes with sessions.
 */
public final class TextEmbedding {
    /** How the vectors of the tokens become one. */
    public enum Pooling {
        /** Their mean. */
        MEAN,
        /** The last token's, which has seen all others. */
        LAST
    }

    private final LanguageModel model;
    private final Pooling pooling;
    private final boolean normalised;

    /**
     * @param normalised
     *            whether vectors are scaled to length 1
     */
    public TextEmbedding(LanguageModel model, Pooling pooling, boolean normalised) {
        this.model = model;
        this.pooling = pooling;
        this.normalised = normalised;
    }

    /** Elements of a vector. */
    public int dimension() {
        return model.info().embeddingLength();
    }

    /**
     * The vector of a text.
     *
     * @throws IllegalStateException
     *             if the model has no vocabulary
     */
    public float[] embed(String text) {
        return embed(model.tokenizer().encodeWhole(text));
    }

    /**
     * The vector of some tokens, {@code [dimension]}.
     *
     * @param tokens
     *            at least one id in {@code [0, vocabularySize)}
     */
    public float[] embed(int[] tokens) {
        if (tokens.length == 0) {
            throw new IllegalArgumentException("tokens: expected at least one, received none");
        }
        for (int id : tokens) {
            if (id < 0 || id >= model.vocabularySize()) {
                throw new IllegalArgumentException(
                        "token: expected an id in [0, " + model.vocabularySize() + "), received " + id);
            }
        }
        int dimension = dimension();
        double[] sum = new double[dimension];
        var sequence = model.transformer().newSequence(tokens.length);
        int batch = model.options().prefillBatch();
        for (int from = 0; from < tokens.length; from += batch) {
            int count = Math.min(batch, tokens.length - from);
            boolean ends = from + count == tokens.length;
            int first = pooling == Pooling.MEAN ? 0 : ends ? count - 1 : count;
            var work = new Transformer.Work(sequence, tokens, from, count, first, Transformer.Output.HIDDEN, null,
                    model.adapters(), (index, buffer, offset) -> {
                        for (int i = 0; i < dimension; i++) {
                            sum[i] += buffer[offset + i];
                        }
                    });
            var task = new BatchScheduler.Task(work, Long.MAX_VALUE, () -> false);
            model.scheduler().run(List.of(task));
            rethrow(task.failure());
        }
        return pooled(sum, pooling == Pooling.MEAN ? tokens.length : 1);
    }

    private static void rethrow(@Nullable Throwable failure) {
        if (failure != null) {
            throw Session.rethrown(failure);
        }
    }

    private float[] pooled(double[] sum, int count) {
        double squares = 0;
        for (double value : sum) {
            squares += value * value;
        }
        double scale = normalised ? (squares == 0 ? 0 : 1 / Math.sqrt(squares)) : 1.0 / count;
        float[] vector = new float[sum.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (sum[i] * scale);
        }
        return vector;
    }
}
