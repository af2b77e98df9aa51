package io.engram.tensor.layer;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Windows of 3 x 3 over a small grid, zeros beyond its edge: {@code y[row][column] = W x[the nine cells around it] + b}. Grids are
 * flat with axes {@code [row][column][channel]}.
 *
 * <p>Each window is copied out and all of them go through one matrix product.
 */
public final class Convolution implements Part {
    private static final int WINDOW = 9;
    private final int cells;
    private final int channels;
    private final Linear mix;
    /** [cells][9] the cell behind each place of a window; -1 beyond the edge. */
    private final int[] around;

    /**
     * Weights as {@link Linear} draws them for 9 x {@code channels} inputs.
     *
     * @param channels
     *            numbers per cell of the input
     * @param out
     *            numbers per cell of the output
     */
    public Convolution(String name, int rows, int columns, int channels, int out, float gain, RandomGenerator random) {
        this.cells = rows * columns;
        this.channels = channels;
        mix = new Linear(name, WINDOW * channels, out, gain, random);
        around = new int[cells * WINDOW];
        int at = 0;
        for (int cell = 0; cell < cells; cell++) {
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++) {
                    int y = cell / columns + dy;
                    int x = cell % columns + dx;
                    around[at++] = y < 0 || y >= rows || x < 0 || x >= columns ? -1 : y * columns + x;
                }
            }
        }
    }

    @Override
    public int in() {
        return cells * channels;
    }

    @Override
    public int out() {
        return cells * mix.out();
    }

    /** Weight [out][3][3][channels], then bias [out]. */
    @Override
    public List<Parameter> parameters() {
        return mix.parameters();
    }

    @Override
    public Use use() {
        return new Windows();
    }

    private final class Windows implements Use {
        private float[] windows = new float[0];
        private float[] dWindows = new float[0];
        private float[] y = new float[0];
        private float[] dx = new float[0];
        private int batch;

        @Override
        public float[] forward(float[] x, int count) {
            batch = count;
            windows = PlainParts.room(windows, count * around.length * channels);
            y = PlainParts.room(y, count * out());
            int at = 0;
            for (int b = 0; b < count; b++) {
                for (int cell : around) {
                    if (cell < 0) {
                        Arrays.fill(windows, at, at + channels, 0);
                    } else {
                        System.arraycopy(x, (b * cells + cell) * channels, windows, at, channels);
                    }
                    at += channels;
                }
            }
            mix.forward(windows, count * cells, y);
            return y;
        }

        @Override
        public float[] backward(float[] dy) {
            dWindows = PlainParts.room(dWindows, batch * around.length * channels);
            dx = PlainParts.room(dx, batch * in());
            mix.backward(windows, dy, batch * cells, dWindows);
            Arrays.fill(dx, 0, batch * in(), 0);
            int at = 0;
            for (int b = 0; b < batch; b++) {
                for (int cell : around) {
                    if (cell >= 0) {
                        int to = (b * cells + cell) * channels;
                        for (int c = 0; c < channels; c++) {
                            dx[to + c] += dWindows[at + c];
                        }
                    }
                    at += channels;
                }
            }
            return dx;
        }
    }
}
