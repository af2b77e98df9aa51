package io.engram.agent.live;

import io.engram.agent.event.AgentEvent;
import io.engram.agent.event.EventSink;
import io.engram.memory.AgentMemory;
import io.engram.memory.Episode;
import io.engram.memory.EpisodeDraft;
import io.engram.memory.LivedStep;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Hands lived episodes to memory without waiting for the disk, but never more than {@value #IN_FLIGHT} at a time.
 *
 * <p>Owned by the life's thread. {@link #settle} waits until everything is on disk; an episode that memory could not keep
 * ends the life there.
 */
final class EpisodeLog {
    private static final int IN_FLIGHT = 16;

    private final AgentMemory memory;
    private final String scenario;
    private final EventSink events;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private List<LivedStep> steps = new ArrayList<>();

    private record Pending(long turn, CompletableFuture<Episode> episode) {
    }

    EpisodeLog(AgentMemory memory, String scenario, EventSink events) {
        this.memory = memory;
        this.scenario = scenario;
        this.events = events;
    }

    void step(String situation, String action, String outcome, double reward) {
        steps.add(new LivedStep(situation, action, outcome, reward));
    }

    /** The episode is over: hands it to memory. */
    void end(long turn, boolean success, double episodeReturn) {
        EpisodeDraft draft = EpisodeDraft.lived(scenario, summary(success, steps.size()), steps, success,
                episodeReturn);
        steps = new ArrayList<>();
        pending.add(new Pending(turn, memory.record(draft)));
        while (pending.size() > IN_FLIGHT)
            await(pending.remove());
    }

    /** An episode that was broken off is not an experience of the world: forgets its steps. */
    void drop() {
        steps = new ArrayList<>();
    }

    /** Waits until all episodes are on disk. */
    void settle() {
        while (!pending.isEmpty())
            await(pending.remove());
    }

    private void await(Pending next) {
        Episode episode = next.episode().join();
        events.emit(next.turn(), stamp -> new AgentEvent.Recorded(stamp, Long.toString(episode.id())));
    }

    /** In words that repeat, so that episodes that went alike read alike: the length is given as a power of two. */
    private String summary(boolean success, int length) {
        int about = Integer.highestOneBit(Math.max(1, length));
        return "Lived an episode of " + scenario + ": " + (success ? "succeeded" : "failed") + " after " + about
                + " to "
                + (2 * about - 1) + " actions.";
    }
}
