package io.engram.worldmodel.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.engram.tensor.layer.Parameter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MlpTest {
    private static final int BATCH = 5;
    private final SplittableRandom random = new SplittableRandom(3);
    private final Mlp net = new Mlp("net", 3, 8, 2, 1e-3f, random);
    private final float[] x = numbers(BATCH * 3);
    private final float[] weights = numbers(BATCH * 2);

    private float[] numbers(int n) {
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++)
            numbers[i] = (float) random.nextDouble(-1, 1);
        return numbers;
    }

    private double loss() {
        float[] y = new float[BATCH * 2];
        net.forward(x, BATCH, y);
        double sum = 0;
        for (int i = 0; i < y.length; i++)
            sum += y[i] * weights[i];
        return sum;
    }

    @Test
    void gradients_agreeWithFiniteDifferences() {
        loss();
        net.backward(x, weights, BATCH);

        for (Parameter p : net.parameters())
            for (int i = 0; i < p.size(); i += Math.max(1, p.size() / 7)) {
                float before = p.value()[i];
                float h = 1e-2f;
                p.value()[i] = before + h;
                double up = loss();
                p.value()[i] = before - h;
                double down = loss();
                p.value()[i] = before;
                assertThat((up - down) / (2 * h)).as(p.name() + "[" + i + "]").isCloseTo(p.gradient()[i],
                        within(2e-3));
            }
    }

    @Test
    void tanh_isWithinTenThousandth() {
        for (float v = -8; v < 8; v += 0.037f) {
            float[] one = {v};
            Mlp.tanh(one, 1);
            assertThat(one[0]).isCloseTo((float) Math.tanh(v), within(1.5e-4f));
        }
    }

    @Test
    void rewrittenInputsAndOutputs_computeTheSame() {
        float[] before = new float[BATCH * 2];
        net.forward(x, BATCH, before);
        net.inputWritten(1, 0.3f, 2.5f);
        net.outputWritten(0, 0.7f, 4);
        for (int b = 0; b < BATCH; b++)
            x[b * 3 + 1] = (x[b * 3 + 1] - 0.3f) / 2.5f;
        float[] after = new float[BATCH * 2];
        net.forward(x, BATCH, after);

        for (int b = 0; b < BATCH; b++) {
            assertThat(after[2 * b] * 4 + 0.7f).isCloseTo(before[2 * b], within(1e-4f));
            assertThat(after[2 * b + 1]).isCloseTo(before[2 * b + 1], within(1e-4f));
        }
    }

    @Test
    void gradientThatIsNotFinite_changesNothing() {
        float[] before = net.parameters().getFirst().value().clone();
        net.parameters().getFirst().gradient()[0] = Float.NaN;

        net.step(1e-3f);

        assertThat(net.parameters().getFirst().value()).isEqualTo(before);
        assertThat(net.parameters().getFirst().gradient()[0]).isZero();
    }
}
