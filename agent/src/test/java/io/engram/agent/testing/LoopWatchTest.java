package io.engram.agent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LoopWatchTest {
    @RegisterExtension
    final LoopWatch watch = new LoopWatch();

    @Test
    void loopThatWaits_isSeen() throws Exception {
        Promise<Void> over = Promise.promise();
        watch.vertx().runOnContext(ignored -> {
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            over.complete();
        });
        LoopWatch.await(over.future());

        List<String> seen = watch.takeBlocked();
        assertThat(seen).isNotEmpty().first().asString().contains("LoopWatchTest");
    }

    @Test
    void loopThatDoesLittle_isNotSeen() throws Exception {
        for (int i = 0; i < 50; i++)
            LoopWatch.await(watch.vertx().timer(2));

        assertThat(watch.takeBlocked()).isEmpty();
    }
}
