package io.engram.inference.transformer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls the residual hooks of a batch; one that throws is not called again and its work fails alone. */
final class HookCalls {
    private final Batch batch;
    private final List<Transformer.Work> work;
    private final int embedding;
    private final @Nullable RuntimeException[] failures;

    private HookCalls(Batch batch, List<Transformer.Work> work, int embedding) {
        this.batch = batch;
        this.work = work;
        this.embedding = embedding;
        this.failures = new RuntimeException[work.size()];
    }

    /** The hooks of some work, or null if it has none. */
    static @Nullable HookCalls of(Batch batch, List<Transformer.Work> work, int embedding) {
        for (Transformer.Work w : work) {
            if (w.hook() != null) {
                return new HookCalls(batch, work, embedding);
            }
        }
        return null;
    }

    /** What each work's hook threw, or null. */
    @Nullable
    RuntimeException[] failures() {
        return failures;
    }

    void after(int layer, float[] residual) {
        for (int i = 0; i < work.size(); i++) {
            ResidualHook hook = work.get(i).hook();
            if (hook != null && failures[i] == null) {
                try {
                    call(hook, layer, batch.runs().get(i), residual);
                } catch (RuntimeException e) {
                    failures[i] = e;
                }
            }
        }
    }

    private void call(ResidualHook hook, int layer, Batch.Run run, float[] residual) {
        for (int t = 0; t < run.rows(); t++) {
            hook.after(layer, run.position() + t, residual, (run.row() + t) * embedding, embedding);
        }
    }
}
