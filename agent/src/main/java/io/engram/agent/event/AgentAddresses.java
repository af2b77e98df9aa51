package io.engram.agent.event;

import java.util.regex.Pattern;

/**
 * The event-bus addresses of an agent; part of the public API.
 *
 * <table>
 * <caption>Addresses</caption>
 * <tr><th>Address</th><th>Kind</th><th>Body</th></tr>
 * <tr><td>{@code agent.<name>.cmd}</td><td>request/reply</td><td>an {@code AgentCommand}; the reply is its result, a
 * failure carries the codes of {@link #BUSY}, {@link #CLOSED} and {@link #FAILED}</td></tr>
 * <tr><td>{@code agent.<name>.evt}</td><td>publish</td><td>an {@link AgentEvent}</td></tr>
 * </table>
 *
 * <p>The bus is best effort and at most once. A command that got no reply may or may not have been carried out.
 */
public final class AgentAddresses {
    /** Failure code of a command that found the agent's queue full: try again later. */
    public static final int BUSY = 503;
    /** Failure code of a command to an agent that is closing or closed. */
    public static final int CLOSED = 410;
    /** Failure code of a command that was carried out and failed. */
    public static final int FAILED = 500;

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{0,63}");

    private AgentAddresses() {
    }

    /** Where commands to the agent are sent. */
    public static String commands(String agent) {
        return "agent." + checkName(agent) + ".cmd";
    }

    /** Where the agent's events are published. */
    public static String events(String agent) {
        return "agent." + checkName(agent) + ".evt";
    }

    /** Returns {@code agent} when it may name an agent: letters, digits, {@code _} and {@code -}, 64 at most. */
    public static String checkName(String agent) {
        if (!NAME.matcher(agent).matches())
            throw new IllegalArgumentException(
                    "agent name: expected 1 to 64 letters, digits, '_' or '-', starting with a letter or digit, received '"
                            + agent + "'");
        return agent;
    }
}
