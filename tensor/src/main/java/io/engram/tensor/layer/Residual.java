package io.engram.tensor.layer;

import io.engram.tensor.ShapeException;
import java.util.List;

/** {@code y = x[0 .. out) + inner(x)}: a part whose output is added to its input, or to the leading entries of a wider input. */
public final class Residual implements Part {
    private final Part inner;

    /**
     * A part that is added to its own input.
     *
     * @throws ShapeException
     *             if it gives more numbers than it takes
     */
    public Residual(Part inner) {
        if (inner.in() < inner.out()) {
            throw new ShapeException(
                    "residual: expected a part that takes at least as many numbers as it gives, received "
                            + inner.in() + " and " + inner.out());
        }
        this.inner = inner;
    }

    @Override
    public int in() {
        return inner.in();
    }

    @Override
    public int out() {
        return inner.out();
    }

    @Override
    public List<Parameter> parameters() {
        return inner.parameters();
    }

    @Override
    public Use use() {
        int in = in();
        int out = out();
        return new Use() {
            private final Use use = inner.use();
            private float[] y = new float[0];
            private float[] dx = new float[0];
            private int batch;

            @Override
            public float[] forward(float[] x, int count) {
                batch = count;
                y = PlainParts.room(y, count * out);
                float[] added = use.forward(x, count);
                for (int b = 0; b < count; b++) {
                    for (int i = 0; i < out; i++) {
                        y[b * out + i] = x[b * in + i] + added[b * out + i];
                    }
                }
                return y;
            }

            @Override
            public float[] backward(float[] dy) {
                dx = PlainParts.room(dx, batch * in);
                System.arraycopy(use.backward(dy), 0, dx, 0, batch * in);
                for (int b = 0; b < batch; b++) {
                    for (int i = 0; i < out; i++) {
                        dx[b * in + i] += dy[b * out + i];
                    }
                }
                return dx;
            }
        };
    }
}
