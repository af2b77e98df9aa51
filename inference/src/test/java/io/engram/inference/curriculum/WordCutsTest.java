package io.engram.inference.curriculum;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.inference.Tokenizer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WordCutsTest {
    private static final String PROMPT = "<|im_start|>user\nUrsula remembers yesterday, Ursula remembers everything.<|im_end|>\n";

    private final Tokenizer tokenizer = TinyVocabulary.tokenizer();

    @Test
    void read_saysTheSameInOtherTokens() {
        int cut = 0;
        for (int seed = 0; seed < 40; seed++) {
            int[] tokens = WordCuts.some(tokenizer, new SplittableRandom(seed)).read(PROMPT);
            assertThat(tokenizer.decode(tokens)).isEqualTo(tokenizer.decode(tokenizer.encode(PROMPT, true)));
            assertThat(tokens[0]).isEqualTo(tokenizer.idOf("<|im_start|>").orElseThrow());
            cut += Arrays.equals(tokens, tokenizer.encode(PROMPT, true)) ? 0 : 1;
        }
        assertThat(cut).isBetween(5, 35);
    }

    /** A reply that copies has the tokens of what it copies; words of its own are spelled as always. */
    @Test
    void learned_isCutWhereWhatWasReadIs() {
        for (int seed = 0; seed < 40; seed++) {
            WordCuts words = WordCuts.some(tokenizer, new SplittableRandom(seed));
            int[] read = words.read(" Ursula remembers yesterday");
            assertThat(words.learned(" Ursula remembers yesterday")).isEqualTo(read);
            assertThat(words.learned(" Perhaps another")).isEqualTo(tokenizer.encode(" Perhaps another", true));
        }
    }

    @Test
    void none_isWhatTheTokenizerSays() {
        assertThat(WordCuts.none(tokenizer).read(PROMPT)).isEqualTo(tokenizer.encode(PROMPT, true));
    }
}
