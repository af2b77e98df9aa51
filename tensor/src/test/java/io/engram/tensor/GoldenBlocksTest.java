package io.engram.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Random blocks of every quantised type against the values an independent implementation gives for them. */
class GoldenBlocksTest {
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = {"F32", "F16", "BF16"})
    void dequantize_storedBlocks_matchesStoredValues(DType type) {
        byte[] blocks = resource(type, "blocks");
        byte[] values = resource(type, "f32");
        int n = values.length / Float.BYTES;
        assertThat(type.bytes(n)).isEqualTo(blocks.length);
        float[] expected = new float[n];
        DType.F32.dequantize(MemorySegment.ofArray(values), 0, n, expected, 0);

        float[] actual = new float[n];
        type.dequantize(MemorySegment.ofArray(blocks), 0, n, actual, 0);

        for (int i = 0; i < n; i++) {
            float tolerance = Math.max(Math.abs(expected[i]) * 1e-6f, Float.MIN_VALUE);
            assertThat(actual[i]).as("%s element %d", type, i).isCloseTo(expected[i],
                    org.assertj.core.data.Offset.offset(tolerance));
        }
    }

    private static byte[] resource(DType type, String ending) {
        String name = "/golden/quant/" + type.name().toLowerCase(Locale.ROOT) + "." + ending;
        try (InputStream in = Objects.requireNonNull(GoldenBlocksTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
