package io.engram.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Models whose keys and values are kept in other forms than as they are. */
class KvTypeTest {
    @SuppressWarnings("NullAway.Init") // set by JUnit
    @TempDir
    Path directory;

    /**
     * Largest differences over the whole vocabulary. Latent attention takes the most from rounding: all heads read the one
     * latent vector.
     */
    @ParameterizedTest
    @CsvSource({"olmoe-f32, F16, 0.01", "gptoss-f32, F16, 0.01", "deepseek3-f32, F16, 0.01", "olmoe-f32, Q8, 0.15",
            "gptoss-f32, Q8, 0.15", "deepseek3-f32, Q8, 0.9"})
    void logProbabilities_areNearTheExactOnes(String name, KvType type, double bound) throws IOException {
        int[] prompt = Golden.run(name).prompt();
        float[] exact = logProbabilities(name, KvType.F32, prompt);
        float[] rounded = logProbabilities(name, type, prompt);
        double worst = 0;
        for (int i = 0; i < exact.length; i++) {
            worst = Math.max(worst, Math.abs(exact[i] - rounded[i]));
        }
        assertThat(worst).isBetween(1e-7, bound);
    }

    private static float[] logProbabilities(String name, KvType type, int[] prompt) throws IOException {
        try (LanguageModel model = load(name, type); Session session = model.newSession(64)) {
            session.prefill(prompt, null);
            float[] logits = session.logits().clone();
            double total = Logits.logSum(logits);
            for (int i = 0; i < logits.length; i++) {
                logits[i] -= (float) total;
            }
            return logits;
        }
    }

    @ParameterizedTest
    @EnumSource
    void restore_goesOnBitByBit(KvType type) throws IOException {
        Path file = directory.resolve("session");
        try (LanguageModel model = load("gptoss-f32", type); Session session = model.newSession(128)) {
            session.prefill(new int[50], null);
            session.save(file);
            Session restored = model.restoreSession(file);
            for (int i = 0; i < 40; i++) {
                int next = Logits.argMax(session.logits());
                session.accept(next);
                restored.accept(next);
                assertThat(restored.logits()).containsExactly(session.logits());
            }
        }
    }

    @Test
    void restore_underAnotherType_isRefused() throws IOException {
        Path file = directory.resolve("session");
        try (LanguageModel exact = load("olmoe-f32", KvType.F32);
                LanguageModel rounded = load("olmoe-f32", KvType.Q8);
                Session session = exact.newSession(32)) {
            session.prefill(new int[]{5, 6, 7}, null);
            session.save(file);
            assertThatThrownBy(() -> rounded.restoreSession(file)).isInstanceOf(SessionFormatException.class)
                    .hasMessageContaining("state");
        }
    }

    private static LanguageModel load(String name, KvType type) throws IOException {
        return LanguageModel.load(Golden.model(name), LoadOptions.defaults().withThreads(1).withKv(type));
    }
}
