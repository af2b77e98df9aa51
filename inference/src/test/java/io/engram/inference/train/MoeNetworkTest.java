package io.engram.inference.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.engram.tensor.layer.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MoeNetworkTest {
    /** One dense block, two mixtures, grouped heads, a shared expert. */
    static final MoeShape TINY = new MoeShape(23, 16, 12, 3, 1, 2, 1, 6, 10, 5, 2, 4, 6, 1.5f, 100, 1e-5f, false);

    private final SplittableRandom random = new SplittableRandom(11);

    static Document document(int length, SplittableRandom random) {
        int[] tokens = new int[length];
        float[] weights = new float[length];
        for (int i = 0; i < length; i++) {
            tokens[i] = random.nextInt(TINY.vocabulary());
            weights[i] = i % 4 == 1 ? 0 : 1 + i % 3;
        }
        return new Document(tokens, weights);
    }

    @Test
    void gradients_ofEveryParameter_matchFiniteDifferences() {
        check(MoeWeights.random(TINY, random));
    }

    @Test
    void gradients_ofATiedEmbedding_matchFiniteDifferences() {
        check(MoeWeights.random(new MoeShape(23, 16, 12, 3, 1, 2, 2, 6, 10, 5, 2, 4, 6, 1.5f, 100, 1e-5f, true),
                random));
    }

    private void check(MoeWeights weights) {
        // Biases far apart: the choice of experts does not change within a finite difference.
        for (int l = 1; l < 3; l++) {
            float[] bias = weights.biases(l);
            bias[l] = 10;
            bias[l + 2] = 5;
        }
        MoeNetwork network = new MoeNetwork(weights);
        Batch batch = Batch.of(List.of(document(9, random), document(2, random), document(12, random)));
        double share = 1 / batch.weight();
        double loss = network.lossAndGradients(batch, share);
        assertThat(loss).isCloseTo(network.loss(batch), within(1e-3));

        for (Parameter p : weights.all()) {
            int stride = Math.max(1, p.size() / 17);
            for (int i = 0; i < p.size(); i += stride) {
                float h = 4e-3f;
                double one = difference(network, batch, p, i, h);
                double two = difference(network, batch, p, i, 2 * h);
                // Richardson: the curvature's share cancels.
                double expected = (4 * one - two) / 3 * share;
                assertThat((double) p.gradient()[i]).as("%s[%d]", p.name(), i).isCloseTo(expected,
                        within(3e-4 + 1e-2 * Math.abs(expected)));
            }
        }
    }

    /** (loss(at + h) - loss(at - h)) / 2h. */
    private static double difference(MoeNetwork network, Batch batch, Parameter p, int i, float h) {
        float kept = p.value()[i];
        p.value()[i] = kept + h;
        double up = network.loss(batch);
        p.value()[i] = kept - h;
        double down = network.loss(batch);
        p.value()[i] = kept;
        return (up - down) / (2 * h);
    }

    @Test
    void router_chosenByBias_weighsWithoutIt() {
        MoeShape shape = TINY;
        Parameter w = new Parameter("w", shape.experts() * shape.width(), true);
        for (int i = 0; i < w.size(); i++) {
            w.value()[i] = (float) random.nextGaussian();
        }
        float[] bias = {0, 0, 3, 0, 2};
        Router router = new Router(w, bias, shape);
        float[] x = new float[shape.width()];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        router.forward(x, 1);

        assertThat(router.start(3) - router.start(2)).isOne();
        assertThat(router.start(5) - router.start(4)).isOne();
        double[] s = new double[5];
        for (int e = 0; e < 5; e++) {
            double z = 0;
            for (int i = 0; i < x.length; i++) {
                z += w.value()[e * x.length + i] * x[i];
            }
            s[e] = 1 / (1 + Math.exp(-z));
        }
        assertThat((double) router.weights()[0]).isCloseTo(1.5 * s[2] / (s[2] + s[4]), within(1e-5));
        assertThat((double) router.weights()[1]).isCloseTo(1.5 * s[4] / (s[2] + s[4]), within(1e-5));
    }

    /** Reading the trunk once must be the same as reading it before each branch, forwards and backwards. */
    @Test
    void branches_haveLossAndGradientsOfAsManyDocuments() {
        MoeShape shape = new MoeShape(23, 200, 12, 3, 1, 2, 1, 6, 10, 5, 2, 4, 6, 1.5f, 100, 1e-5f, true);
        MoeWeights weights = MoeWeights.random(shape, random);
        int[] lengths = {90, 7, 70, 1, 66};
        int[] tokens = new int[234];
        float[] counts = new float[234];
        int[] branches = new int[4];
        for (int i = 0, at = 0; i < lengths.length; at += lengths[i++]) {
            if (i > 0) {
                branches[i - 1] = at;
            }
            for (int j = 0; j < lengths[i]; j++) {
                tokens[at + j] = random.nextInt(23);
                counts[at + j] = j == 0 || j % 3 == 1 ? 0 : 1 + j % 2;
            }
        }
        Document tree = new Document(tokens, counts, branches);
        assertThat(tree.depth()).isEqualTo(160);
        List<Document> apart = new ArrayList<>();
        for (int i = 0; i < branches.length; i++) {
            int to = i + 1 < branches.length ? branches[i + 1] : tokens.length;
            int[] ids = new int[90 + to - branches[i]];
            float[] weight = new float[ids.length];
            System.arraycopy(tokens, 0, ids, 0, 90);
            System.arraycopy(tokens, branches[i], ids, 90, to - branches[i]);
            System.arraycopy(counts, branches[i], weight, 90, to - branches[i]);
            if (i == 0) {
                System.arraycopy(counts, 0, weight, 0, 90);
            }
            apart.add(new Document(ids, weight));
        }
        MoeNetwork one = new MoeNetwork(weights);
        MoeNetwork many = new MoeNetwork(weights.shadow());

        assertThat(one.lossAndGradients(Batch.of(List.of(tree)), 0.01))
                .isCloseTo(many.lossAndGradients(Batch.of(apart), 0.01), within(1e-3));
        for (Parameter p : many.weights().all()) {
            float[] expected = p.gradient();
            float[] received = one.weights().get(p.name()).gradient();
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) received[i]).as("%s[%d]", p.name(), i).isCloseTo(expected[i],
                        within(2e-5 + 1e-4 * Math.abs(expected[i])));
            }
        }
    }

    @Test
    void branches_thatCannotBe_areRefused() {
        for (int[] branches : new int[][]{{0}, {3, 2}, {5}, {1}}) {
            assertThatThrownBy(() -> new Document(new int[5], new float[]{0, 1, 0, 0, 0}, branches))
                    .hasMessageContaining("expected branches that ascend");
        }
    }

    @Test
    void loss_ofADocument_doesNotDependOnItsNeighbours() {
        MoeNetwork network = new MoeNetwork(MoeWeights.random(TINY, random));
        Document a = document(9, random);
        Document b = document(7, random);
        double alone = network.loss(Batch.of(List.of(a)));
        double first = network.logProbabilities(Batch.of(List.of(a, b)))[0];

        assertThat(network.loss(Batch.of(List.of(a, b)))).isCloseTo(alone + network.loss(Batch.of(List.of(b))),
                within(1e-4));
        assertThat(network.logProbabilities(Batch.of(List.of(a)))[0]).isCloseTo(first, within(1e-5));
    }
}
