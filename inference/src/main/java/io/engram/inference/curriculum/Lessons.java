package io.engram.inference.curriculum;

import io.engram.inference.Tokenizer;
import io.engram.inference.layout.Prompt;
import io.engram.inference.train.Document;
import io.engram.inference.train.DocumentSource;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The curriculum as documents for the trainer: replies count in full, prompts a little, so that the model also learns to
 * read. Where an example has thinking, a part of its documents has it cut short or left out, as a thinking budget does; what
 * was cut is not blamed on the model.
 *
 * <p>May be shared by threads.
 */
public final class Lessons implements DocumentSource {
    private static final float PROMPT_WEIGHT = 0.1f;
    private static final double WITHOUT_THINKING = 0.2;
    private static final double CUT_SHORT = 0.1;

    private final Curriculum curriculum;
    private final Tokenizer tokenizer;
    private final int longest;

    /**
     * Lessons of a curriculum.
     *
     * @param longest
     *            most tokens of a document; an example that is longer is replaced by the next that fits
     */
    public Lessons(Curriculum curriculum, Tokenizer tokenizer, int longest) {
        this.curriculum = curriculum;
        this.tokenizer = tokenizer;
        this.longest = longest;
    }

    @Override
    public Document document(long index) {
        for (long i = index;; i += 1_000_000_007L) {
            Document document = of(curriculum.training(i), new SplittableRandom(i));
            if (document.length() <= longest) {
                return document;
            }
        }
    }

    private Document of(Example example, SplittableRandom random) {
        String read = example.prompt();
        String learned = example.completion();
        double chance = random.nextDouble();
        if (chance < WITHOUT_THINKING) {
            read += Example.withoutThinking();
            learned = example.reply() + Prompt.END;
        } else if (chance < WITHOUT_THINKING + CUT_SHORT && !example.thinking().isEmpty()) {
            String cut = example.thinking().substring(0, random.nextInt(example.thinking().length()));
            read += new Example(example.suite(), "", cut, "", example.check()).completion().replace(Prompt.END, "");
            learned = example.reply() + Prompt.END;
        }
        int[] head = tokenizer.encode(read, true);
        int[] tail = tokenizer.encode(learned, true);
        int[] tokens = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, tokens, head.length, tail.length);
        float[] weights = new float[tokens.length];
        Arrays.fill(weights, 0, head.length, PROMPT_WEIGHT);
        Arrays.fill(weights, head.length, weights.length, 1);
        return new Document(tokens, weights);
    }
}
