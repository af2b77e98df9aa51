package io.engram.inference.curriculum;

import io.engram.inference.Tokenizer;
import io.engram.inference.layout.Prompt;
import io.engram.inference.train.Document;
import io.engram.inference.train.DocumentBuilder;
import io.engram.inference.train.DocumentSource;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The curriculum as documents for the trainer. A lesson of several examples is one document: the system turn that they share is
 * the trunk, each of them a branch, so that it is read once. Replies count in full, those of earlier turns too; the system turn
 * counts a little in some documents, so that the model also learns to read. How an earlier reply begins does not count: its
 * thinking is not shown. Where an example has thinking, it is now and then cut short or left out, as a thinking budget does;
 * what was cut is not blamed on the model.
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
     *            most tokens that one of a document's tokens may have before it; a longer lesson is replaced by another that fits
     */
    public Lessons(Curriculum curriculum, Tokenizer tokenizer, int longest) {
        this.curriculum = curriculum;
        this.tokenizer = tokenizer;
        this.longest = longest;
    }

    @Override
    public Document document(long index) {
        for (long i = index;; i += 1_000_000_007L) {
            Document document = of(curriculum.lesson(i), new SplittableRandom(i),
                    i >= Curriculum.LATER_FROM);
            if (document.depth() <= longest) {
                return document;
            }
        }
    }

    /**
     * Examples with the same system turn as a document.
     *
     * @param cut
     *            whether some words are tokenised in two parts
     */
    Document of(List<Example> lesson, SplittableRandom random, boolean cut) {
        WordCuts words = cut ? WordCuts.some(tokenizer, random.split()) : WordCuts.none(tokenizer);
        float prompt = random.nextInt(PROMPT_COUNTS_EVERY) == 0 ? PROMPT_WEIGHT : 0;
        DocumentBuilder written = new DocumentBuilder(tokenizer);
        if (lesson.size() == 1) {
            write(lesson.getFirst(), 0, prompt, random, words, written);
            return written.build();
        }
        String first = lesson.getFirst().prompt();
        int trunk = first.startsWith(Prompt.SYSTEM)
                ? first.indexOf(Prompt.END) + Prompt.END.length()
                : Prompt.START.length();
        written.add(words.read(first.substring(0, trunk)), prompt, prompt);
        for (Example example : lesson) {
            if (!example.prompt().startsWith(first.substring(0, trunk))) {
                throw new IllegalStateException("lesson: expected one system turn, received " + example.prompt());
            }
            written.branch();
            write(example, trunk, 0, random, words, written);
        }
        return written.build();
    }

    /** An example from a place in its prompt on. */
    private static void write(Example example, int from, float prompt, SplittableRandom random, WordCuts words,
            DocumentBuilder written) {
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
        int at = from;
        for (int reply = after(read, from); reply >= 0; reply = after(read, at)) {
            int end = read.indexOf(Prompt.END, reply);
            if (end < 0) {
                break; // the turn that is open
            }
            written.add(words.read(read.substring(at, reply)), prompt, prompt);
            at = end + Prompt.END.length();
            written.add(words.learned(read.substring(reply, at)), 0, 1);
        }
        written.add(words.read(read.substring(at)), prompt, prompt);
        written.add(words.learned(learned), 1, 1);
    }

    /** Where the next turn of the assistant says something, or -1. */
    private static int after(String text, int from) {
        int at = text.indexOf(Prompt.ASSISTANT, from);
        return at < 0 ? -1 : at + Prompt.ASSISTANT.length();
    }
}
