package io.engram.planner;

/** Why a search ended. */
public enum StopReason {
    SIMULATIONS, TIME, MODEL_CALLS, TOKENS, NODES,
    /** Only one way to go on, so there was nothing to compare. */
    FORCED,
    /** No number of remaining simulations could change the choice. */
    DECIDED,
    /** The outcome of the root is proven. */
    PROVEN
}
