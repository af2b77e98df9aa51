package io.engram.inference.transformer;

import io.engram.inference.KvType;
import io.engram.tensor.kernel.Kernels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link MixerSpec.Attention} with its weights. A single token's queries, keys and values are one range of work: keys and
 * values alone are too few rows to share out.
 */
@SuppressWarnings("ArrayRecordComponent") // norms are shared, never compared
record AttentionMixer(MixerSpec.Attention spec, float epsilon, Linear query, Linear key, Linear value, Linear output,
        float @Nullable [] queryNorm, float @Nullable [] keyNorm, @Nullable RopeTable rope,
        AttentionCore core) implements Mixer {

    @Override
    public LayerState newState(KvType kv, int capacity) {
        return core.newCache(kv, capacity);
    }

    @Override
    public void apply(Batch batch, int layer, Inputs x, float[] out) {
        int rows = batch.rows();
        Compute compute = batch.compute();
        boolean joined = rows == 1 && !spec.gated() && compute.adapters() == null;
        int keys = joined ? query.out() : 0;
        int values = joined ? keys + key.out() : 0;
        float[] q = batch.floats(Scratch.Slot.QUERY,
                joined ? values + value.out() : (long) rows * spec.heads() * spec.headDim());
        float[] k = joined ? q : batch.floats(Scratch.Slot.KEY, (long) rows * key.out());
        float[] v = joined ? q : batch.floats(Scratch.Slot.VALUE, (long) rows * value.out());
        float[] gate = new float[0];
        if (joined) {
            Linear.together(compute, x, List.of(query, key, value), q);
        } else {
            gate = queries(batch, x, q);
            key.apply(compute, x, k);
            value.apply(compute, x, v);
        }
        normAndRotate(batch, q, 0, spec.heads(), queryNorm);
        normAndRotate(batch, k, keys, spec.kvHeads(), keyNorm);
        for (Batch.Run run : batch.runs()) {
            KvCache cache = (KvCache) run.sequence().layer(layer);
            cache.put(run.position(), run.rows(), k, keys + run.row() * key.out(), v, values + run.row() * value.out());
        }
        int width = spec.heads() * spec.valueDim();
        float[] attended = batch.floats(Scratch.Slot.ATTENDED, (long) rows * width);
        core.apply(batch, layer, q, spec.heads() * spec.headDim(), attended);
        for (int i = 0; i < gate.length && i < rows * width; i++) {
            attended[i] *= (float) (1 / (1 + Math.exp(-gate[i])));
        }
        output.apply(compute, compute.inner(attended, rows, width), out);
    }

    /** Fills q; gives the gates {@code [T][H][headDim]} or, without gates, nothing. */
    private float[] queries(Batch batch, Inputs x, float[] q) {
        int rows = batch.rows();
        if (!spec.gated()) {
            query.apply(batch.compute(), x, q);
            return new float[0];
        }
        // Each head of the projection is its query followed by its gate.
        int dim = spec.headDim();
        float[] both = batch.floats(Scratch.Slot.HEADS, (long) rows * query.out());
        float[] gate = batch.floats(Scratch.Slot.GATE, (long) rows * spec.heads() * dim);
        query.apply(batch.compute(), x, both);
        for (int i = 0; i < rows * spec.heads(); i++) {
            System.arraycopy(both, 2 * i * dim, q, i * dim, dim);
            System.arraycopy(both, (2 * i + 1) * dim, gate, i * dim, dim);
        }
        return gate;
    }

    private void normAndRotate(Batch batch, float[] heads, int offset, int count, float @Nullable [] norm) {
        int dim = spec.headDim();
        int width = count * dim;
        if (norm != null) {
            Kernels kernels = batch.compute().kernels();
            int n = spec.qkNorm() == MixerSpec.QkNorm.ROW ? width : dim;
            for (int o = offset; o < offset + batch.rows() * width; o += n) {
                kernels.rmsNorm(heads, o, norm, 0, epsilon, heads, o, n);
            }
        }
        if (rope != null) {
            rope.rotate(batch, heads, offset, width, count, dim);
        }
    }
}
