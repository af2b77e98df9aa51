package io.engram.agent.event;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One observable step of an agent. */
public sealed interface AgentEvent {

    /** Who, in which order, when. */
    Stamp stamp();

    /** Something reached the agent: a text, or the first observation of an episode. */
    record Perceived(Stamp stamp, String actor, String content) implements AgentEvent {
    }

    /**
     * Memory was asked.
     *
     * @param query what was asked
     * @param memories what came, best first
     * @param time how long it took
     */
    record Recalled(Stamp stamp, String query, List<Remembered> memories, Duration time) implements AgentEvent {
        public Recalled {
            memories = List.copyOf(memories);
        }
    }

    /**
     * One recalled memory.
     *
     * @param id the record's id, unique in the agent's memory
     * @param layer which memory it came from, for example {@code episodic}
     * @param text what was remembered
     * @param score fused score; comparable inside one recall only
     * @param why the signals that brought it, for people
     */
    record Remembered(String id, String layer, String text, double score, String why) {
    }

    /**
     * A decision was made.
     *
     * @param action what will be done, by name
     * @param variation the expected sequence of actions, by name, the decided one first
     * @param simulations simulations the search used; 0 when there was no search
     * @param value expected discounted return from here; 0 when there was no search
     * @param why how it was decided, for people
     */
    record Planned(Stamp stamp, String action, List<String> variation, int simulations, double value, String why)
            implements
                AgentEvent {
        public Planned {
            variation = List.copyOf(variation);
        }
    }

    /** Something was done: an environment action by name, or a reply as text. */
    record Acted(Stamp stamp, String action) implements AgentEvent {
    }

    /**
     * What an action led to.
     *
     * @param outcome in words
     * @param reward of this step; 0 for a text turn
     * @param surprise prediction error of the world model in [0,1]; 0 when nothing was predicted
     * @param done whether it ended the episode
     */
    record Observed(Stamp stamp, String outcome, double reward, double surprise, boolean done) implements AgentEvent {
    }

    /** An episode is on disk and will survive a crash; {@code episode} is its id. */
    record Recorded(Stamp stamp, String episode) implements AgentEvent {
    }

    /** The agent fell asleep; {@code reason} says why, for people. */
    record SleepBegan(Stamp stamp, String reason) implements AgentEvent {
    }

    /**
     * One phase of sleep is over.
     *
     * @param phase its name, for example {@code facts}, {@code skills}, {@code world-model}
     * @param measures counts or losses by name, in a stable order
     * @param time how long it took
     */
    record SleepPhase(Stamp stamp, String phase, Map<String, Double> measures, Duration time) implements AgentEvent {
        public SleepPhase {
            measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
        }
    }

    /** The agent woke up. */
    record Slept(Stamp stamp, Duration time, MemorySizes memory) implements AgentEvent {
    }

    /**
     * A lived episode is over.
     *
     * @param episode its number in this life, from 1; evaluation episodes count on
     * @param evaluation whether learning and exploration were off
     * @param steps actions taken
     * @param episodeReturn undiscounted sum of its rewards
     * @param success by the scenario's own criterion
     */
    record EpisodeEnded(Stamp stamp, int episode, boolean evaluation, int steps, double episodeReturn, boolean success)
            implements
                AgentEvent {
    }

    /**
     * How a life goes, sampled.
     *
     * @param phase what the agent is doing: {@code live}, {@code sleep} or {@code evaluate}
     * @param episode episodes so far, in this phase's counting (evaluation starts from 1 again)
     * @param episodes how many there will be; 0 when the number of steps rules
     * @param envSteps environment steps so far, evaluation not counted
     * @param successRate share of successes over the last 20 episodes of this phase, in [0,1]
     * @param simulationsPerSecond search simulations per second of searching
     * @param memory what is remembered
     * @param losses the last training's losses by name, in a stable order; empty before the first
     */
    record Progress(Stamp stamp, String phase, int episode, int episodes, long envSteps, double successRate,
            double simulationsPerSecond, MemorySizes memory, Map<String, Double> losses) implements AgentEvent {
        public Progress {
            losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
        }
    }

    /**
     * Something failed.
     *
     * @param where the step that failed, for example {@code recall}
     * @param message what happened
     */
    record Failed(Stamp stamp, String where, String message) implements AgentEvent {
    }

    /** The listener was too slow for its buffer: {@code count} events before this one were dropped for it alone. */
    record Missed(Stamp stamp, long count) implements AgentEvent {
    }
}
