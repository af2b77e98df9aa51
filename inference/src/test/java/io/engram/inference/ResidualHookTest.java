package io.engram.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.inference.TextEmbedding.Pooling;
import io.engram.inference.gguf.GgufFile;
import io.engram.inference.transformer.ResidualHook;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResidualHookTest {
    private static final int[] PROMPT = {7, 3, 9, 1};

    @ParameterizedTest
    @ValueSource(strings = {"olmoe-f32", "gptoss-f32", "deepseek3-f32", "granitehybrid-f32", "qwen3next-f32"})
    void addingZero_changesNoBit(String name) throws IOException {
        try (LanguageModel model = load(name)) {
            ResidualHook zero = (layer, position, residual, offset, length) -> {
                for (int i = 0; i < length; i++) {
                    residual[offset + i] += 0;
                }
            };
            assertThat(logits(model, zero)).containsExactly(logits(model, null));
        }
    }

    /** Layers and positions come in order; what is read after the last layer, normed, is the hidden state. */
    @Test
    void reading_givesWhatComesNext() throws IOException {
        try (LanguageModel model = load("olmoe-f32"); GgufFile file = GgufFile.open(Golden.model("olmoe-f32"))) {
            List<String> calls = new ArrayList<>();
            List<float[]> last = new ArrayList<>();
            int top = model.info().layers() - 1;
            logits(model, (layer, position, residual, offset, length) -> {
                calls.add(layer + ":" + position);
                if (layer == top && position == PROMPT.length - 1) {
                    last.add(Arrays.copyOfRange(residual, offset, offset + length));
                }
            });
            List<String> expected = new ArrayList<>();
            for (int layer = 0; layer <= top; layer++) {
                for (int position = 0; position < PROMPT.length; position++) {
                    expected.add(layer + ":" + position);
                }
            }
            assertThat(calls).isEqualTo(expected);
            float[] hidden = new TextEmbedding(model, Pooling.LAST, false).embed(PROMPT);
            float[] byHand = norm(file, last.getFirst());
            for (int i = 0; i < hidden.length; i++) {
                assertThat(hidden[i]).isCloseTo(byHand[i], Offset.offset(1e-5f));
            }
        }
    }

    /** A vector added after the last layer moves the logits by what norm and output matrix make of it. */
    @Test
    void adding_movesLogitsAsComputedByHand() throws IOException {
        try (LanguageModel model = load("olmoe-f32"); GgufFile file = GgufFile.open(Golden.model("olmoe-f32"))) {
            int e = model.info().embeddingLength();
            int top = model.info().layers() - 1;
            Random random = new Random(3);
            float[] vector = new float[e];
            for (int i = 0; i < e; i++) {
                vector[i] = (float) random.nextGaussian();
            }
            List<float[]> steered = new ArrayList<>();
            float[] logits = logits(model, (layer, position, residual, offset, length) -> {
                if (layer == top) {
                    for (int i = 0; i < length; i++) {
                        residual[offset + i] += vector[i];
                    }
                    steered.add(Arrays.copyOfRange(residual, offset, offset + length));
                }
            });
            float[] hidden = norm(file, steered.getLast());
            float[] weights = file.tensor("output.weight").orElseThrow().floats();
            float[] plain = logits(model, null);
            double moved = 0;
            for (int id = 0; id < logits.length; id++) {
                double sum = 0;
                for (int i = 0; i < e; i++) {
                    sum += (double) weights[id * e + i] * hidden[i];
                }
                assertThat(logits[id]).isCloseTo((float) sum, Offset.offset(1e-4f));
                moved = Math.max(moved, Math.abs(logits[id] - plain[id]));
            }
            assertThat(moved).isGreaterThan(0.1);
        }
    }

    /** A vector added after layer 0 changes what later layers and positions see, also in decode steps. */
    @Test
    void adding_worksInPrefillAndDecodeAlike() throws IOException {
        try (LanguageModel model = load("granitehybrid-f32")) {
            ResidualHook add = (layer, position, residual, offset, length) -> {
                if (layer == 0) {
                    residual[offset] += 0.5f;
                }
            };
            float[] prefilled = logits(model, add);
            try (Session session = model.newSession(SessionOptions.of(8).withHook(add))) {
                for (int token : PROMPT) {
                    session.accept(token);
                }
                for (int i = 0; i < prefilled.length; i++) {
                    assertThat(session.logits()[i]).isCloseTo(prefilled[i], Offset.offset(1e-4f));
                }
            }
            assertThat(prefilled).isNotEqualTo(logits(model, null));
        }
    }

    private static float[] logits(LanguageModel model, @org.jspecify.annotations.Nullable ResidualHook hook) {
        SessionOptions options = SessionOptions.of(8);
        try (Session session = model.newSession(hook == null ? options : options.withHook(hook))) {
            session.prefill(PROMPT, null);
            return session.logits();
        }
    }

    private static float[] norm(GgufFile file, float[] x) throws IOException {
        float[] weight = file.tensor("output_norm.weight").orElseThrow().floats();
        double squares = 0;
        for (float v : x) {
            squares += (double) v * v;
        }
        float epsilon = file.metadata().number("olmoe.attention.layer_norm_rms_epsilon", 1e-5f);
        double scale = 1 / Math.sqrt(squares / x.length + epsilon);
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) (x[i] * scale * weight[i]);
        }
        return y;
    }

    private static LanguageModel load(String name) throws IOException {
        return LanguageModel.load(Golden.model(name), LoadOptions.defaults().withThreads(1));
    }
}
