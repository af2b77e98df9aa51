package io.engram.memory.sleep;

import io.engram.memory.Episode;
import io.engram.memory.SleepPhase;
import io.engram.memory.SleepReport;
import io.engram.memory.change.Change;
import java.util.List;
import java.util.function.Supplier;

/** One phase over episodes. */
public interface SleepJob {
    /** The phase. */
    SleepPhase phase();

    /** Forgets everything folded. */
    void reset();

    /** Takes an episode into the counts; episodes come in order of id, each once after a {@link #reset}. */
    void fold(Episode episode);

    /** Folds an episode that an earlier sleep has gone through. */
    default void refold(Episode episode) {
        fold(episode);
    }

    /** How much evidence has been folded; says when asking is due. */
    int evidence();

    /** Whether asking is due once the evidence has gone from {@code before} to {@code after}. */
    boolean due(int before, int after);

    /**
     * What the rules promote now. Called on the sleeping thread; what it returns is called on the writer thread, once, with
     * the layers as they are when the changes are journalled.
     *
     * @param decisions receives each decision behind the changes, in order, when the supplier is called
     */
    Supplier<List<Change>> promote(List<SleepReport.Promotion> decisions);
}
