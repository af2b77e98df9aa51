package io.engram.worldmodel.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SupportTest {
    @Test
    void target_isTheMeanOfItsTwoBins() {
        Support support = Support.symlog(-3, 100, 21);
        for (float value : new float[]{-3, -0.2f, 0, 0.01f, 1, 42.5f, 100}) {
            float[] weights = new float[21];
            support.write(value, weights, 0);
            float[] logits = new float[21];
            float sum = 0;
            int used = 0;
            for (int i = 0; i < 21; i++) {
                logits[i] = weights[i] == 0 ? -1e9f : (float) Math.log(weights[i]);
                sum += weights[i];
                used += weights[i] > 0 ? 1 : 0;
            }
            assertThat(sum).isCloseTo(1, within(1e-6f));
            assertThat(used).isBetween(1, 2);
            assertThat(support.mean(logits, 0)).isCloseTo(value, within(1e-3f * Math.max(1, Math.abs(value))));
        }
    }

    @Test
    void valueBeyondTheEnds_isTheOutermostBin() {
        float[] weights = new float[3];
        Support.at(-1, 0, 1).write(5, weights, 0);

        assertThat(weights).containsExactly(0, 0, 1);
    }

    @Test
    void binsThatDoNotAscend_areRefused() {
        assertThatThrownBy(() -> Support.at(1, 1)).hasMessageContaining("expected ascending");
        assertThatThrownBy(() -> Support.symlog(2, 2, 5)).hasMessageContaining("expected finite low < high");
    }
}
