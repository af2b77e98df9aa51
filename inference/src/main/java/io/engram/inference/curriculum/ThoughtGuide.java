package io.engram.inference.curriculum;

import io.engram.inference.TokenGuide;
import io.engram.inference.Tokenizer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Ends a thought that has reached its budget just as {@link Lessons} cut it short, and adds up how likely the tokens were. */
final class ThoughtGuide implements TokenGuide {
    private final TokenGuide words;
    private final int budget;
    private final int open;
    private final int close;
    private final int[] ending;
    private final Deque<Integer> queue = new ArrayDeque<>();
    private boolean thinking;
    private int thought;
    private float[] logits = new float[0];
    private double sum;
    private int free;

    ThoughtGuide(Tokenizer tokenizer, TokenGuide words, int budget) {
        this.words = words;
        this.budget = budget;
        this.open = tokenizer.idOf("<think>").orElse(NONE);
        this.close = tokenizer.idOf("</think>").orElse(NONE);
        this.ending = tokenizer.encode("\n</think>\n\n", true);
    }

    @Override
    public int forced() {
        Integer next = queue.poll();
        logits = new float[0];
        return next == null ? NONE : next;
    }

    @Override
    public float[] mask(float[] given) {
        logits = words.mask(given);
        return logits;
    }

    @Override
    public void accept(int id) {
        words.accept(id);
        if (logits.length > 0) {
            sum += logits[id] - logSum(logits);
            free++;
        }
        if (id == open) {
            thinking = true;
        } else if (id == close) {
            thinking = false;
        } else if (thinking && queue.isEmpty() && ++thought >= budget) {
            for (int end : ending) {
                queue.add(end);
            }
        }
    }

    private static double logSum(float[] x) {
        double most = Double.NEGATIVE_INFINITY;
        for (float v : x) {
            most = Math.max(most, v);
        }
        double sum = 0;
        for (float v : x) {
            sum += Math.exp(v - most);
        }
        return most + Math.log(sum);
    }

    /** Mean over the tokens that were not forced, in nats; 0 if there were none. */
    double logProbability() {
        return free == 0 ? 0 : sum / free;
    }
}
