package io.engram.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.inference.TextEmbedding.Pooling;
import io.engram.inference.gguf.GgufFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingAndScoreTest {
    /** The hidden state after the final norm is what the output projection turns into logits. */
    @Test
    void lastPooling_timesTheOutputMatrix_givesTheLogits() throws IOException {
        int[] tokens = {3, 1, 4, 1, 5};
        try (LanguageModel model = load("olmoe-f32", 3);
                Session session = model.newSession(8);
                GgufFile file = GgufFile.open(Golden.model("olmoe-f32"))) {
            float[] vector = new TextEmbedding(model, Pooling.LAST, false).embed(tokens);
            session.prefill(tokens, null);
            float[] weights = file.tensor("output.weight").orElseThrow().floats();
            for (int id = 0; id < 320; id++) {
                double sum = 0;
                for (int i = 0; i < vector.length; i++) {
                    sum += (double) weights[id * vector.length + i] * vector[i];
                }
                assertThat(session.logits()[id]).isCloseTo((float) sum, Offset.offset(1e-4f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"olmoe-f32", "deepseek3-f32", "granitehybrid-f32", "qwen3next-f32"})
    void meanPooling_isTheMeanOfAllPrefixesLast_andNormalisedHasLengthOne(String name) throws IOException {
        int[] tokens = new Random(1).ints(11, 0, 320).toArray();
        try (LanguageModel model = load(name, 4)) {
            TextEmbedding last = new TextEmbedding(model, Pooling.LAST, false);
            float[] mean = new TextEmbedding(model, Pooling.MEAN, false).embed(tokens);
            float[] unit = new TextEmbedding(model, Pooling.MEAN, true).embed(tokens);
            double[] expected = new double[mean.length];
            for (int n = 1; n <= tokens.length; n++) {
                float[] one = last.embed(Arrays.copyOf(tokens, n));
                for (int i = 0; i < one.length; i++) {
                    expected[i] += one[i] / (double) tokens.length;
                }
            }
            double squares = 0;
            double product = 0;
            double length = 0;
            for (int i = 0; i < mean.length; i++) {
                assertThat(mean[i]).isCloseTo((float) expected[i], Offset.offset(1e-4f));
                squares += (double) unit[i] * unit[i];
                product += (double) unit[i] * mean[i];
                length += (double) mean[i] * mean[i];
            }
            assertThat(squares).isCloseTo(1, Offset.offset(1e-5));
            assertThat(product).isCloseTo(Math.sqrt(length), Offset.offset(1e-4));
            assertThatThrownBy(() -> last.embed(new int[0])).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> last.embed(new int[]{320})).hasMessageContaining("received 320");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"olmoe-f32", "gptoss-f32", "deepseek3-f32", "granitehybrid-f32", "qwen3next-f32"})
    void scores_areTheSumsOfAlonePrefills_andThePrefixIsComputedOnce(String name) throws IOException {
        Random random = new Random(2);
        int[] prompt = random.ints(9, 0, 320).toArray();
        List<int[]> continuations = new ArrayList<>();
        for (int n : new int[]{0, 1, 2, 5, 5, 30, 3}) {
            continuations.add(random.ints(n, 0, 320).toArray());
        }
        try (LanguageModel model = load(name, 16); Session session = model.newSession(64)) {
            session.prefill(prompt, null);
            List<ContinuationScorer.Score> scores = ContinuationScorer.score(session, continuations);
            assertThat(session.tokens()).containsExactly(prompt);
            assertThat(session.computedTokens()).isEqualTo(prompt.length);
            for (int i = 0; i < continuations.size(); i++) {
                double expected = 0;
                try (Session alone = model.newSession(64)) {
                    alone.prefill(prompt, null);
                    for (int id : continuations.get(i)) {
                        expected += alone.logits()[id] - Logits.logSum(alone.logits());
                        alone.accept(id);
                    }
                }
                assertThat(scores.get(i).logProbability()).isCloseTo(expected, Offset.offset(1e-3));
                assertThat(scores.get(i).perToken()).hasSameSizeAs(scores.get(i).tokens());
            }
            assertThatThrownBy(() -> ContinuationScorer.score(session, List.of(new int[]{-1})))
                    .hasMessageContaining("received -1");
            assertThatThrownBy(() -> ContinuationScorer.score(session, List.of(new int[57])))
                    .hasMessageContaining("at most 56");
        }
    }

    private static LanguageModel load(String name, int batch) throws IOException {
        return LanguageModel.load(Golden.model(name), new LoadOptions(1, batch));
    }
}
