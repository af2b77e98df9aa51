package io.engram.tensor.testing;

import io.engram.tensor.DType;
import io.engram.tensor.Matrix;
import io.engram.tensor.quant.Quantizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** Seeded inputs. */
public final class Samples {
    private Samples() {
    }

    /** Standard normal numbers. */
    public static float[] normal(RandomGenerator random, int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    /** A matrix of any type: quantised normal numbers, or golden blocks in random order where we cannot quantise. */
    public static Matrix matrix(RandomGenerator random, DType type, int rows, int cols) {
        if (Quantizer.writes(type)) {
            return Quantizer.matrix(type, rows, cols, normal(random, rows * cols));
        }
        byte[] golden = resource(type, "blocks");
        byte[] data = new byte[Math.toIntExact(type.bytes((long) rows * cols))];
        int size = type.blockBytes();
        for (int p = 0; p < data.length; p += size) {
            System.arraycopy(golden, random.nextInt(golden.length / size) * size, data, p, size);
        }
        return new Matrix(type, rows, cols, MemorySegment.ofArray(data));
    }

    /** The bytes of {@code golden/quant/TYPE.ENDING}. */
    public static byte[] resource(DType type, String ending) {
        String name = "/golden/quant/" + type.name().toLowerCase(Locale.ROOT) + "." + ending;
        try (InputStream in = Objects.requireNonNull(Samples.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
