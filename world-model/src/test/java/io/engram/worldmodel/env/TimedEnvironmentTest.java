package io.engram.worldmodel.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.worldmodel.Environment;
import io.engram.worldmodel.EnvironmentException;
import io.engram.worldmodel.Reset;
import io.engram.worldmodel.Step;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimedEnvironmentTest {
    /** Cliff walking that waits for a latch before its second step, whatever happens to its thread. */
    private static final class Stuck extends Wrapper {
        private final CountDownLatch latch;
        private int steps;
        volatile boolean interrupted;
        volatile boolean closed;

        Stuck(CountDownLatch latch) {
            super(new TabularEnvironment(ToyText.cliffWalking()));
            this.latch = latch;
        }

        @Override
        public Step step(int action) {
            while (steps == 1 && latch.getCount() > 0) {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            steps++;
            return super.step(action);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void anEnvironmentThatAnswers_isPassedOn() {
        Environment plain = new TabularEnvironment(ToyText.cliffWalking());
        Stuck inner = new Stuck(new CountDownLatch(0));
        try (Environment timed = new TimedEnvironment(inner, Duration.ofMinutes(1))) {
            Reset expected = plain.reset(OptionalLong.of(3));
            assertThat(timed.reset(OptionalLong.of(3))).isEqualTo(expected);
            assertThat(timed.step(0)).isEqualTo(plain.step(0));
            assertThat(timed.render()).isEqualTo(plain.render());
        }
        assertThat(inner.closed).isTrue();
    }

    @Test
    void whatItThrows_isPassedOnAndDoesNotEndIt() {
        try (Environment timed = new TimedEnvironment(new TabularEnvironment(ToyText.cliffWalking()),
                Duration.ofMinutes(1))) {
            assertThatThrownBy(() -> timed.step(0)).isInstanceOf(EnvironmentException.class)
                    .hasMessageStartingWith("CliffWalking").hasMessageNotContaining("an answer");
            timed.reset(OptionalLong.of(1));
            assertThat(timed.step(0).done()).isFalse();
        }
    }

    @Test
    void oneThatNeverAnswers_isGivenUp() throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        Stuck inner = new Stuck(latch);
        Environment timed = new TimedEnvironment(inner, Duration.ofMillis(200));
        timed.reset(OptionalLong.of(1));
        timed.step(0);
        assertThatThrownBy(() -> timed.step(0)).isInstanceOf(EnvironmentException.class)
                .hasMessage(inner.spec().id() + ": step: expected an answer within 200 ms, received none");
        assertThatThrownBy(() -> timed.step(0)).isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("given up");
        timed.close();
        while (!inner.interrupted) {
            Thread.sleep(1);
        }
        assertThat(inner.closed).isFalse();
        latch.countDown();
    }

    @Test
    void rulesThatAreKnown_areSeenThroughIt() {
        Environment inner = new TabularEnvironment(ToyText.cliffWalking());
        try (Environment guarded = new GuardedEnvironment(new TimedEnvironment(inner, Duration.ofMinutes(1)))) {
            assertThat(KnownRules.of(guarded)).isPresent();
        }
    }

    @Test
    void aLimitOfNothing_isRefused() {
        Environment inner = new TabularEnvironment(ToyText.cliffWalking());
        assertThatThrownBy(() -> new TimedEnvironment(inner, Duration.ZERO)).hasMessageContaining("more than zero");
    }
}
