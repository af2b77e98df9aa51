package io.engram.agent;

import java.time.Duration;

/**
 * Limits and habits of an agent.
 *
 * @param queueCapacity commands that may wait, the running one included; one more is refused with {@link
 *        AgentBusyException}
 * @param eventBuffer events kept for each slow subscription
 * @param recallLimit memories that one recall returns at most
 * @param sleepWhenIdleFor idle time after which the agent sleeps on its own when it has experienced something since the
 *        last sleep; zero: it sleeps only when asked
 * @param maxReplyTokens tokens a reply of the language model may have at most
 * @param closeTimeout how long closing waits for the running command before the workers are taken down
 */
public record AgentOptions(int queueCapacity, int eventBuffer, int recallLimit, Duration sleepWhenIdleFor,
        int maxReplyTokens, Duration closeTimeout) {

    public AgentOptions {
        positive("queueCapacity", queueCapacity);
        positive("eventBuffer", eventBuffer);
        positive("recallLimit", recallLimit);
        positive("maxReplyTokens", maxReplyTokens);
        if (sleepWhenIdleFor.isNegative())
            throw new IllegalArgumentException("sleepWhenIdleFor: expected >= 0, received " + sleepWhenIdleFor);
        if (closeTimeout.isNegative())
            throw new IllegalArgumentException("closeTimeout: expected >= 0, received " + closeTimeout);
    }

    /** 256 commands, 1,024 events, 8 memories, sleep on request only, 256 tokens, 10 s. */
    public static AgentOptions defaults() {
        return new AgentOptions(256, 1024, 8, Duration.ZERO, 256, Duration.ofSeconds(10));
    }

    public AgentOptions withQueueCapacity(int value) {
        return new AgentOptions(value, eventBuffer, recallLimit, sleepWhenIdleFor, maxReplyTokens, closeTimeout);
    }

    public AgentOptions withEventBuffer(int value) {
        return new AgentOptions(queueCapacity, value, recallLimit, sleepWhenIdleFor, maxReplyTokens, closeTimeout);
    }

    public AgentOptions withRecallLimit(int value) {
        return new AgentOptions(queueCapacity, eventBuffer, value, sleepWhenIdleFor, maxReplyTokens, closeTimeout);
    }

    public AgentOptions withSleepWhenIdleFor(Duration value) {
        return new AgentOptions(queueCapacity, eventBuffer, recallLimit, value, maxReplyTokens, closeTimeout);
    }

    public AgentOptions withMaxReplyTokens(int value) {
        return new AgentOptions(queueCapacity, eventBuffer, recallLimit, sleepWhenIdleFor, value, closeTimeout);
    }

    public AgentOptions withCloseTimeout(Duration value) {
        return new AgentOptions(queueCapacity, eventBuffer, recallLimit, sleepWhenIdleFor, maxReplyTokens, value);
    }

    private static void positive(String what, int value) {
        if (value < 1)
            throw new IllegalArgumentException(what + ": expected >= 1, received " + value);
    }
}
