package io.engram.worldmodel.ntuple;

import io.engram.worldmodel.Envelope;
import io.engram.worldmodel.env.Symmetry;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Tables over tuples of a board's cells, each looked up under all turns and mirrorings of the board. */
final class TupleNet {
    private static final int SIDE = 4;
    /** [lookup][k] The amount by which the board is shifted right for the k-th cell of a lookup. */
    private final int[][] shifts;
    /** [lookup] The table of a lookup; lookups of one tuple share theirs. */
    private final float[][] tables;
    /** [tuple][index] */
    private final float[][] weights;
    private final List<List<Integer>> tuples;

    TupleNet(List<List<Integer>> tuples) {
        this.tuples = tuples;
        List<Symmetry> symmetries = Symmetry.ofSquare(SIDE);
        int lookups = tuples.size() * symmetries.size();
        shifts = new int[lookups][];
        tables = new float[lookups][];
        weights = new float[tuples.size()][];
        for (int t = 0; t < weights.length; t++) {
            List<Integer> tuple = tuples.get(t);
            weights[t] = new float[1 << (4 * tuple.size())];
            for (int s = 0; s < symmetries.size(); s++) {
                Symmetry symmetry = symmetries.get(s);
                int lookup = t * symmetries.size() + s;
                tables[lookup] = weights[t];
                shifts[lookup] = tuple.stream().mapToInt(cell -> 4 * symmetry.cell(cell)).toArray();
            }
        }
    }

    private static int index(long board, int[] shift) {
        int index = 0;
        for (int k = 0; k < shift.length; k++)
            index |= (int) (board >>> shift[k] & 15) << (4 * k);
        return index;
    }

    /** Expected score from a board after a slide on. */
    float value(long board) {
        float sum = 0;
        for (int i = 0; i < tables.length; i++)
            sum += tables[i][index(board, shifts[i])];
        return sum;
    }

    /** Adds to a board's value, in equal parts to all its entries. */
    void add(long board, float amount) {
        float part = amount / tables.length;
        for (int i = 0; i < tables.length; i++)
            tables[i][index(board, shifts[i])] += part;
    }

    boolean isFinite() {
        for (float[] table : weights)
            for (float weight : table)
                if (!Float.isFinite(weight))
                    return false;
        return true;
    }

    /** Writes the tuples, then each table as pairs of the gap to the next entry that is not 0 and that entry. */
    void save(DataOutput out) throws IOException {
        out.writeInt(tuples.size());
        for (List<Integer> tuple : tuples) {
            out.writeInt(tuple.size());
            for (int cell : tuple)
                out.writeByte(cell);
        }
        for (float[] table : weights) {
            int used = 0;
            for (float weight : table)
                used += weight == 0 ? 0 : 1;
            out.writeInt(used);
            int last = -1;
            for (int i = 0; i < table.length; i++)
                if (table[i] != 0) {
                    gap(out, i - last);
                    out.writeFloat(table[i]);
                    last = i;
                }
        }
    }

    /** Checks that the tuples are these. */
    void expectTuples(DataInput in) throws IOException {
        Envelope.expect("n-tuple model: tuples", tuples.size(), in.readInt());
        for (List<Integer> tuple : tuples) {
            Envelope.expect("n-tuple model: cells of a tuple", tuple.size(), in.readInt());
            for (int cell : tuple)
                Envelope.expect("n-tuple model: cell", cell, in.readByte());
        }
    }

    /** Replaces all entries; reads what {@link #save} wrote after the tuples. */
    void load(DataInput in) throws IOException {
        for (float[] table : weights) {
            Arrays.fill(table, 0);
            int used = in.readInt();
            int at = -1;
            for (int i = 0; i < used; i++) {
                at += gap(in);
                table[at] = in.readFloat();
            }
        }
    }

    /** Seven bits a byte, low ones first; the top bit says that more follow. */
    private static void gap(DataOutput out, int value) throws IOException {
        int left = value;
        while (left > 127) {
            out.writeByte((left & 127) | 128);
            left >>>= 7;
        }
        out.writeByte(left);
    }

    private static int gap(DataInput in) throws IOException {
        int value = 0;
        int shift = 0;
        int next;
        do {
            next = in.readUnsignedByte();
            value |= (next & 127) << shift;
            shift += 7;
        } while (next > 127);
        return value;
    }
}
