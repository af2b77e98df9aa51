package io.engram.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.engram.tensor.testing.Samples;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Random blocks of every quantised type against the values an independent implementation gives for them. */
class GoldenBlocksTest {
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = {"F32", "F16", "BF16"})
    void dequantize_storedBlocks_matchesStoredValues(DType type) {
        byte[] blocks = Samples.resource(type, "blocks");
        byte[] values = Samples.resource(type, "f32");
        int n = values.length / Float.BYTES;
        assertThat(type.bytes(n)).isEqualTo(blocks.length);
        float[] expected = new float[n];
        DType.F32.dequantize(MemorySegment.ofArray(values), 0, n, expected, 0);

        float[] actual = new float[n];
        type.dequantize(MemorySegment.ofArray(blocks), 0, n, actual, 0);

        for (int i = 0; i < n; i++) {
            float tolerance = Math.max(Math.abs(expected[i]) * 1e-6f, Float.MIN_VALUE);
            assertThat(actual[i]).as("%s element %d", type, i).isCloseTo(expected[i],
                    within(tolerance));
        }
    }
}
