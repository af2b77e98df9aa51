package io.engram.memory.index;

import io.engram.memory.snapshot.SnapshotInput;
import io.engram.memory.snapshot.SnapshotOutput;
import java.io.IOException;

/**
 * Vectors and graph as a snapshot section; the fields are in {@code docs/formats/snapshot-indexes.md}. Written beside changes:
 * a slot that dies meanwhile is written as dead, what comes later is left out. Read with every number checked, so that a search
 * cannot meet a slot that is not there.
 */
final class GenerationCodec {
    static final int VERSION = 1;
    private static final int MOST_SLOTS = 1 << 28;
    private static final int HIGHEST_LEVEL = 60;

    private GenerationCodec() {
    }

    static void write(SnapshotOutput out, Generation from) throws IOException {
        Vectors vectors = from.vectors;
        Graph graph = from.graph;
        int covered = graph.covered();
        int count = vectors.count();
        boolean halves = vectors.halves();
        out.putInt(vectors.dimensions());
        out.putInt(graph.maxConnections());
        out.putInt(count);
        out.putBoolean(halves);
        short[] half = new short[vectors.dimensions()];
        for (int slot = 0; slot < count; slot++) {
            float[] vector = vectors.copy(slot);
            long id = vectors.id(slot);
            Vectors.fence();
            boolean alive = vectors.alive(slot);
            out.putBoolean(alive);
            if (!alive) {
                continue;
            }
            out.putLong(id);
            if (halves) {
                for (int i = 0; i < half.length; i++) {
                    half[i] = Float.floatToFloat16(vector[i]);
                }
                out.putShorts(half, 0, half.length);
            } else {
                out.putFloats(vector, 0, vector.length);
            }
        }
        out.putInt(covered);
        int[] list = new int[2 * graph.maxConnections()];
        for (int slot = 0; slot < covered; slot++) {
            int level = graph.level(slot);
            out.putByte(level);
            for (int l = 0; l <= level; l++) {
                int all = graph.neighbors(slot, l, list);
                int kept = 0;
                for (int i = 0; i < all; i++) {
                    if (list[i] < covered && graph.level(list[i]) >= l) {
                        list[kept++] = list[i];
                    }
                }
                out.putByte(kept);
                out.putInts(list, 0, kept);
            }
        }
    }

    static void read(SnapshotInput in, Generation into) {
        int dimensions = into.vectors.dimensions();
        same(in, "dimensions", dimensions, in.getInt());
        same(in, "neighbours", into.graph.maxConnections(), in.getInt());
        int count = in.getCount(MOST_SLOTS);
        boolean halves = in.getBoolean();
        short[] half = new short[dimensions];
        float[] vector = new float[dimensions];
        for (int slot = 0; slot < count; slot++) {
            if (!in.getBoolean()) {
                into.vectors.addDead();
                into.dead++;
                continue;
            }
            long id = in.getLong();
            if (halves) {
                in.getShorts(half, 0, dimensions);
                for (int i = 0; i < dimensions; i++) {
                    vector[i] = Float.float16ToFloat(half[i]);
                }
            } else {
                in.getFloats(vector, 0, dimensions);
            }
            if (into.slots.get(id) >= 0) {
                throw in.bad("expected one vector of " + id + ", found two");
            }
            into.slots.put(id, halves ? into.vectors.addHalves(id, vector) : into.vectors.add(id, vector));
        }
        readGraph(in, into, count);
    }

    private static void readGraph(SnapshotInput in, Generation into, int count) {
        Graph graph = into.graph;
        int covered = in.getCount(count);
        int[] list = new int[2 * graph.maxConnections()];
        int entry = -1;
        int highest = -1;
        for (int slot = 0; slot < covered; slot++) {
            int level = in.getByte();
            if (level < -1 || level > HIGHEST_LEVEL) {
                throw in.bad("expected a level of at most " + HIGHEST_LEVEL + ", found " + level);
            }
            if (level >= 0) {
                graph.reserve(slot, level);
            }
            for (int l = 0; l <= level; l++) {
                int neighbors = in.getByte() & 0xff;
                if (neighbors > (l == 0 ? 2 : 1) * graph.maxConnections()) {
                    throw in.bad("expected at most " + 2 * graph.maxConnections() + " neighbours, found " + neighbors);
                }
                in.getInts(list, 0, neighbors);
                graph.setNeighbors(slot, l, list, neighbors);
            }
            if (level > highest) {
                highest = level;
                entry = slot;
            }
        }
        check(in, graph, covered, list);
        if (entry >= 0) {
            graph.publish(entry, highest, covered);
        } else {
            graph.skip(covered);
        }
    }

    /** Every neighbour must be on the level on which it is one. */
    private static void check(SnapshotInput in, Graph graph, int covered, int[] list) {
        for (int slot = 0; slot < covered; slot++) {
            for (int l = 0; l <= graph.level(slot); l++) {
                int neighbors = graph.neighbors(slot, l, list);
                for (int i = 0; i < neighbors; i++) {
                    if (list[i] < 0 || list[i] >= covered || graph.level(list[i]) < l) {
                        throw in.bad("expected neighbours of slot " + slot + " on level " + l + ", found " + list[i]);
                    }
                }
            }
        }
    }

    private static void same(SnapshotInput in, String what, int expected, int found) {
        if (expected != found) {
            throw in.bad("expected " + expected + ' ' + what + ", found " + found);
        }
    }
}
