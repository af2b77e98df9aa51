package io.engram.memory;

/**
 * How far a record may be believed, from least to most. What is derived from several records has the lowest trust among
 * them ({@link #lowest}), through every consolidation. The order of the constants is stored: only append.
 */
public enum Trust {
    /** Text of unknown or hostile origin, such as a web page. */
    UNTRUSTED,
    /** What a tool returned. */
    TOOL,
    /** What a person or another agent said. */
    PERSON,
    /** What the agent itself observed or did. */
    OBSERVED,
    /** What the operator configured. */
    OPERATOR;

    /** The lower of two levels. */
    public static Trust lowest(Trust first, Trust second) {
        return first.compareTo(second) <= 0 ? first : second;
    }
}
