package io.engram.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers with a recurrence give the same bits with any number of threads, however a text is cut into pieces. */
class RecurrentThreadsTest {
    private static final int TOKENS = 150;

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"granitehybrid-f32", "qwen3next-f32", "lfm2moe"})
    void anyNumberOfThreads_givesTheSameBits(String name) throws IOException {
        Path file = name.equals("lfm2moe") ? TinyModel.lfm2moe().write(folder) : Golden.model(name);
        Random random = new Random(4);
        int[] ids = random.ints(TOKENS, 0, 48).toArray();
        int[] cuts = {0, 1, 2, 70, 71, 72, 140, 141, 142, 143, TOKENS};
        float[][] expected = logits(file, 1, ids, cuts);
        for (int threads = 2; threads <= 4; threads++) {
            float[][] actual = logits(file, threads, ids, cuts);
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).as("%d threads, after token %d", threads, cuts[i + 1]).isEqualTo(expected[i]);
            }
        }
    }

    private static float[][] logits(Path file, int threads, int[] ids, int[] cuts) throws IOException {
        float[][] all = new float[cuts.length - 1][];
        try (LanguageModel model = LanguageModel.load(file, new LoadOptions(threads, 64));
                Session session = model.newSession(TOKENS)) {
            for (int i = 0; i + 1 < cuts.length; i++) {
                all[i] = session.continueWith(Arrays.copyOf(ids, cuts[i + 1])) >= 0 ? session.logits().clone() : null;
            }
        }
        return all;
    }
}
