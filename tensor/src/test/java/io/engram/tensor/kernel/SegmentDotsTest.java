package io.engram.tensor.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentDotsTest {
    private final SegmentDots best = new VectorSegmentDots();
    private final SegmentDots plain = SegmentDots.plain();

    @Test
    void floats_of_every_length_and_offset_agree_with_the_plain_loop() {
        Random random = new Random(1);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = arena.allocate(4L * 700);
            float[] b = new float[700];
            for (int i = 0; i < 700; i++) {
                a.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i, (float) random.nextGaussian());
                b[i] = (float) random.nextGaussian();
            }
            for (int n = 0; n < 400; n++) {
                int at = random.nextInt(300);
                int bo = random.nextInt(300);
                assertThat(best.dot(a, 4L * at, b, bo, n)).isCloseTo(plain.dot(a, 4L * at, b, bo, n),
                        within(1e-5f * (n + 1)));
            }
        }
    }

    @Test
    void bytes_are_exact_also_at_their_extremes() {
        Random random = new Random(2);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = arena.allocate(1200);
            MemorySegment b = arena.allocate(1200);
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 1200; i++) {
                    a.set(ValueLayout.JAVA_BYTE, i, (byte) (round == 0 ? 127 : random.nextInt(255) - 127));
                    b.set(ValueLayout.JAVA_BYTE, i, (byte) (round < 2 ? -127 : random.nextInt(255) - 127));
                }
                for (int n = 0; n < 500; n++) {
                    int at = random.nextInt(700);
                    int bt = random.nextInt(700);
                    assertThat(best.dotBytes(a, at, b, bt, n)).isEqualTo(plain.dotBytes(a, at, b, bt, n));
                }
            }
        }
    }

    @Test
    void the_fast_version_takes_over_and_changes_no_product() {
        CompiledSegmentDots dots = new CompiledSegmentDots(plain, best);
        MemorySegment a = Arena.ofAuto().allocate(4L * 96);
        float[] b = new float[96];
        for (int i = 0; i < b.length; i++) {
            a.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i, i - 40);
            b[i] = 50 - i;
        }
        float before = dots.dot(a, 0, b, 0, 96);
        assertThat(dots.ready()).isFalse();
        dots.exercise();
        assertThat(dots.ready()).isTrue();
        assertThat(dots.dot(a, 0, b, 0, 96)).isEqualTo(before); // whole numbers: exact in every order
        assertThat(dots.dotBytes(a, 0, a, 8, 96)).isEqualTo(plain.dotBytes(a, 0, a, 8, 96));
    }
}
