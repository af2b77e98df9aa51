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

    record OfLinear(Linear layer) implements Part {
        @Override
        public int in() {
            return layer.in();
        }

        @Override
        public int out() {
            return layer.out();
        }

        @Override
        public List<Parameter> parameters() {
            return layer.parameters();
        }

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
                    y = room(y, count * out());
                    layer.forward(x, count, y);
                    return y;
                }

                @Override
                public float[] backward(float[] dy) {
                    dx = room(dx, batch * in());
                    layer.backward(x, dy, batch, dx);
                    return dx;
                }
            };
        }
    }

    record OfNorm(LayerNorm layer, int width) implements Part {
        @Override
        public int in() {
            return width;
        }

        @Override
        public int out() {
            return width;
        }

        @Override
        public List<Parameter> parameters() {
            return layer.parameters();
        }

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
                    y = room(y, count * width);
                    layer.forward(x, count, y);
                    return y;
                }

                @Override
                public float[] backward(float[] dy) {
                    dx = room(dx, batch * width);
                    layer.backward(x, dy, batch, dx);
                    return dx;
                }
            };
        }
    }

    record OfActivation(Activation activation, int width) implements Part {
        @Override
        public int in() {
            return width;
        }

        @Override
        public int out() {
            return width;
        }

        @Override
        public List<Parameter> parameters() {
            return List.of();
        }

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
                    y = room(y, count * width);
                    activation.forward(x, y, count * width);
                    return y;
                }

                @Override
                public float[] backward(float[] dy) {
                    dx = room(dx, batch * width);
                    activation.backward(x, dy, dx, batch * width);
                    return dx;
                }
            };
        }
    }
}
