package io.engram.inference.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.tensor.kernel.Kernels;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rows shared out over threads are the rows computed one after the other, bit by bit. */
class RecurrenceTest {
    private static final Recurrence.Step LEAKY = (row, t, memory, at) -> {
        float sum = 0;
        for (int s = at; s < at + 3; s++) {
            memory[s] = memory[s] * 0.9f + (row + 1) / (t + 1.7f);
            sum += memory[s] * (s - at + 1);
        }
        return sum;
    };

    @Test
    void run_randomShapes_sameBitsAsOneThread() {
        Random random = new Random(6);
        for (int threads = 1; threads <= 4; threads++) {
            try (Compute one = new Compute(Kernels.best(), 1); Compute several = new Compute(Kernels.best(), threads)) {
                for (int round = 0; round < 60; round++) {
                    int rows = 1 + random.nextInt(700);
                    int width = 3 + random.nextInt(40);
                    int tokens = 1 + random.nextInt(90);
                    float[] memory = new float[rows * width];
                    for (int i = 0; i < memory.length; i++) {
                        memory[i] = random.nextFloat();
                    }
                    float[] other = memory.clone();
                    float[] y = new float[2 + tokens * (rows + 1)];
                    float[] z = y.clone();
                    for (int again = 0; again < 3; again++) {
                        Recurrence.run(one, memory, rows, width, tokens, y, 2, rows + 1, LEAKY);
                        Recurrence.run(several, other, rows, width, tokens, z, 2, rows + 1, LEAKY);
                    }
                    assertThat(other).isEqualTo(memory);
                    assertThat(z).isEqualTo(y);
                }
            }
        }
    }

    @Test
    void convolution_randomShapes_sameBitsAsOneThread() {
        Random random = new Random(7);
        try (Compute one = new Compute(Kernels.best(), 1); Compute three = new Compute(Kernels.best(), 3)) {
            for (int round = 0; round < 40; round++) {
                int kernel = 2 + random.nextInt(3);
                int channels = 1 + random.nextInt(700);
                int rows = 1 + random.nextInt(300);
                CausalConvolution convolution = new CausalConvolution(kernel, channels,
                        floats(random, kernel * channels), round % 2 == 0 ? floats(random, channels) : null);
                float[] past = floats(random, convolution.stateLength());
                float[] other = past.clone();
                float[] x = floats(random, rows * channels);
                float[] y = new float[rows * channels];
                float[] z = new float[rows * channels];
                convolution.apply(one, past, x, 0, channels, rows, true, y, 0);
                convolution.apply(three, other, x, 0, channels, rows, true, z, 0);
                assertThat(z).isEqualTo(y);
                assertThat(other).isEqualTo(past);
            }
        }
    }

    private static float[] floats(Random random, int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }
}
