package io.engram.inference.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.inference.KvType;
import io.engram.tensor.kernel.Kernels;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Attention over every form of cache against a plain loop in double precision. */
class AttentionCoreTest {
    private static final int POSITIONS = 150;
    private final SplittableRandom random = new SplittableRandom(5);

    @ParameterizedTest
    @CsvSource({"4, 4, 16, 16, false, 0, false", "8, 2, 24, 16, false, 0, true", "6, 2, 32, 32, false, 9, false",
            "4, 1, 40, 32, false, 1, true", "8, 1, 40, 32, true, 0, false", "2, 2, 16, 16, false, 40, true"})
    void apply_inBatchesOfAnySize_isThePlainResult(int heads, int kvHeads, int keyDim, int valueDim,
            boolean valuesAreKeys, int window, boolean sinks) {
        AttentionCore core = new AttentionCore(heads, kvHeads, keyDim, valueDim, valuesAreKeys, 0.3f, window,
                sinks ? normal(heads) : null);
        float[] q = normal(POSITIONS * heads * keyDim);
        float[] k = normal(POSITIONS * kvHeads * keyDim);
        float[] v = normal(POSITIONS * kvHeads * valueDim);
        float[] expected = plain(core, q, k, v);
        for (KvType type : KvType.values()) {
            for (int batch : new int[]{1, 7, 64, 150}) {
                float[] actual = run(core, type, batch, q, k, v);
                double worst = 0;
                for (int i = 0; i < expected.length; i++) {
                    worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
                }
                // Values are of the order of 1: rounding moves them by half a unit, and their weights by a little.
                double bound = switch (type) {
                    case F32 -> 2e-5;
                    case F16 -> 4e-3;
                    case Q8 -> 6e-2;
                };
                assertThat(worst).as("%s in batches of %d", type, batch).isLessThan(bound);
            }
        }
    }

    @Test
    void ring_holdsNoMoreThanWindowAndBatch_andTellsWhereItReaches() {
        KvCache cache = new KvCache(KvType.F32, 1, 4, 4, 100, 1 << 20);
        float[] rows = normal(50 * 4);
        for (int p = 0; p < 5000; p += 50) {
            cache.put(p, 50, rows, 0, rows, 0);
        }
        assertThat(cache.slots()).isBetween(149, 160);
        assertThat(cache.reaches(4990)).isTrue();
        assertThat(cache.reaches(4900)).isFalse();
        assertThat(cache.truncate(4900)).isFalse();
        assertThat(cache.truncate(4960)).isTrue();
        assertThat(cache.reaches(0)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void storedForm_givesTheSameCacheBitByBit(KvType type) {
        for (int window : new int[]{0, 9}) {
            KvCache cache = new KvCache(type, 2, 40, 24, window, 200);
            for (int p = 0; p < 75; p += 5) {
                cache.put(p, 5, normal(400), 0, normal(240), 0);
            }
            ByteBuffer stored = ByteBuffer.allocate(Math.toIntExact(cache.bytes(0, 75)));
            cache.write(0, 75, stored);
            assertThat(stored.remaining()).isZero();
            KvCache copy = new KvCache(type, 2, 40, 24, window, 200);
            copy.read(0, 75, stored.flip());
            for (int p = window == 0 ? 0 : 75 - window + 1; p < 75; p++) {
                for (int head = 0; head < 2; head++) {
                    assertThat(unpacked(copy, p, head)).isEqualTo(unpacked(cache, p, head));
                }
            }
        }
    }

    private static float[] unpacked(KvCache cache, int position, int head) {
        float[] out = new float[64];
        cache.keys().unpack(Kernels.best(), cache.slot(position), 1, head, out, 0);
        cache.values().unpack(Kernels.best(), cache.slot(position), 1, head, out, 40);
        return out;
    }

    private float[] run(AttentionCore core, KvType type, int batchSize, float[] q, float[] k, float[] v) {
        try (Compute compute = new Compute(Kernels.best(), 2)) {
            KvCache cache = core.newCache(type, POSITIONS);
            SequenceState sequence = new SequenceState(List.of(cache), POSITIONS);
            int qWidth = core.heads() * core.keyDim();
            int kWidth = core.kvHeads() * core.keyDim();
            int vWidth = core.kvHeads() * core.valueDim();
            int width = core.heads() * core.valueDim();
            float[] all = new float[POSITIONS * width];
            for (int p = 0; p < POSITIONS; p += batchSize) {
                int rows = Math.min(batchSize, POSITIONS - p);
                Batch batch = new Batch(compute, new Scratch());
                batch.add(sequence, rows);
                cache.put(p, rows, k, p * kWidth, v, p * vWidth);
                float[] out = new float[rows * width];
                core.apply(batch, 0, Arrays.copyOfRange(q, p * qWidth, (p + rows) * qWidth), qWidth, out);
                System.arraycopy(out, 0, all, p * width, out.length);
                sequence.advance(rows);
            }
            return all;
        }
    }

    private static float[] plain(AttentionCore core, float[] q, float[] k, float[] v) {
        int group = core.heads() / core.kvHeads();
        float[] out = new float[POSITIONS * core.heads() * core.valueDim()];
        for (int p = 0; p < POSITIONS; p++) {
            int first = core.window() == 0 ? 0 : Math.max(0, p - core.window() + 1);
            for (int h = 0; h < core.heads(); h++) {
                double[] weights = new double[p - first + 1];
                float[] sinks = core.sinks();
                double total = sinks == null ? 0 : Math.exp(sinks[h]);
                for (int j = first; j <= p; j++) {
                    double dot = 0;
                    for (int i = 0; i < core.keyDim(); i++) {
                        dot += (double) q[(p * core.heads() + h) * core.keyDim() + i]
                                * k[(j * core.kvHeads() + h / group) * core.keyDim() + i];
                    }
                    weights[j - first] = Math.exp(dot * core.scale());
                    total += weights[j - first];
                }
                for (int i = 0; i < core.valueDim(); i++) {
                    double sum = 0;
                    for (int j = first; j <= p; j++) {
                        int row = j * core.kvHeads() + h / group;
                        sum += weights[j - first]
                                * (core.valuesAreKeys() ? k[row * core.keyDim() + i] : v[row * core.valueDim() + i]);
                    }
                    out[(p * core.heads() + h) * core.valueDim() + i] = (float) (sum / total);
                }
            }
        }
        return out;
    }

    private float[] normal(int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }
}
