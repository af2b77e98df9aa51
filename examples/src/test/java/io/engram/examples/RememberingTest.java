package io.engram.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.agent.Answer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RememberingTest {
    @Test
    void agent_startedAgain_answersFromWhatItWasTold(@TempDir Path folder) throws Exception {
        Answer answer = Remembering.run(folder).toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);

        assertThat(answer.origin()).isEqualTo(Answer.Origin.RECALLED);
        assertThat(answer.text()).startsWith("The spare key lies under the flower pot.");
        assertThat(answer.memories()).first().satisfies(m -> assertThat(m.provenance().writer()).isEqualTo("Ada"));
    }
}
