package io.engram.worldmodel;

/**
 * How an outcome compared with what the model had predicted just before it; feeds salience and exploration.
 *
 * @param error share of the predicted parts that were wrong, in [0,1]; 0 = everything as predicted
 * @param rewardError received minus predicted reward
 * @param novelty in [0,1]: 1 = the situation and action had never been tried, falling with the number of tries
 */
public record Surprise(double error, double rewardError, double novelty) {
}
