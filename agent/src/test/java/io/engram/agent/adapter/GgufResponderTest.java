package io.engram.agent.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.agent.spi.Responder.Reply;
import io.engram.agent.spi.Responder.Request;
import io.engram.inference.ModelFactory;
import io.engram.tensor.DType;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a model of random weights: what it says means nothing, but everything around it is real. */
class GgufResponderTest {
    @TempDir
    static Path folder = Path.of("");
    private static GgufResponder responder;

    @BeforeAll
    static void load() throws Exception {
        Path file = folder.resolve("tiny.gguf");
        ModelFactory.write("tiny", DType.F32, file, 1, (written, total) -> {
        });
        responder = GgufResponder.load(file);
    }

    @AfterAll
    static void close() {
        responder.close();
    }

    private static Request request(List<String> memories, String question, long seed) {
        return new Request("ada", memories, "Bo", question, 20, seed);
    }

    @Test
    void sameSeed_sameReply() {
        Request request = request(List.of("the key is red"), "which key", 5);

        Reply reply = responder.reply(request);

        assertThat(responder.reply(request)).isEqualTo(reply);
        assertThat(reply.tokens()).isBetween(1, 20);
        assertThat(reply.promptTokens()).isGreaterThan(20);
    }

    @Test
    void memoriesBeyondTheContext_areLeftOutFromTheEnd() {
        Reply few = responder.reply(request(Collections.nCopies(2, "the key is red"), "which key", 5));
        Reply many = responder.reply(request(Collections.nCopies(500, "the key is red"), "which key", 5));

        assertThat(many.promptTokens()).isGreaterThan(few.promptTokens()).isLessThanOrEqualTo(512 - 20);
    }

    @Test
    void questionBeyondTheContext_isRefused() {
        assertThatThrownBy(() -> responder.reply(request(List.of(), "which key ".repeat(500), 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("question: expected at most 492 tokens");
    }
}
