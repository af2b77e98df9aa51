package io.engram.agent.spi;

import java.util.List;

/**
 * A language model as the agent needs it: an answer in words from what was recalled. A port; {@code
 * io.engram.agent.adapter} has one over the local transformer.
 *
 * <p>Called on the agent's model worker, one call at a time; may block and compute as long as it needs.
 */
public interface Responder extends AutoCloseable {

    /** Which model answers, for people. */
    String id();

    /** Answers; the caller has no other copy of the request. */
    Reply reply(Request request);

    @Override
    void close();

    /**
     * What to answer.
     *
     * @param agent name of the agent that speaks
     * @param memories what was recalled, best first, each one line with where it comes from; may be empty
     * @param actor who asks
     * @param question what was asked
     * @param maxTokens most tokens of the reply
     * @param seed of the sampling
     */
    record Request(String agent, List<String> memories, String actor, String question, int maxTokens, long seed) {
        public Request {
            memories = List.copyOf(memories);
        }
    }

    /**
     * The answer.
     *
     * @param text in words; may be blank when the model had nothing to say
     * @param promptTokens tokens read
     * @param tokens tokens written
     */
    record Reply(String text, int promptTokens, int tokens) {
    }
}
