package io.engram.memory.working;

import io.engram.memory.EpisodeDraft;
import java.time.Instant;

/**
 * One item in mind.
 *
 * @param id unique in the agent's memory
 * @param content what it is
 * @param tokens what it costs of the budget
 * @param pinned whether it stays until unpinned
 * @param episode the id of the episode that holds it too, 0 if none
 * @param added when it came in
 */
public record WorkingItem(long id, EpisodeDraft content, int tokens, boolean pinned, long episode, Instant added) {
    /** What the item says. */
    public String text() {
        return content.text();
    }
}
