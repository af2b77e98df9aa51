package io.engram.agent.event;

import java.time.Instant;

/**
 * Who said it, in which order, and when.
 *
 * @param agent name of the agent
 * @param sequence 1 for the first event of this agent since it was opened, then one more each
 * @param at time by the agent's clock
 * @param turn number of the turn or lived episode the event belongs to; 0 when it belongs to none
 */
public record Stamp(String agent, long sequence, Instant at, long turn) {
    public Stamp {
        if (agent.isBlank())
            throw new IllegalArgumentException("agent: expected a name, received a blank one");
        if (sequence < 1)
            throw new IllegalArgumentException("sequence: expected >= 1, received " + sequence);
        if (turn < 0)
            throw new IllegalArgumentException("turn: expected >= 0, received " + turn);
    }
}
