package io.engram.agent;

/**
 * What can be asked of an agent over the event bus, at {@code agent.<name>.cmd}. The reply is what the method of the same
 * name in {@code Agent} returns.
 */
public sealed interface AgentCommand {

    /** {@code Agent.tell}. */
    record Tell(String text, String actor) implements AgentCommand {
    }

    /** {@code Agent.recall}. */
    record Recall(String query) implements AgentCommand {
    }

    /** {@code Agent.ask}. */
    record Ask(String text, String actor) implements AgentCommand {
    }

    /** {@code Agent.sleep}. */
    record Sleep(String reason) implements AgentCommand {
    }
}
