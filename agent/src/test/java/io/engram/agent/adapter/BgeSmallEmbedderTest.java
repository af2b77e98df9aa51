package io.engram.agent.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BgeSmallEmbedderTest {
    private static BgeSmallEmbedder embedder;

    @BeforeAll
    static void open() {
        embedder = BgeSmallEmbedder.open();
    }

    @AfterAll
    static void close() {
        embedder.close();
    }

    @Test
    void vectors_haveTheirLengthAndAreUnit() {
        for (String text : List.of("a", "The key lies under the mat.", "Ein Schlüssel, 鍵, 🔑", "word ".repeat(2000))) {
            float[] vector = embedder.embedDocument(text);
            assertThat(vector).hasSize(384);
            assertThat(dot(vector, vector)).isCloseTo(1.0, within(1e-4));
        }
    }

    @Test
    void question_isNearestToThePassageThatAnswersIt() {
        List<String> passages = List.of("The spare key lies under the flower pot next to the door.",
                "Bread is baked from flour, water, salt and yeast.",
                "The train to Vienna leaves at seven in the morning.");

        assertThat(nearest("Where can I find something to unlock the house?", passages)).isEqualTo(0);
        assertThat(nearest("How do I make a loaf?", passages)).isEqualTo(1);
        assertThat(nearest("When do I have to be at the station?", passages)).isEqualTo(2);
    }

    @Test
    void instruction_isPutInFrontOfQuestionsOnly() {
        String text = "where is the key";

        assertThat(embedder.embedQuery(text)).isEqualTo(
                embedder.embedDocument("Represent this sentence for searching relevant passages: " + text));
        assertThat(embedder.embedQuery(text)).isNotEqualTo(embedder.embedDocument(text));
    }

    @Test
    void equalTexts_fromSeveralThreads_haveEqualVectors() throws Exception {
        float[] expected = embedder.embedDocument("the same words");
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Callable<float[]>> calls = IntStream.range(0, 16)
                    .<Callable<float[]>>mapToObj(i -> () -> embedder.embedDocument("the same words")).toList();
            for (var future : pool.invokeAll(calls))
                assertThat(future.get()).isEqualTo(expected);
        }
    }

    @Test
    void closedEmbedder_refusesAndMayBeClosedAgain() {
        BgeSmallEmbedder other = BgeSmallEmbedder.open();
        other.close();
        other.close();

        assertThatThrownBy(() -> other.embedDocument("text")).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void blankText_isRefused() {
        assertThatThrownBy(() -> embedder.embedDocument(" \n")).isInstanceOf(IllegalArgumentException.class);
    }

    private static int nearest(String question, List<String> passages) {
        float[] query = embedder.embedQuery(question);
        return IntStream.range(0, passages.size()).boxed()
                .max((a, b) -> Double.compare(dot(query, embedder.embedDocument(passages.get(a))),
                        dot(query, embedder.embedDocument(passages.get(b)))))
                .orElseThrow();
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
