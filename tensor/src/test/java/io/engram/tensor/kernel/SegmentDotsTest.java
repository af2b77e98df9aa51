package io.engram.tensor.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentDotsTest {
    private final SegmentDots best = SegmentDots.best();
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
}
