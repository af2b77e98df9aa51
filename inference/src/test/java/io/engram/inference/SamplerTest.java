package io.engram.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
    @Test
    void sample_greedy_isTheLargest() {
        assertThat(new Sampler(SamplingOptions.greedy()).sample(new float[]{1, 3, 3, 2})).isEqualTo(1);
    }

    @Test
    void sample_sameSeed_sameTokens() {
        float[] logits = random(new Random(1), 100);
        assertThat(draw(new SamplingOptions(1, 0, 1, 0, 5), logits, 50))
                .isEqualTo(draw(new SamplingOptions(1, 0, 1, 0, 5), logits, 50))
                .isNotEqualTo(draw(new SamplingOptions(1, 0, 1, 0, 6), logits, 50));
    }

    @Test
    void sample_withFilters_drawsOnlyWhatAPlainImplementationKeeps() {
        Random random = new Random(2);
        for (int i = 0; i < 200; i++) {
            float[] logits = random(random, 2 + random.nextInt(60));
            SamplingOptions options = new SamplingOptions(0.3f + random.nextFloat() * 2, random.nextInt(10),
                    random.nextInt(3) == 0 ? 1 : 0.1f + 0.9f * random.nextFloat(),
                    random.nextBoolean() ? 0 : random.nextFloat(), i);
            Set<Integer> drawn = new HashSet<>(draw(options, logits, 100));
            assertThat(kept(logits, options)).as("%s", options).containsAll(drawn);
        }
    }

    @Test
    void sample_plainTemperature_hasTheSoftmaxFrequencies() {
        float[] logits = {0, 1, 2};
        List<Integer> drawn = draw(new SamplingOptions(0.5f, 0, 1, 0, 9), logits, 20_000);
        double sum = IntStream.range(0, 3).mapToDouble(i -> Math.exp(logits[i] / 0.5)).sum();
        for (int i = 0; i < 3; i++) {
            int id = i;
            double share = drawn.stream().filter(d -> d == id).count() / 20_000.0;
            assertThat(share).isBetween(Math.exp(logits[i] / 0.5) / sum - 0.01, Math.exp(logits[i] / 0.5) / sum + 0.01);
        }
    }

    @Test
    void sample_maskedTokens_areNeverDrawn() {
        float[] logits = {Float.NEGATIVE_INFINITY, 0, Float.NEGATIVE_INFINITY, 0.1f};
        assertThat(draw(new SamplingOptions(5, 0, 1, 0, 1), logits, 500)).containsOnly(1, 3);
        float[] none = {Float.NEGATIVE_INFINITY};
        assertThatThrownBy(() -> new Sampler(SamplingOptions.greedy()).sample(none))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("finite");
    }

    @Test
    void largest_ofRandomValues_isASortedPrefix() {
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            float[] x = random(random, 1 + random.nextInt(50));
            for (int j = 0; j < x.length; j++) {
                x[j] = random.nextInt(4) == 0 ? Math.round(x[j]) : x[j];
            }
            int n = random.nextInt(x.length + 1);
            int[] expected = IntStream.range(0, x.length).boxed()
                    .sorted(Comparator.<Integer>comparingDouble(id -> -(x[id] + 0.0f)).thenComparingInt(id -> id))
                    .limit(n)
                    .mapToInt(Integer::intValue).toArray();
            assertThat(Logits.largest(x, n)).containsExactly(expected);
        }
    }

    private static List<Integer> draw(SamplingOptions options, float[] logits, int n) {
        Sampler sampler = new Sampler(options);
        List<Integer> drawn = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            drawn.add(sampler.sample(logits));
        }
        return drawn;
    }

    private static Set<Integer> kept(float[] logits, SamplingOptions options) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, logits.length).boxed()
                .sorted(Comparator.<Integer>comparingDouble(id -> -logits[id])).toList());
        double best = logits[order.getFirst()];
        if (options.topK() > 0 && options.topK() < order.size()) {
            order = order.subList(0, options.topK());
        }
        order = order.stream().filter(id -> Math.exp(logits[id] - best) >= options.minP() - 1e-6).toList();
        double sum = order.stream().mapToDouble(id -> Math.exp(logits[id] - best)).sum();
        Set<Integer> kept = new HashSet<>();
        double mass = 0;
        for (int id : order) {
            kept.add(id);
            mass += Math.exp(logits[id] - best);
            if (mass >= options.topP() * sum + 1e-6) {
                break;
            }
        }
        return kept;
    }

    private static float[] random(Random random, int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian() * 2;
        }
        return Arrays.copyOf(x, n);
    }
}
