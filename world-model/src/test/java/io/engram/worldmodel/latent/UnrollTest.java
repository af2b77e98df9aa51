package io.engram.worldmodel.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.engram.tensor.layer.Parameter;
import io.engram.worldmodel.Space;
import io.engram.worldmodel.network.Support;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnrollTest {
    private static final int BATCH = 3;
    private static final int STEPS = 2;
    private final SplittableRandom random = new SplittableRandom(5);

    /** The gradient of all losses through heads, dynamics and representation, at every parameter. */
    @ParameterizedTest
    @CsvSource({"vector, 1", "grid, 1", "vector, 3"})
    void gradient_matchesFiniteDifferences(String kind, int history) {
        Eye eye = new Eye(kind.equals("grid")
                ? new Space.Grid(3, 2, 1, 1, -1, Optional.empty(), List.of())
                : new Space.Box(3, -1, 1));
        LatentOptions options = new LatentOptions(5, history, 2, 3, STEPS, 1, 0.9, 1e-3f, BATCH, 1, 1, 100);
        LatentNet net = new LatentNet(eye, 2, options, Support.at(0, 1, 2), Support.at(-1, 0, 4), random);
        for (Parameter p : net.parameters())
            for (int i = 0; i < p.size(); i++)
                p.value()[i] += (float) (0.3 * random.nextGaussian());
        Unroll unroll = new Unroll(net, STEPS, 1);
        Sequences s = sequences(net);
        unroll.learn(s);
        List<float[]> gradients = net.parameters().stream().map(p -> p.gradient().clone()).toList();

        int number = 0;
        for (Parameter p : net.parameters()) {
            for (int i = 0; i < p.size(); i++) {
                float kept = p.value()[i];
                float h = 3e-3f;
                p.value()[i] = kept + h;
                double up = unroll.learn(s);
                p.value()[i] = kept - h;
                double down = unroll.learn(s);
                p.value()[i] = kept;
                double expected = (up - down) / (2 * h);
                assertThat((double) gradients.get(number)[i]).as("%s[%d]", p.name(), i).isCloseTo(expected,
                        within(4e-3 + 2e-2 * Math.abs(expected)));
            }
            number++;
        }
    }

    private Sequences sequences(LatentNet net) {
        Sequences s = new Sequences(BATCH, STEPS, net.represent.in(), net);
        for (int k = 0; k <= STEPS; k++) {
            for (int i = 0; i < s.seen[k].length; i++)
                s.seen[k][i] = (float) random.nextGaussian();
            for (int b = 0; b < BATCH; b++) {
                s.alive[k][b] = k + b < 3 ? 1 : 0;
                s.lived[k][b] = k + b < 4 ? 1 : 0;
                float left = random.nextFloat();
                s.policy[k][2 * b] = left;
                s.policy[k][2 * b + 1] = 1 - left;
                net.values.write(3 * random.nextFloat() - 1, s.value[k], 3 * b);
                if (k < STEPS) {
                    s.action[k][b] = random.nextInt(2);
                    net.rewards.write(2 * random.nextFloat(), s.reward[k], 3 * b);
                    s.goesOn[k][b] = random.nextInt(2);
                    for (int i = 0; i < net.width; i++)
                        s.next[k][b * net.width + i] = (float) random.nextGaussian();
                }
            }
        }
        return s;
    }
}
