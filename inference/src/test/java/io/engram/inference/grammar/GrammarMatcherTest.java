package io.engram.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a matcher keeps is bounded, and what it answers does not depend on the bound. */
class GrammarMatcherTest {
    private static final String BRACKETS = "root ::= \"(\" root \")\" root | \"[\" root \"]\" root | \"\"";

    @Test
    void step_manyNestings_keepsAboutTheBoundAndAnswersAlike() {
        Grammar grammar = Grammar.ofGbnf(BRACKETS);
        GrammarMatcher bounded = new GrammarMatcher(grammar, 50, 200);
        GrammarMatcher roomy = new GrammarMatcher(grammar);
        Random random = new Random(4);
        for (int round = 0; round < 40; round++) {
            GrammarMatcher.State a = bounded.start();
            GrammarMatcher.State b = roomy.start();
            StringBuilder open = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                char c = open.isEmpty() || random.nextInt(5) > 1
                        ? "([".charAt(random.nextInt(2))
                        : open.charAt(open.length() - 1) == '(' ? ')' : ']';
                if (c == '(' || c == '[') {
                    open.append(c);
                } else {
                    open.setLength(open.length() - 1);
                }
                boolean wrong = random.nextInt(500) == 0;
                int next = wrong ? '}' : c;
                a = bounded.step(a, next);
                b = roomy.step(b, next);
                assertThat(a.complete()).isEqualTo(b.complete());
                assertThat(a.closed()).isEqualTo(b.closed());
                assertThat(bounded.kept()).isLessThan(400);
                if (wrong) {
                    assertThat(a.closed()).isTrue();
                    break;
                }
                assertThat(a.complete()).isEqualTo(open.isEmpty());
            }
        }
    }
}
