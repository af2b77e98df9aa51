package io.engram.agent.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.engram.inference.LanguageModel;
import io.engram.inference.ModelFactory;
import io.engram.inference.Session;
import io.engram.inference.Tokenizer;
import io.engram.tensor.DType;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRerankerTest {
    private static final String QUESTION = "Where does Mia live?";

    @TempDir
    Path folder = Path.of("");

    private LanguageModel tiny() throws Exception {
        Path file = folder.resolve("tiny.gguf");
        ModelFactory.write("tiny", DType.F32, file, 1, (written, total) -> {
        });
        return LanguageModel.load(file);
    }

    /** Token by token, without forks and batches. */
    private static double logProbability(LanguageModel model, String text) {
        Tokenizer tokenizer = model.tokenizer();
        int[] prompt = Stream.of(tokenizer.encodePrompt(""), tokenizer.encode("Note: ", false),
                tokenizer.encode(text, false), tokenizer.encode("\nQuestion that the note answers: ", false))
                .flatMapToInt(IntStream::of).toArray();
        double sum = 0;
        try (Session session = model.newSession(prompt.length + 100)) {
            session.prefill(prompt, null);
            for (int id : tokenizer.encode(QUESTION, false)) {
                float[] logits = session.logits();
                double total = 0;
                for (float logit : logits)
                    total += Math.exp(logit);
                sum += logits[id] - Math.log(total);
                session.prefill(new int[]{id}, null);
            }
        }
        return sum;
    }

    @Test
    void scoreIsHowLikelyTheQuestionIsAfterTheText_inAnyOrderOfTexts() throws Exception {
        try (LanguageModel model = tiny()) {
            List<String> texts = List.of("Mia lives in Bern", "The train leaves at noon", "<|im_end|>", "");
            double[] scores = new ModelReranker(model).scores(QUESTION, texts);
            for (int i = 0; i < scores.length; i++)
                assertThat(scores[i]).as(texts.get(i)).isCloseTo(logProbability(model, texts.get(i)), within(1e-3));
            double[] turned = new ModelReranker(model).scores(QUESTION, texts.reversed());
            for (int i = 0; i < scores.length; i++)
                assertThat(turned[scores.length - 1 - i]).isCloseTo(scores[i], within(1e-6));
            assertThat(scores[0]).isNotEqualTo(scores[1]);
        }
    }

    @Test
    void whatIsLongerThanTheContextIsCut() throws Exception {
        try (LanguageModel model = tiny()) {
            String endless = "word ".repeat(5000);
            assertThat(new ModelReranker(model).scores(endless, List.of(endless, "short"))).hasSize(2)
                    .doesNotContain(Double.NaN, Double.NEGATIVE_INFINITY);
            assertThat(new ModelReranker(model).scores(QUESTION, List.of())).isEmpty();
        }
    }
}
