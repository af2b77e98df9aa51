package io.engram.worldmodel;

import java.util.Map;

/** Hears about training while it runs, on the training thread; must return fast. */
@FunctionalInterface
public interface TrainingListener {
    /** Hears nothing. */
    TrainingListener NONE = (done, losses) -> {
    };

    /**
     * Called after some of the updates of one training call.
     *
     * @param updatesDone updates so far in this call
     * @param losses named losses, lower is better
     */
    void progress(int updatesDone, Map<String, Double> losses);
}
