package io.engram.inference.transformer;

import io.engram.inference.KvType;
import io.engram.tensor.Matrix;
import io.engram.tensor.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * {@link MixerSpec.Latent} with its weights. A position's latent vector c is normed {@code attn_kv_a_mqa} output, followed
 * by r rotated elements shared by all heads. Two forms, equal up to rounding:
 *
 * <ul>
 * <li>expanded ({@code keyValueUp}): keys {@code [plain(c), r]} and values are computed per head and cached;
 * <li>absorbed ({@code keyUp}, {@code valueUp}): the cache holds {@code [c, r]}, queries are mapped into c's space and
 * what they attend to is mapped out of it (DeepSeek-V2, section 2.1.2).
 * </ul>
 */
@SuppressWarnings("ArrayRecordComponent") // norms are shared, never compared
record LatentMixer(MixerSpec.Latent spec, float epsilon, @Nullable Linear queryDown, float @Nullable [] queryNorm,
        Linear query, Linear latentDown, float[] latentNorm, @Nullable Linear keyValueUp, @Nullable Matrix keyUp,
        @Nullable Matrix valueUp, Linear output, RopeTable rope, AttentionCore core) implements Mixer {

    @Override
    public LayerState newState(KvType kv, int capacity) {
        return core.newCache(kv, capacity);
    }

    @Override
    public void apply(Batch batch, int layer, Inputs x, float[] out) {
        int rows = batch.rows();
        Compute compute = batch.compute();
        int headDim = spec.plainDim() + spec.rope().dim();
        float[] q = queries(batch, x);
        rope.rotate(batch, q, spec.plainDim(), spec.heads() * headDim, spec.heads() - 1, headDim);
        rotateLastHead(batch, q, headDim);
        int latent = spec.latentRank() + spec.rope().dim();
        float[] c = batch.floats(Scratch.Slot.LATENT, (long) rows * latent);
        latentDown.apply(compute, x, c);
        for (int t = 0; t < rows; t++) {
            compute.kernels().rmsNorm(c, t * latent, latentNorm, 0, epsilon, c, t * latent, spec.latentRank());
        }
        rope.rotate(batch, c, spec.latentRank(), latent, 1, spec.rope().dim());
        int width = spec.heads() * spec.valueDim();
        float[] attended = batch.floats(Scratch.Slot.ATTENDED, (long) rows * width);
        if (keyUp != null && valueUp != null) {
            absorbed(batch, layer, q, c, keyUp, valueUp, attended);
        } else if (keyValueUp != null) {
            expanded(batch, layer, q, c, keyValueUp, attended);
        }
        output.apply(compute, compute.inner(attended, rows, width), out);
    }

    private float[] queries(Batch batch, Inputs x) {
        int rows = batch.rows();
        float[] q = batch.floats(Scratch.Slot.QUERY, (long) rows * query.out());
        if (queryDown == null || queryNorm == null) {
            query.apply(batch.compute(), x, q);
            return q;
        }
        int rank = queryDown.out();
        float[] low = batch.floats(Scratch.Slot.QUERY_LOW, (long) rows * rank);
        queryDown.apply(batch.compute(), x, low);
        for (int t = 0; t < rows; t++) {
            batch.compute().kernels().rmsNorm(low, t * rank, queryNorm, 0, epsilon, low, t * rank, rank);
        }
        query.apply(batch.compute(), batch.compute().inner(low, rows, rank), q);
        return q;
    }

    /** The rotated part sits at the end of a head, so the last head of a row is no full stride long from there. */
    private void rotateLastHead(Batch batch, float[] q, int headDim) {
        rope.rotate(batch, q, (spec.heads() - 1) * headDim + spec.plainDim(), spec.heads() * headDim, 1,
                spec.rope().dim());
    }

    private void expanded(Batch batch, int layer, float[] q, float[] c, Linear up, float[] attended) {
        int rows = batch.rows();
        int plain = spec.plainDim();
        int turned = spec.rope().dim();
        int valueDim = spec.valueDim();
        int latent = spec.latentRank() + turned;
        int headDim = plain + turned;
        float[] kv = batch.floats(Scratch.Slot.ABSORBED, (long) rows * up.out());
        up.apply(batch.compute(), batch.compute().inner(c, 0, latent, rows, spec.latentRank()), kv);
        int heads = spec.heads();
        float[] k = batch.floats(Scratch.Slot.KEY, (long) rows * heads * headDim);
        float[] v = batch.floats(Scratch.Slot.VALUE, (long) rows * heads * valueDim);
        for (int row = 0; row < rows; row++) {
            for (int h = 0; h < heads; h++) {
                int from = row * up.out() + h * (plain + valueDim);
                int to = (row * heads + h) * headDim;
                System.arraycopy(kv, from, k, to, plain);
                System.arraycopy(c, row * latent + spec.latentRank(), k, to + plain, turned);
                System.arraycopy(kv, from + plain, v, (row * heads + h) * valueDim, valueDim);
            }
        }
        for (Batch.Run run : batch.runs()) {
            ((KvCache) run.sequence().layer(layer)).put(run.position(), run.rows(), k, run.row() * heads * headDim, v,
                    run.row() * heads * valueDim);
        }
        core.apply(batch, layer, q, spec.heads() * headDim, attended);
    }

    private void absorbed(Batch batch, int layer, float[] q, float[] c, Matrix keyUp, Matrix valueUp,
            float[] attended) {
        int rows = batch.rows();
        int rank = spec.latentRank();
        int turned = spec.rope().dim();
        int latent = rank + turned;
        for (Batch.Run run : batch.runs()) {
            ((KvCache) run.sequence().layer(layer)).put(run.position(), run.rows(), c, run.row() * latent, c, 0);
        }
        float[] mapped = batch.floats(Scratch.Slot.ABSORBED, (long) rows * spec.heads() * latent);
        float[] seen = batch.floats(Scratch.Slot.HEADS, (long) rows * spec.heads() * rank);
        int headDim = spec.plainDim() + turned;
        perHead(batch, keyUp, rank, q, headDim, mapped, latent);
        for (int i = 0; i < rows * spec.heads(); i++) {
            System.arraycopy(q, i * headDim + spec.plainDim(), mapped, i * latent + rank, turned);
        }
        core.apply(batch, layer, mapped, spec.heads() * latent, seen);
        perHead(batch, valueUp, spec.valueDim(), seen, rank, attended, spec.valueDim());
    }

    /** Head h of x, {@code [T][H][xDim]}, through rows {@code h * out ..} of w, to {@code [T][H][yDim]}. */
    private void perHead(Batch batch, Matrix w, int out, float[] x, int xDim, float[] y, int yDim) {
        Kernels kernels = batch.compute().kernels();
        for (int h = 0; h < spec.heads(); h++) {
            Matrix head = w.rows(h * out, (h + 1) * out);
            kernels.matMat(head, 0, out, x, h * xDim, spec.heads() * xDim, batch.rows(), y, h * yDim,
                    spec.heads() * yDim);
        }
    }
}
