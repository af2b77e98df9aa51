package io.engram.agent;

import io.engram.agent.live.LiveOptions;
import io.engram.agent.live.LiveReport;
import io.engram.agent.spi.Scenario;
import io.engram.memory.AgentMemory;
import io.engram.memory.Episode;
import io.engram.memory.Recall;
import io.engram.memory.RecallQuery;
import io.engram.memory.SleepReport;
import io.vertx.core.Future;

/**
 * An agent that remembers, plans and sleeps.
 *
 * <p>Made by {@link #builder}. Commands are carried out one after another in the order of the calls; each returns at once
 * with a future that completes on the agent's event loop. A future fails with {@link AgentBusyException} when too many
 * commands wait, with {@link AgentClosedException} after {@link #close}, with {@link IllegalArgumentException} for a bad
 * argument, and else with what broke. {@link #live} runs beside the commands, one life at a time.
 *
 * <p>Thread-safe. The same commands can be sent over the event bus: see {@link AgentCommand}.
 */
public interface Agent {

    /**
     * Starts to describe an agent.
     *
     * @param name 1 to 64 letters, digits, {@code _} or {@code -}; also names its bus addresses
     */
    static AgentBuilder builder(String name) {
        return new AgentBuilder(name);
    }

    /** The name it was built with. */
    String name();

    /**
     * Tells it something to remember.
     *
     * @return the episode, once it is on disk
     */
    Future<Episode> tell(String text, String actor);

    /** Brings back what it remembers about a text. */
    default Future<Recall> recall(String query) {
        return recall(RecallQuery.of(query));
    }

    /** Brings back what it remembers, with limits on number, layers, trust and time. */
    Future<Recall> recall(RecallQuery query);

    /**
     * Asks it something and remembers that it was asked. With a language model the answer is written from what was
     * recalled; without one the answer is what was recalled, and says so: see {@link Answer#origin()}.
     */
    Future<Answer> ask(String text, String actor);

    /** Asks as {@code user}. */
    default Future<Answer> ask(String text) {
        return ask(text, "user");
    }

    /**
     * Lives in a scenario until its options say stop, and reports. Fails with {@link LifeException} when the environment or
     * a room of the agent breaks; what was recorded until then stays.
     */
    Future<LiveReport> live(Scenario scenario, LiveOptions options);

    /** Lives in a scenario with the scenario's own options. */
    default Future<LiveReport> live(Scenario scenario) {
        return live(scenario, scenario.defaults());
    }

    /** Ends the running life after its current step; its report tells of what was lived. Does nothing when there is none. */
    void stopLiving();

    /**
     * Sleeps: consolidates what is new in memory.
     *
     * @param reason for people
     */
    Future<SleepReport> sleep(String reason);

    /** Everything it does, as it does it. Close the subscription when done. */
    EventSubscription events();

    /**
     * Its memory, to look into. Thread-safe, but plain and blocking: from an event loop, call only what says that it is
     * wait-free.
     */
    AgentMemory memory();

    /**
     * Ends it: refuses new commands, finishes those that wait, ends a running life, makes everything durable. Calling again
     * returns the same future.
     */
    Future<Void> close();
}
