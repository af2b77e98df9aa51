package io.engram.memory.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BestFirstTest {
    @Test
    void the_order_is_that_of_a_full_sort_and_few_scores_are_worked_out() {
        Random random = new Random(4);
        for (int round = 0; round < 200; round++) {
            int count = random.nextInt(300);
            double[] scores = new double[count];
            double[] bounds = new double[count];
            long[] ids = new long[count];
            for (int i = 0; i < count; i++) {
                scores[i] = random.nextInt(40); // ties, many
                bounds[i] = scores[i] + (random.nextInt(3) == 0 ? 0 : random.nextInt(20));
                ids[i] = random.nextLong();
            }
            List<Integer> asked = new ArrayList<>();
            BestFirst best = new BestFirst(bounds.clone(), ids, item -> {
                asked.add(item);
                return scores[item];
            });
            List<Integer> order = new ArrayList<>();
            for (int item = best.next(); item >= 0; item = best.next()) {
                assertThat(best.score(item)).isEqualTo(scores[item]);
                order.add(item);
                double worst = scores[item];
                if (order.size() == 10) {
                    assertThat(asked).allMatch(i -> bounds[i] >= worst);
                }
            }
            assertThat(order).isEqualTo(IntStream.range(0, count).boxed()
                    .sorted(Comparator.<Integer>comparingDouble(i -> -scores[i]).thenComparingLong(i -> ids[i]))
                    .toList());
            assertThat(asked).doesNotHaveDuplicates();
        }
    }
}
