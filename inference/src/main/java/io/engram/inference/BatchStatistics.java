package io.engram.inference;

/**
 * How a model's sessions have shared its forward passes.
 *
 * @param passes
 *            forward passes
 * @param works
 *            prompt pieces and decode steps in them
 * @param tokens
 *            tokens in them
 * @param largest
 *            most sessions in one pass
 */
public record BatchStatistics(long passes, long works, long tokens, int largest) {
    /** Sessions per pass. */
    public double meanWorks() {
        return passes == 0 ? 0 : (double) works / passes;
    }
}
