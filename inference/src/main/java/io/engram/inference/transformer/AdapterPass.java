package io.engram.inference.transformer;

import io.engram.tensor.kernel.Kernels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds the adapters of a batch's sequences to its products, row by row. Belongs to the computing thread. */
final class AdapterPass {
    private final Kernels kernels;
    /** Adapters of each row of the batch. */
    private final AdapterSet[] sets;
    private final List<AdapterSet> distinct;
    /** Row of the batch that row i of the next product stands for, or null where they are the same. */
    private int @Nullable [] rows;

    private AdapterPass(Kernels kernels, AdapterSet[] sets, List<AdapterSet> distinct) {
        this.kernels = kernels;
        this.sets = sets;
        this.distinct = distinct;
    }

    /** The adapters of some work, or null if none has any. */
    static @Nullable AdapterPass of(Batch batch, List<Transformer.Work> work) {
        List<AdapterSet> distinct = work.stream().map(Transformer.Work::adapters).filter(a -> !a.isEmpty()).distinct()
                .toList();
        if (distinct.isEmpty()) {
            return null;
        }
        AdapterSet[] sets = new AdapterSet[batch.rows()];
        int row = 0;
        for (Transformer.Work w : work) {
            for (int t = 0; t < w.count(); t++) {
                sets[row++] = w.adapters();
            }
        }
        return new AdapterPass(batch.compute().kernels(), sets, distinct);
    }

    /** From now on row i of a product stands for row {@code rows[i]} of the batch. */
    void rows(int[] rows) {
        this.rows = rows;
    }

    /** Whether any sequence changes this matrix. */
    boolean touches(Linear linear) {
        for (AdapterSet set : distinct) {
            if (set.of(linear) != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether any sequence changes one of these matrices. */
    @SafeVarargs
    final boolean touchesAny(List<Linear>... lists) {
        for (List<Linear> list : lists) {
            for (Linear linear : list) {
                if (touches(linear)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Adds to a product over all rows, {@code y[t * out + r]}. */
    void add(Linear linear, Inputs x, float[] y) {
        if (!touches(linear)) {
            return;
        }
        for (int t = 0; t < x.rows(); t++) {
            add(linear, rows == null ? t : rows[t], x.values(), x.row(t), y, t * linear.out());
        }
    }

    /** Adds to the product of one row of the batch. */
    void add(Linear linear, int row, float[] x, int xo, float[] y, int yo) {
        List<AdapterSet.Change> changes = sets[row].of(linear);
        if (changes != null) {
            for (AdapterSet.Change change : changes) {
                change.matrices().add(kernels, change.scale(), x, xo, y, yo);
            }
        }
    }
}
