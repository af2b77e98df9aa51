package io.engram.worldmodel.network;

import io.engram.tensor.layer.Activation;
import io.engram.tensor.layer.Chain;
import io.engram.tensor.layer.Convolution;
import io.engram.tensor.layer.Linear;
import io.engram.tensor.layer.Part;
import io.engram.tensor.layer.Residual;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Networks that turn an observation's numbers into a vector of features. */
public final class Encoders {
    private Encoders() {
    }

    /** Two layers of {@code width} with SiLU between and behind them. */
    public static Part vector(String name, int in, int width, RandomGenerator random) {
        return new Chain(Part.of(new Linear(name + ".1", in, width, random)), Part.of(Activation.SILU, width),
                Part.of(new Linear(name + ".2", width, width, random)), Part.of(Activation.SILU, width));
    }

    /**
     * A convolution and residual blocks of two more over a grid of cells; the output keeps the grid, {@code [rows][columns][channels]}.
     *
     * @param planes numbers per cell of the input
     * @param channels numbers per cell inside and at the output
     */
    public static Part grid(String name, int rows, int columns, int planes, int channels, int blocks,
            RandomGenerator random) {
        int width = rows * columns * channels;
        List<Part> parts = new ArrayList<>();
        parts.add(new Convolution(name + ".in", rows, columns, planes, channels, 1, random));
        parts.add(Part.of(Activation.SILU, width));
        for (int b = 0; b < blocks; b++) {
            String block = name + ".block" + b;
            parts.add(new Residual(new Chain(
                    new Convolution(block + ".1", rows, columns, channels, channels, 1, random),
                    Part.of(Activation.SILU, width),
                    new Convolution(block + ".2", rows, columns, channels, channels, 0.5f, random))));
            parts.add(Part.of(Activation.SILU, width));
        }
        return new Chain(parts);
    }
}
