package io.engram.tensor.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.engram.tensor.layer.Activation;
import io.engram.tensor.layer.Linear;
import io.engram.tensor.layer.Losses;
import io.engram.tensor.layer.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AdamTest {
    @Test
    void step_first_movesByLearningRateAgainstGradientSign() {
        Parameter p = new Parameter("p", 2, false);
        p.gradient()[0] = 3;
        p.gradient()[1] = -0.001f;
        new Adam(List.of(p), Adam.Options.ofLearningRate(0.1f)).step();

        assertThat(p.value()[0]).isCloseTo(-0.1f, within(1e-6f));
        assertThat(p.value()[1]).isCloseTo(0.1f, within(1e-5f));
    }

    @Test
    void step_weightDecay_shrinksOnlyDecayedParameters() {
        Parameter weight = new Parameter("w", 1, true);
        Parameter bias = new Parameter("b", 1, false);
        weight.value()[0] = 1;
        bias.value()[0] = 1;
        new Adam(List.of(weight, bias), new Adam.Options(0.1f, 0.9f, 0.999f, 1e-8f, 0.5f)).step();

        assertThat(weight.value()[0]).isCloseTo(0.95f, within(1e-6f));
        assertThat(bias.value()[0]).isEqualTo(1);
    }

    @Test
    void byGlobalNorm_longGradient_isScaledToTheLimit() {
        Parameter a = new Parameter("a", 1, true);
        Parameter b = new Parameter("b", 1, true);
        a.gradient()[0] = 3;
        b.gradient()[0] = 4;

        assertThat(GradientClipping.byGlobalNorm(List.of(a, b), 1)).isCloseTo(5, within(1e-9));
        assertThat(a.gradient()[0]).isCloseTo(0.6f, within(1e-6f));
        assertThat(b.gradient()[0]).isCloseTo(0.8f, within(1e-6f));
    }

    @Test
    void options_badRate_namesTheValue() {
        assertThatThrownBy(() -> Adam.Options.ofLearningRate(-1)).hasMessageContaining("learningRate")
                .hasMessageContaining("-1.0");
    }

    @Test
    void training_xor_isLearned() {
        SplittableRandom random = new SplittableRandom(3);
        Linear hidden = new Linear("hidden", 2, 16, random);
        Linear output = new Linear("output", 16, 2, random);
        List<Parameter> all = new ArrayList<>(hidden.parameters());
        all.addAll(output.parameters());
        Adam adam = new Adam(all, Adam.Options.ofLearningRate(0.02f));
        float[] x = {-1, -1, -1, 1, 1, -1, 1, 1};
        int[] classes = {0, 1, 1, 0};
        float[] ones = new float[4];
        Arrays.fill(ones, 1);
        float[] h = new float[64];
        float[] a = new float[64];
        float[] logits = new float[8];
        double loss = 1;
        for (int i = 0; i < 300; i++) {
            Parameter.clearGradients(all);
            hidden.forward(x, 4, h);
            Activation.TANH.forward(h, a, 64);
            output.forward(a, 4, logits);
            loss = Losses.softmaxCrossEntropy(logits, classes, ones, 4, 2, logits);
            output.backward(a, logits, 4, a);
            Activation.TANH.backward(h, a, a, 64);
            hidden.backward(x, a, 4);
            GradientClipping.byGlobalNorm(all, 5);
            adam.step();
        }

        assertThat(loss).isLessThan(0.02);
    }
}
