package io.engram.inference.curriculum;

import io.engram.inference.Tokenizer;
import io.engram.inference.layout.Prompt;
import io.engram.inference.train.Document;
import io.engram.inference.train.DocumentBuilder;
import io.engram.inference.train.DocumentSource;
import java.util.SplittableRandom;

/**
 * The curriculum as documents for the trainer. Replies count in full, those of earlier turns too; the rest of a prompt counts
 * a little in some documents, so that the model also learns to read. How an earlier reply begins does not count: its thinking
 * is not shown. Where an example has thinking, a part of its documents has it cut short or left out, as a thinking budget
 * does; what was cut is not blamed on the model.
 *
 * <p>May be shared by threads.
 */
public final class Lessons implements DocumentSource {
    private static final float PROMPT_WEIGHT = 0.1f;
    /** In one document of so many the prompt counts; in the others its logits need not be computed. */
    private static final int PROMPT_COUNTS_EVERY = 4;
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

    /** An example as a document. */
    Document of(Example example, SplittableRandom random) {
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
        float prompt = random.nextInt(PROMPT_COUNTS_EVERY) == 0 ? PROMPT_WEIGHT : 0;
        DocumentBuilder written = new DocumentBuilder(tokenizer);
        int at = 0;
        for (int reply = after(read, 0); reply >= 0; reply = after(read, at)) {
            int end = read.indexOf(Prompt.END, reply);
            if (end < 0) {
                break; // the turn that is open
            }
            written.add(read.substring(at, reply), prompt, prompt);
            at = end + Prompt.END.length();
            written.add(read.substring(reply, at), 0, 1);
        }
        written.add(read.substring(at), prompt, prompt);
        return written.add(learned, 1, 1).build();
    }

    /** Where the next turn of the assistant says something, or -1. */
    private static int after(String text, int from) {
        int at = text.indexOf(Prompt.ASSISTANT, from);
        return at < 0 ? -1 : at + Prompt.ASSISTANT.length();
    }
}
