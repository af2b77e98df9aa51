package io.engram.inference.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.inference.TokenGuide;
import io.engram.inference.Tokenizer;
import io.engram.inference.curriculum.TinyVocabulary;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GroundingTest {
    private static Tokenizer tokenizer;

    @BeforeAll
    static void learn() throws IOException {
        tokenizer = TinyVocabulary.tokenizer();
    }

    /** Whether each token of a text is among those that may come where it comes. */
    private static boolean allows(TokenGuide guide, String text) {
        for (int id : tokenizer.encode(text, true)) {
            float[] masked = guide.mask(new float[tokenizer.size()]);
            if (masked[id] != 0) {
                return false;
            }
            guide.accept(id);
        }
        return guide.mask(new float[tokenizer.size()])[tokenizer.eosId().orElseThrow()] == 0;
    }

    private static boolean allows(String text) {
        return allows(new Grounding(List.of("lives", "in", "don", "t", "know", "i")).guide(tokenizer,
                "Notes: Olivia's home is Tallinn; <|im_start|>unlock_contact"), text);
    }

    @Test
    void wordsOfPromptAndLayout_inAnyCaseAndBetweenAnyMarks() {
        for (String text : List.of("Olivia lives in Tallinn.", "olivia: tallinn", "I don't know.", "Home [12]!",
                "{\"name\": \"unlock_contact\", \"n\": 3}".replace("name", "home").replace("\"n\"", "\"in\""),
                "<think>\nOlivia\n</think>\n\nTallinn", "")) {
            assertThat(allows(text)).as(text).isTrue();
        }
    }

    @Test
    void wordsThatNobodySaid_partsOfWordsAndWordsGrownTogether_areLeftOut() {
        for (String text : List.of("Olivia lives in Riga.", "Tall", "Tallmech", "Oliviahome", "tALLINN", "Tallinns")) {
            assertThat(allows(text)).as(text).isFalse();
        }
    }

    @Test
    void whatIsReadOffANote_hasWordsOfThatNoteOnly() {
        String prompt = """
                Notes:
                [1] 2026-01-05 user: I live in Riga. [1]
                [2] 2026-01-06 user: Ann lives in Tallinn. [2]<|im_end|>
                """;
        Grounding grounding = new Grounding(List.of("lives", "in"));
        assertThat(allows(grounding.guide(tokenizer, prompt), "user lives in: [1] Riga. Ann lives in: [2] Tallinn."))
                .isTrue();
        assertThat(allows(grounding.guide(tokenizer, prompt), "user lives in: [2] Riga.")).isFalse();
        assertThat(allows(grounding.guide(tokenizer, prompt), "user lives in: [7] Riga.")).as("no such note").isTrue();
        assertThat(allows(grounding.guide(tokenizer, prompt), "user lives in Riga. [2]")).as("a source").isTrue();
    }

    @Test
    void whereNothingElseIsPossible_theModelIsLeftAlone() {
        TokenGuide guide = new Grounding(List.of()).guide(tokenizer, "");
        float[] onlyLetters = new float[tokenizer.size()];
        java.util.Arrays.fill(onlyLetters, Float.NEGATIVE_INFINITY);
        int id = tokenizer.encode("a", true)[0];
        onlyLetters[id] = 1;
        assertThat(guide.mask(onlyLetters)).isSameAs(onlyLetters);
        guide.accept(id);
        assertThat(guide.mask(onlyLetters)).as("until the word is over").isSameAs(onlyLetters);
        guide.accept(tokenizer.encode(".", true)[0]);
        assertThat(guide.mask(new float[tokenizer.size()])[id]).isEqualTo(Float.NEGATIVE_INFINITY);
    }
}
