package io.engram.tensor.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.engram.tensor.DType;
import io.engram.tensor.Matrix;
import io.engram.tensor.ShapeException;
import io.engram.tensor.testing.Samples;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantizerTest {
    /** Bounds in units of the largest magnitude of the block. */
    @ParameterizedTest
    @CsvSource({"F32, 0", "F16, 0.0005", "BF16, 0.004", "Q8_0, 0.0045", "Q4_0, 0.126",
            "Q4_K, 0.11", "MXFP4, 0.26"})
    void quantize_normalNumbers_staysWithinTheTypesError(DType type, float bound) {
        int n = Math.max(32, type.blockSize());
        float[] x = Samples.normal(new SplittableRandom(5), n * 50);
        Matrix w = Quantizer.matrix(type, 50, n, x);
        float[] back = new float[n];
        for (int r = 0; r < 50; r++) {
            w.dequantizeRow(r, back, 0);
            float max = 0;
            for (int i = 0; i < n; i++) {
                max = Math.max(max, Math.abs(x[n * r + i]));
            }
            for (int i = 0; i < n; i++) {
                assertThat(back[i]).isCloseTo(x[n * r + i], within(bound * max));
            }
        }
    }

    @Test
    void quantize_zeros_stayZero() {
        for (DType type : DType.values()) {
            if (Quantizer.writes(type)) {
                int n = Math.max(32, type.blockSize());
                float[] back = new float[n];
                Quantizer.matrix(type, 1, n, new float[n]).dequantizeRow(0, back, 0);
                for (float v : back) {
                    assertThat(v).as("either zero").isZero();
                }
            }
        }
    }

    @Test
    void toBfloat16_tiesAndSpecials_followIeee() {
        assertThat(Quantizer.toBfloat16(Float.intBitsToFloat(0x3f80_8000))).isEqualTo((short) 0x3f80);
        assertThat(Quantizer.toBfloat16(Float.intBitsToFloat(0x3f81_8000))).isEqualTo((short) 0x3f82);
        assertThat(Quantizer.toBfloat16(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xff80);
        assertThat(Quantizer.toBfloat16(Float.intBitsToFloat(0x7f80_0001))).isEqualTo((short) 0x7fc0);
    }

    @Test
    void quantize_partOfABlock_isRefused() {
        assertThatThrownBy(
                () -> Quantizer.quantize(DType.Q8_0, new float[33], 0, 33, MemorySegment.ofArray(new byte[99]), 0))
                .isInstanceOf(ShapeException.class).hasMessageContaining("33").hasMessageContaining("32");
    }

    @Test
    void quantize_typeWithoutWriter_isRefused() {
        assertThatThrownBy(
                () -> Quantizer.quantize(DType.Q6_K, new float[256], 0, 256, MemorySegment.ofArray(new byte[210]), 0))
                .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("Q6_K");
    }
}
