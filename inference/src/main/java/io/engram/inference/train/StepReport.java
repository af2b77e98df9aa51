package io.engram.inference.train;

/**
 * What one step did.
 *
 * @param step
 *            steps taken, this one included
 * @param steps
 *            of the whole run
 * @param loss
 *            mean over the batch's weights before the step, in nats
 * @param tokens
 *            of the batch
 * @param seconds
 *            that the step took
 * @param gradientNorm
 *            before clipping
 * @param learningRate
 *            used
 * @param busiest
 *            tokens of the busiest expert over the mean, the largest of all layers; 0 without mixtures
 * @param idleExperts
 *            experts without a token in this batch, over all layers
 */
public record StepReport(int step, int steps, double loss, int tokens, double seconds, double gradientNorm,
        float learningRate, double busiest, int idleExperts) {
}
