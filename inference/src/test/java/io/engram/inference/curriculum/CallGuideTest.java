package io.engram.inference.curriculum;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.inference.TokenGuide;
import io.engram.inference.Tokenizer;
import io.engram.inference.layout.Prompt;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CallGuideTest {
    private final Tokenizer tokenizer = TinyVocabulary.tokenizer();
    private final String prompt = new Prompt(
            "Today: Monday 2026-01-05\nNotes: none\nTools:\n- table_stop(city: string, "
                    + "count: number): to stop a table\n- clock(): the present time")
            .user("Stop the table, 3 times.").open();

    @Test
    void call_ofAnOfferedTool_isFree() {
        assertThat(allowed("<tool_call>\n{\"name\": \"table_stop\", \"arguments\": {\"count\": 3}}\n</tool_call>"))
                .isTrue();
        assertThat(allowed("<tool_call>\n{\"name\": \"clock\", \"arguments\": {}}\n</tool_call>")).isTrue();
        assertThat(allowed("It is {\"name\": \"nothing\"}.")).isTrue();
    }

    @Test
    void call_ofAnotherToolOrArgument_isNot() {
        assertThat(allowed("<tool_call>\n{\"name\": \"table stop\", \"arguments\": {\"count\": 3}}\n</tool_call>"))
                .isFalse();
        assertThat(allowed("<tool_call>\n{\"name\": \"clock\", \"arguments\": {\"count\": 3}}\n</tool_call>"))
                .isFalse();
        assertThat(allowed("<tool_call>\n{\"name\": \"table_stop\", \"arguments\": {\"count\": \"x\"}}\n</tool_call>"))
                .isFalse();
    }

    /** Whether every token of a reply is one that may come. */
    private boolean allowed(String reply) {
        CallGuide guide = new CallGuide(tokenizer, prompt, TokenGuide.FREE);
        for (int id : tokenizer.encode(reply, true)) {
            float[] logits = new float[tokenizer.size()];
            Arrays.fill(logits, 1);
            if (Float.isInfinite(guide.mask(logits)[id])) {
                return false;
            }
            guide.accept(id);
        }
        return true;
    }
}
