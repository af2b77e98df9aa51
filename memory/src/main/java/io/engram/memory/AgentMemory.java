package io.engram.memory;

import io.engram.memory.consolidation.Decision;
import io.engram.memory.episodic.EpisodicMemory;
import io.engram.memory.procedural.ProceduralMemory;
import io.engram.memory.semantic.SemanticMemory;
import io.engram.memory.working.WorkingMemory;
import io.engram.memory.forgetting.ForgetReport;
import io.engram.memory.forgetting.ForgetRequest;
import io.engram.memory.transfer.ImportReport;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The memory of one agent: record what happens, recall what matters, sleep to turn experience into knowledge and skill.
 *
 * <p>Thread-safe. Writes are ordered by one writer thread; readers never wait for it.
 */
public interface AgentMemory extends AutoCloseable {
    /**
     * Opens the memory in a directory, or makes a new one. Blocks while the journal is read.
     *
     * @throws MemoryException if the directory cannot be used or belongs to another agent
     * @throws io.engram.memory.journal.JournalLockedException if it is open elsewhere
     */
    static AgentMemory open(MemoryOptions options) {
        return JournalledMemory.open(options);
    }

    /**
     * Opens a memory that there is for reading only: no lock is taken and no file is written, so it works beside an owner that
     * has it open, in this process or another. It shows what was durable when it was opened; what the owner forgets afterwards
     * can still be found here until this is closed, so keep it short. What would write throws {@link MemoryException}, recalls
     * leave no trace, and texts without a vector get one for this instance alone. Episodes come into the heap. Blocks.
     *
     * @throws io.engram.memory.journal.JournalException if there is no memory, it is of another agent or cannot be read
     */
    static AgentMemory openReadOnly(MemoryOptions options) {
        return JournalledMemory.openReadOnly(options);
    }

    /**
     * Records an episode. Blocks only while the bounded write queue is full.
     *
     * @return completes with the episode after the journal's fsync; from then on it is recalled. Completes exceptionally
     *         with {@link MemoryException} if it could not be made durable, and then nothing was recorded.
     */
    CompletableFuture<Episode> record(EpisodeDraft draft);

    /**
     * Brings back what matters for a query, over all layers in one list. Runs on the calling thread; may wait for the
     * embedder (some 10 ms for a text that is not cached). Episodes whose vector is not computed yet are found by words.
     */
    Recall recall(RecallQuery query);

    WorkingMemory working();

    EpisodicMemory episodic();

    SemanticMemory semantic();

    ProceduralMemory procedural();

    /**
     * Consolidates what is new since the last sleep, on the calling thread; only one sleep runs at a time, a second waits.
     * Running it again without new episodes changes nothing. A crash at any point loses no promotion that was reported
     * durable, and the next sleep goes on where the last durable step ended, to the same result. Episodes recorded meanwhile
     * are kept and wait for the next sleep.
     */
    default SleepReport sleep(SleepListener listener) {
        return sleep(listener, SleepBudget.unlimited());
    }

    /** The same within a budget; what is left waits for the next sleep. */
    SleepReport sleep(SleepListener listener, SleepBudget budget);

    /**
     * What {@link #sleep} would do now, tried on a copy of the derived layers: nothing is written and nothing changes. Ids of
     * new records are the ones they would get if nothing else were recorded before. Blocks for as long as a sleep takes.
     */
    SleepReport rehearse(SleepListener listener, SleepBudget budget);

    /** What consolidation decided about a derived record, oldest first, at most the newest 8; with the evidence. */
    List<Decision> decisions(long id);

    /**
     * Forgets for good: chosen records and everything that rests on them alone leave all layers, indexes, caches, snapshots and
     * the bytes of the journal, and consolidation cannot bring them back. What is told anew afterwards is remembered. Blocks
     * while the journal is rewritten; a crash meanwhile leaves nothing done, or the next open finishes it.
     *
     * @throws IllegalArgumentException if the request has no criterion
     * @throws MemoryException if the removal could not be made durable, and then nothing was forgotten; or if it was, but its
     *             bytes are still in the journal, which the next forgetting or open tries again; or if a durable change
     *             could not be taken in before, and then the memory must be opened again first
     */
    ForgetReport forget(ForgetRequest request);

    /** What {@link #forget} would remove now; changes nothing. */
    ForgetReport previewForget(ForgetRequest request);

    /**
     * Writes all of this memory to one file that {@link #importFrom} reads. The file is somebody else's from then on: a later
     * {@link #forget} names it in its report but does not reach it. Blocks.
     *
     * @param file replaced if it exists, once the new one is whole
     * @return how many records were written
     */
    long exportTo(Path file);

    /**
     * Takes the memory of a file in. An agent that remembers nothing becomes as the one in the file was; any other keeps all it
     * has and gets the rest beside it, under new ids. What this agent was made to forget stays forgotten. Nothing changes
     * unless all of the file is whole. Blocks.
     *
     * @throws io.engram.memory.transfer.ExportFormatException if it is no whole export
     */
    ImportReport importFrom(Path file);

    /** Waits until every recorded text has its vector, or an embedding has failed. Blocks. */
    void awaitEmbeddings();

    /**
     * Waits until background work on the vector index is done: recall is then as fast as it gets. Blocks, for minutes where
     * many vectors are new; recall is complete and exact meanwhile, only slower.
     */
    void awaitIndexes();

    MemoryStats stats();

    /** Makes everything recorded durable, stops the threads and leaves a clean mark. Blocks; a second call does nothing. */
    @Override
    void close();
}
