package io.engram.agent.event;

/**
 * How much an agent remembers.
 *
 * @param episodes episodes in episodic memory
 * @param facts facts in semantic memory that are valid now
 * @param skills skills in procedural memory
 */
public record MemorySizes(long episodes, long facts, long skills) {
    /** Nothing remembered. */
    public static final MemorySizes NONE = new MemorySizes(0, 0, 0);

    public MemorySizes {
        if (episodes < 0 || facts < 0 || skills < 0)
            throw new IllegalArgumentException(
                    "sizes: expected >= 0, received episodes " + episodes + ", facts " + facts + ", skills " + skills);
    }
}
