package io.engram.agent.tool;

/** What a tool does to the world outside the agent. */
public enum Effect {
    /** Only looks: repeating it does no harm. */
    READ,
    /** Changes something, and doing it twice with the same arguments is the same as doing it once. */
    WRITE_IDEMPOTENT,
    /** Changes something each time. */
    WRITE,
    /** Changes something that cannot be undone, or spends money. */
    IRREVERSIBLE;

    /** Whether a call needs an idempotency key. */
    public boolean needsKey() {
        return this == WRITE || this == IRREVERSIBLE;
    }
}
