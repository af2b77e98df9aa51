package io.engram.memory;

/** The phases of sleep, in the order in which they run. The order is stored: only append. */
public enum SleepPhase {
    /** New lived episodes: condition, action and outcome that repeat become regularities. */
    REGULARITIES,
    /** New told episodes: plain statements become facts; a contradiction closes the older one's validity. */
    FACTS,
    /** New successful lived episodes: action sequences that repeat become skills; failing skills are demoted. */
    SKILLS,
    /** Names of new facts: those that mean one entity are joined. */
    ENTITIES,
    /** Episodes beyond the agent's capacity: the least retained are forgotten. */
    RETENTION
}
