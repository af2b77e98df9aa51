package io.engram.inference.curriculum;

import io.engram.inference.Tokenizer;
import io.engram.inference.tokenizer.BytePairTrainer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The vocabulary of the tiny size, learned once for all tests of a process. */
public final class TinyVocabulary {
    private static final BytePairTrainer.Vocabulary VOCABULARY = MiniModel.vocabulary(1, MiniModel.Size.TINY);
    private static final Tokenizer TOKENIZER = load();

    private TinyVocabulary() {
    }

    private static Tokenizer load() {
        try {
            return MiniModel.tokenizer(VOCABULARY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BytePairTrainer.Vocabulary get() {
        return VOCABULARY;
    }

    public static Tokenizer tokenizer() {
        return TOKENIZER;
    }
}
