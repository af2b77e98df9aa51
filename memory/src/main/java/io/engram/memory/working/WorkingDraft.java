package io.engram.memory.working;

import io.engram.memory.EpisodeDraft;

/**
 * An item to be held in mind.
 *
 * @param content what it is; this is what goes to episodic memory if the item is pushed out
 * @param pinned whether it stays until unpinned
 * @param episode the id of the episode that already holds it, 0 if none does
 */
public record WorkingDraft(EpisodeDraft content, boolean pinned, long episode) {
    public WorkingDraft {
        if (episode < 0) {
            throw new IllegalArgumentException("episode must be an id or 0, was " + episode);
        }
    }

    /** A thought that no episode holds yet. */
    public static WorkingDraft of(EpisodeDraft content) {
        return new WorkingDraft(content, false, 0);
    }

    /** A copy of a recorded episode. */
    public static WorkingDraft copyOf(long episode, EpisodeDraft content) {
        return new WorkingDraft(content, false, episode);
    }

    public WorkingDraft pin() {
        return new WorkingDraft(content, true, episode);
    }
}
