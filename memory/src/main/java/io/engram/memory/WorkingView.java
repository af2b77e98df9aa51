package io.engram.memory;

import io.engram.memory.change.Change;
import io.engram.memory.working.WorkingDraft;
import io.engram.memory.working.WorkingItem;
import io.engram.memory.working.WorkingMemory;
import io.engram.memory.working.WorkingState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** Working memory as users see it: reads the state, writes through the writer. */
record WorkingView(MemoryOptions options, WorkingState state, MemoryWriter writer, LongSupplier ids,
        Runnable recorded) implements WorkingMemory {
    @Override
    public CompletableFuture<WorkingItem> add(WorkingDraft draft) {
        return writer.submit(true, () -> {
            Instant now = options.clock().instant();
            int tokens = options.tokens().count(draft.content().text());
            List<Change> changes = new ArrayList<>();
            for (WorkingItem leaving : state.leaving(tokens, now)) {
                writeThrough(leaving, now, changes);
            }
            WorkingItem item = new WorkingItem(ids.getAsLong(), draft.content(), tokens, draft.pinned(),
                    draft.episode(), now);
            changes.add(new Change.WorkingWritten(item));
            return new MemoryWriter.Prepared<>(changes, () -> {
                recorded.run();
                return item;
            });
        });
    }

    private void writeThrough(WorkingItem leaving, Instant now, List<Change> changes) {
        if (leaving.episode() == 0) {
            EpisodeDraft content = leaving.content();
            EpisodeDraft timed = content.eventTime().isPresent() ? content : content.withEventTime(leaving.added());
            changes.add(new Change.EpisodeRecorded(Episodes.of(timed, ids.getAsLong(), now)));
        }
        changes.add(new Change.WorkingRemoved(leaving.id()));
    }

    @Override
    public void touch(long id) {
        state.touch(id, options.clock().instant());
    }

    @Override
    public CompletableFuture<Boolean> pin(long id, boolean pinned) {
        return writer.submit(true, () -> {
            List<Change> changes = state.item(id).stream()
                    .<Change>map(i -> new Change.WorkingWritten(
                            new WorkingItem(i.id(), i.content(), i.tokens(), pinned, i.episode(), i.added())))
                    .toList();
            return new MemoryWriter.Prepared<>(changes, () -> !changes.isEmpty());
        });
    }

    @Override
    public CompletableFuture<Boolean> remove(long id) {
        return writer.submit(true, () -> {
            List<Change> changes = state.item(id).stream().<Change>map(i -> new Change.WorkingRemoved(i.id())).toList();
            return new MemoryWriter.Prepared<>(changes, () -> !changes.isEmpty());
        });
    }

    @Override
    public CompletableFuture<Integer> flush() {
        return writer.submit(true, () -> {
            Instant now = options.clock().instant();
            List<WorkingItem> leaving = state.items().stream().filter(i -> !i.pinned()).toList();
            List<Change> changes = new ArrayList<>();
            leaving.forEach(item -> writeThrough(item, now, changes));
            return new MemoryWriter.Prepared<>(changes, () -> {
                recorded.run();
                return leaving.size();
            });
        });
    }

    @Override
    public List<WorkingItem> items() {
        return state.items();
    }

    @Override
    public int tokens() {
        return state.tokens();
    }

    @Override
    public int capacity() {
        return state.capacity();
    }
}
