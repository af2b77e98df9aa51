package io.engram.inference.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BytePairTrainerTest {
    @Test
    void train_smallText_mergesTheMostFrequentPairFirst() {
        BytePairTrainer trainer = new BytePairTrainer();
        // Words: low x 3, lower x 2, newest x 4. Pairs: w-e 6, l-o and o-w 5, then 4.
        for (String word : List.of("low", "low", "low", "lower", "lower", "newest", "newest", "newest", "newest")) {
            trainer.add(word);
        }
        BytePairTrainer.Vocabulary vocabulary = trainer.train(256 + 4, List.of());

        assertThat(vocabulary.merges()).startsWith("w e", "l o");
        assertThat(vocabulary.tokens()).hasSize(260).contains("we", "lo");
    }

    @Test
    void train_specials_comeLast() {
        BytePairTrainer trainer = new BytePairTrainer();
        trainer.add("aa aa aa");
        BytePairTrainer.Vocabulary vocabulary = trainer.train(300, List.of("<a>", "<b>"));

        assertThat(vocabulary.tokens()).endsWith("<a>", "<b>");
        assertThat(vocabulary.specials()).isEqualTo(2);
        // Nothing occurs twice any more: fewer tokens than asked for.
        assertThat(vocabulary.tokens()).hasSizeLessThan(300);
    }

    @Test
    void train_space_isJoinedLastAndOnlyToWordsThatSeldomStandWithoutIt() {
        BytePairTrainer trainer = new BytePairTrainer();
        for (int i = 0; i < 100; i++) {
            trainer.add("Jack is in the \"house\"");
            trainer.add("the house is in \"Jack\"");
            trainer.add("so is the cat in the house");
        }
        BytePairTrainer.Vocabulary vocabulary = trainer.train(400, List.of());

        assertThat(vocabulary.tokens()).contains("Jack", "house", "\u0120is", "\u0120in")
                .doesNotContain("\u0120house", "\u0120Jack", "\u0120the");
        assertThat(vocabulary.merges().getLast()).startsWith("\u0120 ");
    }

    @Test
    void train_digits_stayApart() {
        BytePairTrainer trainer = new BytePairTrainer();
        for (int i = 0; i < 100; i++) {
            trainer.add("2026 2026");
        }
        assertThat(trainer.train(300, List.of()).merges()).isEmpty();
    }

    @Test
    void train_tooSmall_isRefused() {
        assertThatThrownBy(() -> new BytePairTrainer().train(256, List.of("<a>")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("size: expected at least 257");
    }
}
