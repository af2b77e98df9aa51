package io.engram.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.inference.gguf.GgufWriter;
import io.engram.inference.grammar.GrammarException;
import io.engram.inference.tokenizer.ByteSpelling;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Grammars that name tokens of the vocabulary. */
class TokenTerminalTest {
    private static final int THINK = 256;
    private static final int DONE = 257;
    private static final int MARK = 258;
    private static final int END = 259;

    private static Tokenizer tokenizer;

    @BeforeAll
    static void make(@TempDir Path folder) throws IOException {
        List<String> tokens = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            tokens.add(ByteSpelling.of(b));
        }
        tokens.addAll(List.of("<think>", "</think>", "<|mark|>", "<|end|>"));
        int[] kinds = new int[tokens.size()];
        Arrays.fill(kinds, 1);
        kinds[THINK] = 4;
        kinds[DONE] = 4;
        kinds[MARK] = 3;
        kinds[END] = 3;
        Path file = folder.resolve("tokens.gguf");
        try (GgufWriter writer = new GgufWriter(file)) {
            writer.putText("tokenizer.ggml.model", "gpt2");
            writer.putTexts("tokenizer.ggml.tokens", tokens);
            writer.putIntegers("tokenizer.ggml.token_type", kinds);
            writer.putTexts("tokenizer.ggml.merges", List.of());
            writer.putInteger("tokenizer.ggml.eos_token_id", END);
            writer.begin();
        }
        tokenizer = Tokenizer.load(file);
    }

    private static Set<Integer> allowed(Constraint.Cursor cursor) {
        float[] masked = cursor.mask(new float[tokenizer.size()]);
        Set<Integer> ids = new TreeSet<>();
        for (int id = 0; id < masked.length; id++) {
            if (masked[id] == 0) {
                ids.add(id);
            }
        }
        return ids;
    }

    @Test
    void namedTokens_comeAsTokensOnly() {
        Constraint.Cursor cursor = Constraint.ofGrammar("root ::= <think> [a-b]* </think> (\"x\" | <[258]>)")
                .cursor(tokenizer);
        assertThat(allowed(cursor)).containsExactly(THINK);
        cursor.accept(THINK);
        assertThat(allowed(cursor)).containsExactlyInAnyOrder((int) 'a', (int) 'b', DONE);
        cursor.accept('a');
        cursor.accept(DONE);
        assertThat(allowed(cursor)).containsExactlyInAnyOrder((int) 'x', MARK);
        assertThat(cursor.complete()).isFalse();
        cursor.accept(MARK);
        assertThat(cursor.complete()).isTrue();
        assertThat(cursor.closed()).isTrue();
        assertThat(allowed(cursor)).containsExactly(END);
    }

    /** The text of a token is no token: the grammar below wants the one, and the spelling is not it. */
    @Test
    void spellingOfAToken_isNotTheToken() {
        Constraint.Cursor cursor = Constraint.ofGrammar("root ::= <think> \"!\"").cursor(tokenizer);
        for (byte b : "<think>".getBytes(StandardCharsets.UTF_8)) {
            cursor.accept(b);
        }
        assertThat(cursor.dead()).isTrue();
        // And the other way round: a user-defined token writes its text.
        Constraint.Cursor text = Constraint.ofGrammar("root ::= \"<think>\" \"!\"").cursor(tokenizer);
        text.accept(THINK);
        assertThat(allowed(text)).containsExactly((int) '!');
    }

    @Test
    void negatedToken_isAnyOtherButTheEnd() {
        Constraint.Cursor cursor = Constraint.ofGrammar("root ::= <think> !</think>* </think> .*").cursor(tokenizer);
        cursor.accept(THINK);
        assertThat(allowed(cursor)).hasSize(tokenizer.size() - 1).doesNotContain(END).contains(MARK, DONE, THINK);
        cursor.accept(MARK);
        cursor.accept(0xff);
        cursor.accept(DONE);
        assertThat(cursor.complete()).isTrue();
        assertThat(allowed(cursor)).contains((int) 'a').doesNotContain(MARK);
    }

    /** A token that both its name and its text allow leaves both ways open. */
    @Test
    void tokenByNameOrText_keepsBothWays() {
        Constraint.Cursor cursor = Constraint.ofGrammar("root ::= <think> \"a\" | \"<think>\" \"b\"").cursor(tokenizer);
        cursor.accept(THINK);
        assertThat(allowed(cursor)).containsExactlyInAnyOrder((int) 'a', (int) 'b');
    }

    @Test
    void repeatedAndGrouped_asEverythingElse() {
        Constraint.Cursor cursor = Constraint.ofGrammar("root ::= (<|mark|> \"a\"){2} <[257]>?").cursor(tokenizer);
        for (int id : new int[]{MARK, 'a', MARK, 'a'}) {
            assertThat(allowed(cursor)).contains(id);
            cursor.accept(id);
        }
        assertThat(allowed(cursor)).containsExactlyInAnyOrder(DONE, END);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<|absent|>", "<[260]>", "<|end|>", "<[259]>", "!<|absent|>"})
    void tokensThatAreNotThere_orEndAText_areRefused(String token) {
        Constraint constraint = Constraint.ofGrammar("root ::= \"a\" " + token);
        assertThatThrownBy(() -> constraint.cursor(tokenizer)).isInstanceOf(GrammarException.class)
                .hasMessageContaining(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<", "<a", "<[1>", "<[]>", "<[x]>", "!", "!a", "<a\n>", "!!<a>"})
    void malformedTokens_areRefused(String token) {
        assertThatThrownBy(() -> Constraint.ofGrammar("root ::= " + token)).isInstanceOf(GrammarException.class);
    }

    @Test
    void accepts_withoutAVocabulary_isRefused() {
        Constraint constraint = Constraint.ofGrammar("root ::= <think>");
        assertThatThrownBy(() -> constraint.accepts("<think>")).isInstanceOf(GrammarException.class)
                .hasMessageContaining("vocabulary");
    }
}
