package io.engram.inference.train;

/**
 * Direct preference optimisation (Rafailov et al. 2023): of two documents the first is to become likelier than the second,
 * by more than a frozen copy of the model already finds it: {@code -ln sigma(beta ((l1 - l2) - (r1 - r2)))}, where l and r
 * are log-probabilities summed over the weighted tokens.
 */
final class Preference {
    private Preference() {
    }

    /**
     * Adds the gradients of {@code share} times the loss summed over the batch's pairs.
     *
     * @param batch
     *            an even number of documents, the better one of each pair first
     * @return that sum, in nats
     */
    static double lossAndGradients(MoeNetwork network, MoeNetwork frozen, Batch batch, float beta, double share) {
        double[] reference = byDocument(batch, frozen.logProbabilities(batch));
        double[] own = byDocument(batch, network.logProbabilities(batch));
        float[] signed = new float[batch.tokens()];
        double loss = 0;
        for (int d = 0; d < own.length; d += 2) {
            double margin = beta * (own[d] - own[d + 1] - (reference[d] - reference[d + 1]));
            loss += softplus(-margin);
            float slope = (float) (beta / (1 + Math.exp(margin)));
            weigh(batch, d, slope, signed);
            weigh(batch, d + 1, -slope, signed);
        }
        network.backward(batch, signed, share);
        return loss;
    }

    private static double softplus(double x) {
        return x > 30 ? x : Math.log1p(Math.exp(x));
    }

    private static void weigh(Batch batch, int document, float factor, float[] to) {
        for (int t = batch.starts()[document]; t < batch.starts()[document + 1]; t++) {
            to[t] = factor * batch.weights()[t];
        }
    }

    private static double[] byDocument(Batch batch, double[] logs) {
        double[] sums = new double[batch.documents()];
        for (int d = 0; d < sums.length; d++) {
            for (int t = batch.starts()[d]; t < batch.starts()[d + 1]; t++) {
                sums[d] += batch.weights()[t] * logs[t];
            }
        }
        return sums;
    }
}
