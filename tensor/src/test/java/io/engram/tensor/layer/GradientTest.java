package io.engram.tensor.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.engram.tensor.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every gradient against central finite differences of a random linear functional of the output. */
class GradientTest {
    private static final int BATCH = 5;
    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void linear_gradients_matchFiniteDifferences() {
        Linear layer = new Linear("l", 7, 19, random);
        float[] x = normal(BATCH * 7);
        float[] probe = normal(BATCH * 19);
        float[] dx = new float[x.length];
        layer.backward(x, probe, BATCH, dx);

        ToDoubleFunction<float[]> loss = in -> {
            float[] y = new float[BATCH * 19];
            layer.forward(in, BATCH, y);
            return inner(y, probe);
        };
        assertGradient("x", x, dx, () -> loss.applyAsDouble(x));
        assertParameters(layer.parameters(), () -> loss.applyAsDouble(x));
    }

    @Test
    void layerNorm_gradients_matchFiniteDifferences() {
        LayerNorm layer = new LayerNorm("n", 13, 1e-5f);
        for (Parameter p : layer.parameters()) {
            System.arraycopy(normal(13), 0, p.value(), 0, 13);
        }
        float[] x = normal(BATCH * 13);
        float[] probe = normal(BATCH * 13);
        float[] dx = new float[x.length];
        layer.backward(x, probe, BATCH, dx);

        Loss loss = () -> {
            float[] y = new float[BATCH * 13];
            layer.forward(x, BATCH, y);
            return inner(y, probe);
        };
        assertGradient("x", x, dx, loss);
        assertParameters(layer.parameters(), loss);
    }

    @Test
    void rmsNorm_gradients_matchFiniteDifferences() {
        Parameter gain = new Parameter("gain", 13, false);
        System.arraycopy(normal(13), 0, gain.value(), 0, 13);
        RmsNorm layer = new RmsNorm(gain, 1e-5f);
        float[] x = normal(BATCH * 13);
        float[] probe = normal(BATCH * 13);
        float[] dx = new float[x.length];
        layer.backward(x, probe, BATCH, dx);

        Loss loss = () -> {
            float[] y = new float[BATCH * 13];
            layer.forward(x, BATCH, y);
            return inner(y, probe);
        };
        assertGradient("x", x, dx, loss);
        assertParameters(layer.parameters(), loss);
    }

    @Test
    void embedding_gradients_matchFiniteDifferences() {
        Embedding layer = new Embedding("e", 4, 6, 1, random);
        int[] ids = {3, 1, 3, 0, 3};
        float[] probe = normal(BATCH * 6);
        layer.backward(ids, probe, BATCH);

        assertParameters(layer.parameters(), () -> {
            float[] y = new float[BATCH * 6];
            layer.forward(ids, BATCH, y);
            return inner(y, probe);
        });
    }

    @ParameterizedTest
    @EnumSource
    void activation_gradient_matchesFiniteDifferences(Activation activation) {
        float[] x = normal(41);
        for (int i = 0; i < x.length; i++) {
            x[i] += Math.signum(x[i]) * 0.02f; // keeps away from the corner of relu
        }
        float[] probe = normal(41);
        float[] dx = new float[41];
        activation.backward(x, probe, dx, 41);

        assertGradient("x", x, dx, () -> {
            float[] y = new float[41];
            activation.forward(x, y, 41);
            return inner(y, probe);
        });
    }

    @Test
    void softmaxCrossEntropy_classTargets_gradientMatchesFiniteDifferences() {
        float[] logits = normal(BATCH * 9);
        int[] targets = {0, 8, 4, 4, 2};
        float[] weights = {1, 0.5f, 2, 0, 1};
        float[] d = new float[logits.length];
        Losses.softmaxCrossEntropy(logits, targets, weights, BATCH, 9, d);

        assertGradient("logits", logits, d,
                () -> Losses.softmaxCrossEntropy(logits, targets, weights, BATCH, 9, new float[logits.length]));
    }

    @Test
    void softmaxCrossEntropy_distributions_gradientMatchesFiniteDifferences() {
        float[] logits = normal(BATCH * 6);
        float[] targets = new float[logits.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = i % 6 / 15f;
        }
        float[] weights = {1, 0.5f, 2, 0, 1};
        float[] d = new float[logits.length];
        Losses.softmaxCrossEntropy(logits, targets, weights, BATCH, 6, d);

        assertGradient("logits", logits, d,
                () -> Losses.softmaxCrossEntropy(logits, targets, weights, BATCH, 6, new float[logits.length]));
    }

    @Test
    void meanSquaredError_gradient_matchesFiniteDifferences() {
        float[] y = normal(BATCH * 3);
        float[] targets = normal(BATCH * 3);
        float[] weights = {1, 0.5f, 2, 0, 1};
        float[] d = new float[y.length];
        Losses.meanSquaredError(y, targets, weights, BATCH, 3, d);

        assertGradient("y", y, d,
                () -> Losses.meanSquaredError(y, targets, weights, BATCH, 3, new float[y.length]));
    }

    @Test
    void binaryCrossEntropy_gradientMatchesFiniteDifferences() {
        float[] logits = normal(BATCH);
        float[] targets = {0, 1, 0.3f, 1, 0};
        float[] weights = {1, 0.5f, 2, 0, 1};
        float[] d = new float[BATCH];
        Losses.binaryCrossEntropy(logits, targets, weights, BATCH, d);

        assertGradient("logits", logits, d,
                () -> Losses.binaryCrossEntropy(logits, targets, weights, BATCH, new float[BATCH]));
    }

    @Test
    void cosineDistance_gradientMatchesFiniteDifferences() {
        float[] y = normal(BATCH * 6);
        float[] targets = normal(BATCH * 6);
        float[] weights = {1, 0.5f, 2, 0, 1};
        float[] d = new float[y.length];
        double loss = Losses.cosineDistance(y, targets, weights, BATCH, 6, d);

        assertThat(loss).isBetween(0.0, 2.0);
        assertThat(Losses.cosineDistance(targets, targets, weights, BATCH, 6, new float[y.length]))
                .isCloseTo(0, within(1e-6));
        assertGradient("y", y, d,
                () -> Losses.cosineDistance(y, targets, weights, BATCH, 6, new float[y.length]));
    }

    @Test
    void convolution_gradients_matchFiniteDifferences() {
        assertPart(new Convolution("c", 3, 4, 2, 3, 1, random));
    }

    @Test
    void convolution_seesTheNineCellsAroundAndZerosBeyondTheEdge() {
        Convolution sum = new Convolution("c", 3, 3, 1, 1, 1, random);
        Arrays.fill(sum.parameters().getFirst().value(), 1);

        assertThat(Arrays.copyOf(sum.use().forward(new float[]{1, 2, 3, 4, 5, 6, 7, 8, 9}, 1), 9)).containsExactly(12,
                21, 16, 27, 45, 33, 24, 39, 28);
    }

    @Test
    void gru_gradients_matchFiniteDifferences() {
        assertPart(new Gru("g", 3, 4, 5, random));
    }

    /** One unit whose update gate lets half of the old state stand and whose candidate is the newest number. */
    @Test
    void gru_takesTheWindowInFromTheOldestOn() {
        Gru gru = new Gru("g", 1, 2, 1, random);
        gru.parameters().forEach(p -> Arrays.fill(p.value(), 0));
        gru.parameters().get(2).value()[0] = 1;

        float newest = (float) Math.tanh(3);
        float oldest = (float) Math.tanh(0.5);
        assertThat(gru.use().forward(new float[]{3, 0.5f}, 1)[0]).isCloseTo(0.25f * oldest + 0.5f * newest,
                within(1e-6f));
    }

    @Test
    void chainWithResidualPath_gradients_matchFiniteDifferences() {
        Part inner = new Chain(Part.of(new Linear("a", 7, 8, random)), Part.of(new LayerNorm("n", 8, 1e-5f), 8),
                Part.of(Activation.SILU, 8), Part.of(new Linear("b", 8, 5, random)));
        assertPart(new Chain(new Residual(inner), Part.of(Activation.TANH, 5)));
    }

    @Test
    void chain_partsThatDoNotMeet_areRefused() {
        Part narrow = Part.of(new Linear("a", 3, 2, random));

        assertThatThrownBy(() -> new Chain(narrow, narrow)).isInstanceOf(ShapeException.class)
                .hasMessageContaining("expected part 1 to take 2 numbers, received one that takes 3");
        assertThatThrownBy(() -> new Residual(Part.of(new Linear("a", 2, 3, random))))
                .isInstanceOf(ShapeException.class);
    }

    private void assertPart(Part part) {
        float[] x = normal(BATCH * part.in());
        float[] probe = normal(BATCH * part.out());
        Part.Use use = part.use();
        use.forward(x, BATCH);
        float[] dx = use.backward(probe);

        Loss loss = () -> inner(part.use().forward(x, BATCH), probe);
        assertGradient("x", x, dx, loss);
        assertParameters(part.parameters(), loss);
    }

    @Test
    void backward_calledTwice_addsGradients() {
        Linear layer = new Linear("l", 3, 2, random);
        float[] x = normal(6);
        float[] dy = normal(4);
        layer.backward(x, dy, 2);
        float[] once = layer.parameters().getFirst().gradient().clone();
        layer.backward(x, dy, 2);

        for (int i = 0; i < once.length; i++) {
            assertThat(layer.parameters().getFirst().gradient()[i]).isCloseTo(2 * once[i], within(1e-5f));
        }
    }

    private interface Loss {
        double at();
    }

    private static void assertParameters(List<Parameter> parameters, Loss loss) {
        for (Parameter p : parameters) {
            assertGradient(p.name(), p.value(), p.gradient(), loss);
        }
    }

    private static void assertGradient(String name, float[] at, float[] gradient, Loss loss) {
        float h = 1e-2f;
        for (int i = 0; i < at.length; i++) {
            float kept = at[i];
            at[i] = kept + h;
            double up = loss.at();
            at[i] = kept - h;
            double down = loss.at();
            at[i] = kept;
            double expected = (up - down) / (2 * h);
            assertThat((double) gradient[i]).as("%s[%d]", name, i).isCloseTo(expected,
                    within(2e-3 + 5e-3 * Math.abs(expected)));
        }
    }

    private static double inner(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < b.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private float[] normal(int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }
}
