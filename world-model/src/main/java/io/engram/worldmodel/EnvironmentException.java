package io.engram.worldmodel;

import java.io.Serial;

/** An environment was used against its contract, or broke it; says where, what was expected and what was received. */
public final class EnvironmentException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Names the environment, the rule and what broke it.
     *
     * @param environment id of the environment
     * @param what what was wrong, for example {@code "action"}
     * @param expected the rule
     * @param received the value that broke it
     */
    public EnvironmentException(String environment, String what, String expected, String received) {
        super(environment + ": " + what + ": expected " + expected + ", received " + received);
    }
}
