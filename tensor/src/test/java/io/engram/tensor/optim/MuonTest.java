package io.engram.tensor.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.tensor.ShapeException;
import io.engram.tensor.layer.Parameter;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MuonTest {
    /** The quintic map sends singular values from about 0.01 up into [0.7, 1.2] (Jordan et al. 2024). */
    @ParameterizedTest
    @CsvSource({"24, 40", "40, 24", "20, 20"})
    void orthogonalise_anyShape_rowsOrColumnsAreNearlyOrthonormal(int rows, int cols) {
        SplittableRandom random = new SplittableRandom(3);
        float[] x = new float[rows * cols];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        new Muon(List.of(), 0.95f, 0).orthogonalise(x, rows, cols);

        double squares = 0;
        for (float v : x) {
            squares += v * v;
        }
        // The sum of squared singular values is the squared norm.
        assertThat(squares / Math.min(rows, cols)).isBetween(0.5, 1.3);
        assertThat(longestImage(x, rows, cols, random)).isLessThan(1.25);
    }

    /** The largest singular value by power iteration. */
    private static double longestImage(float[] x, int rows, int cols, SplittableRandom random) {
        double[] v = random.doubles(cols).toArray();
        double length = 0;
        for (int k = 0; k < 50; k++) {
            double[] u = new double[rows];
            double[] next = new double[cols];
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < cols; c++) {
                    u[r] += x[r * cols + c] * v[c];
                }
                for (int c = 0; c < cols; c++) {
                    next[c] += x[r * cols + c] * u[r];
                }
            }
            double norm = 0;
            for (double n : next) {
                norm += n * n;
            }
            norm = Math.sqrt(norm);
            for (int c = 0; c < cols; c++) {
                v[c] = next[c] / norm;
            }
            length = Math.sqrt(norm);
        }
        return length;
    }

    @Test
    void step_quadratic_reachesTheMinimum() {
        SplittableRandom random = new SplittableRandom(5);
        Parameter p = new Parameter("w", 2 * 8 * 6, true);
        float[] target = new float[p.size()];
        for (int i = 0; i < target.length; i++) {
            target[i] = (float) random.nextGaussian();
        }
        Muon muon = new Muon(List.of(new Muon.Stack(p, 8, 6)), 0.9f, 0);
        for (int k = 0; k < 400; k++) {
            for (int i = 0; i < target.length; i++) {
                p.gradient()[i] = p.value()[i] - target[i];
            }
            muon.step(0.2f * (1 - k / 400f));
        }
        for (int i = 0; i < target.length; i++) {
            assertThat(Math.abs(p.value()[i] - target[i])).as("element %d", i).isLessThan(0.1f);
        }
    }

    @Test
    void stack_sizeThatDoesNotFit_isRefused() {
        assertThatThrownBy(() -> new Muon.Stack(new Parameter("w", 10, true), 4, 3)).isInstanceOf(ShapeException.class)
                .hasMessageContaining("w: expected a multiple of 4 x 3");
    }
}
