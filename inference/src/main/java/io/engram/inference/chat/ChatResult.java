package io.engram.inference.chat;

import io.engram.inference.GenerationResult;

/**
 * A reply and what it took.
 *
 * @param reply
 *            what was said; without thinking where that was not to be shown
 * @param reason
 *            why it ended
 * @param promptTokens
 *            length of the prompt
 * @param keptTokens
 *            how many of them the session held already
 * @param thinkingTokens
 *            tokens of thinking, with its marks
 * @param answerTokens
 *            all other tokens of the reply
 * @param promptSeconds
 *            time to the first token
 * @param replySeconds
 *            time for all tokens
 */
public record ChatResult(Reply reply, GenerationResult.StopReason reason, int promptTokens, int keptTokens,
        int thinkingTokens, int answerTokens, double promptSeconds, double replySeconds) {
}
