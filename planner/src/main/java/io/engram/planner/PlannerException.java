package io.engram.planner;

import java.io.Serial;

/** The world gave the search something that it cannot use: no legal action at the root, a number that is not one, and the like. */
public final class PlannerException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public PlannerException(String message) {
        super(message);
    }
}
