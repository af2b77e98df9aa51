package io.engram.agent.talk;

/**
 * What a turn took.
 *
 * @param recallMillis
 *            for bringing back notes
 * @param firstTokenMillis
 *            from the message to the first token that the model wrote
 * @param firstTextMillis
 *            from the message to the first piece of the reply, thinking done; equal to the whole turn if there was no text
 * @param millis
 *            for the whole turn
 * @param promptTokens
 *            of the last prompt
 * @param keptTokens
 *            of these, how many were not computed again
 * @param thinkingTokens
 *            over all rounds
 * @param answerTokens
 *            over all rounds
 * @param tokensPerSecond
 *            of thinking and answer, prompts not counted; 0 if none was written
 */
public record Timing(double recallMillis, double firstTokenMillis, double firstTextMillis, double millis,
        int promptTokens, int keptTokens, int thinkingTokens, int answerTokens, double tokensPerSecond) {
}
