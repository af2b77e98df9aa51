package io.engram.tensor.layer;

import java.util.List;

/** The layers that know nothing of uses, dressed as parts. */
final class PlainParts {
    private static final float[] NONE = new float[0];

    private PlainParts() {
    }

    /** At least {@code n} floats: the array itself where it is long enough. */
    static float[] room(float[] array, int n) {
        return array.length >= n ? array : new float[n];
    }

    static Part of(Linear layer) {
        return new Plain(layer.in(), layer.out(), layer.parameters(), layer::forward, layer::backward);
    }

    static Part of(LayerNorm layer, int width) {
        return new Plain(width, width, layer.parameters(), layer::forward, layer::backward);
    }

    static Part of(Activation activation, int width) {
        return new Plain(width, width, List.of(), (x, count, y) -> activation.forward(x, y, count * width),
                (x, dy, count, dx) -> activation.backward(x, dy, dx, count * width));
    }

    /** From {@code x[count][in]} to {@code y[count][out]}. */
    @FunctionalInterface
    private interface Forward {
        void run(float[] x, int count, float[] y);
    }

    /** From {@code x} and {@code dy[count][out]} to {@code dx[count][in]}, overwritten. */
    @FunctionalInterface
    private interface Backward {
        void run(float[] x, float[] dy, int count, float[] dx);
    }

    private record Plain(int in, int out, List<Parameter> parameters, Forward forward,
            Backward backward) implements Part {
        @Override
        public Use use() {
            return new Use() {
                private float[] x = NONE;
                private float[] y = NONE;
                private float[] dx = NONE;
                private int batch;

                @Override
                public float[] forward(float[] input, int count) {
                    x = input;
                    batch = count;
                    y = room(y, count * out);
                    forward.run(x, count, y);
                    return y;
                }

                @Override
                public float[] backward(float[] dy) {
                    dx = room(dx, batch * in);
                    backward.run(x, dy, batch, dx);
                    return dx;
                }
            };
        }
    }
}
