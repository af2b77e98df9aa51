package io.engram.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Masks are what taking each token byte by byte says. */
class TokenMasksTest {
    @Test
    void allowed_randomVocabularies_areTheTokensThatCanBeTaken() {
        Random random = new Random(8);
        List<Grammar> grammars = List.of(Grammar.ofGbnf("root ::= \"a\" [b-d\u00e9]* (\"ab\" | \"c\" root)?"),
                Grammar.ofJsonSchema("{\"type\":\"array\",\"items\":{\"enum\":[\"ab\",1]},\"maxItems\":2}"),
                Grammar.ofGbnf("root ::= .{0,9}"));
        for (int round = 0; round < 60; round++) {
            List<byte[]> vocabulary = new ArrayList<>();
            for (int i = random.nextInt(200); i >= 0; i--) {
                StringBuilder token = new StringBuilder();
                for (int n = random.nextInt(5); n > 0; n--) {
                    token.append("abcd\u00e9[]\",1 ".charAt(random.nextInt(11)));
                }
                byte[] bytes = token.toString().getBytes(StandardCharsets.UTF_8);
                // Tokens may end within a character.
                vocabulary.add(random.nextInt(4) == 0 ? Arrays.copyOf(bytes, bytes.length / 2) : bytes);
            }
            GrammarMatcher matcher = new GrammarMatcher(grammars.get(round % grammars.size()));
            TokenMasks masks = new TokenMasks(matcher, new TokenOrder(vocabulary.size(), vocabulary::get));
            GrammarMatcher.State state = matcher.start();
            for (int step = 0; step < 8; step++) {
                BitSet expected = new BitSet();
                for (int id = 0; id < vocabulary.size(); id++) {
                    expected.set(id, vocabulary.get(id).length > 0 && alive(after(matcher, state, vocabulary.get(id))));
                }
                TokenMasks.Mask mask = masks.allowed(state);
                float[] logits = new float[vocabulary.size()];
                Arrays.fill(logits, 2);
                float[] masked = mask.apply(logits);
                for (int id = 0; id < vocabulary.size(); id++) {
                    assertThat(mask.allows(id)).as("token %d", id).isEqualTo(expected.get(id));
                    assertThat(masked[id]).isEqualTo(expected.get(id) ? 2 : Float.NEGATIVE_INFINITY);
                }
                if (expected.isEmpty()) {
                    break;
                }
                int[] allowed = expected.stream().toArray();
                state = after(matcher, state, vocabulary.get(allowed[random.nextInt(allowed.length)]));
            }
        }
    }

    private static boolean alive(GrammarMatcher.State state) {
        return state.complete() || !state.closed();
    }

    private static GrammarMatcher.State after(GrammarMatcher matcher, GrammarMatcher.State from, byte[] bytes) {
        GrammarMatcher.State state = from;
        for (byte b : bytes) {
            state = matcher.step(state, b & 0xff);
        }
        return state;
    }
}
