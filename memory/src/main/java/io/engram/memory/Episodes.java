package io.engram.memory;

import java.time.Instant;

/** Drafts to episodes. */
final class Episodes {
    private Episodes() {
    }

    /** The episode of a draft, without links. */
    static Episode of(EpisodeDraft d, long id, Instant now) {
        return new Episode(id, d.actor(), d.channel(), d.session(), d.text(), d.eventTime().orElse(now), now,
                d.reward(), Salience.of(d), d.provenance(), d.attributes(), d.steps(), d.success(), 0, 0, d.surprise(),
                d.marked());
    }
}
