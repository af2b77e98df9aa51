package io.engram.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class MatrixTest {
    @Test
    void matrix_bytesThatDoNotFit_namesBothSizes() {
        assertThatThrownBy(() -> new Matrix(DType.Q8_0, 2, 32, MemorySegment.ofArray(new byte[67])))
                .isInstanceOf(ShapeException.class).hasMessageContaining("68").hasMessageContaining("67");
    }

    @Test
    void matrix_partOfABlock_isRefused() {
        assertThatThrownBy(() -> new Matrix(DType.Q4_K, 1, 128, MemorySegment.ofArray(new byte[72])))
                .isInstanceOf(ShapeException.class).hasMessageContaining("256");
    }

    @Test
    void matrix_heapMemoryOfFloats_isRefused() {
        assertThatThrownBy(() -> new Matrix(DType.F32, 1, 2, MemorySegment.ofArray(new float[2])))
                .isInstanceOf(ShapeException.class).hasMessageContaining("byte[]");
    }

    @Test
    void rows_slice_readsTheSameRows() {
        Matrix w = Matrix.ofFloats(3, 2, 1, 2, 3, 4, 5, 6);
        float[] out = new float[3];
        w.rows(1, 3).dequantizeRow(1, out, 1);
        assertThat(out).containsExactly(0, 5, 6);
        assertThat(w.rows(2, 2).rows()).isZero();
    }

    @Test
    void bytes_moreThanALong_isRefused() {
        assertThatThrownBy(() -> DType.F32.bytes(Long.MAX_VALUE)).isInstanceOf(ShapeException.class);
    }

    @Test
    void ofGgml_everyId_roundTrips() {
        for (DType type : DType.values()) {
            assertThat(DType.ofGgml(type.ggmlId())).contains(type);
        }
        assertThat(DType.ofGgml(4)).isEmpty();
    }
}
