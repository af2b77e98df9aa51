package io.engram.memory.recall;

import io.engram.memory.Layer;
import io.engram.memory.Trust;
import io.engram.memory.snapshot.SnapshotInput;
import io.engram.memory.snapshot.SnapshotOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * A few numbers per document in flat arrays, by ordinal: about 60 bytes each. Documents of one group (channel and session)
 * are chained in order. Guarded by the lock of the {@link RecallIndex} that owns it.
 */
@SuppressWarnings("EnumOrdinal") // ordinals stay inside this table
final class Directory {
    /** No such document. */
    static final int NONE = -1;

    private int size;
    private int live;
    private long[] ids = new long[64];
    private long[] times = new long[64];
    private long[] textKeys = new long[64];
    private float[] salience = new float[64];
    private int[] groups = new int[64];
    private int[] previous = new int[64];
    private int[] next = new int[64];
    /** Documents with the same text key are chained; the newest is the head kept by the index. */
    private int[] sameText = new int[64];
    private int[] lengths = new int[64];
    private int[] windowLengths = new int[64];
    private int[] actors = new int[64];
    private byte[] layers = new byte[64];
    private byte[] trusts = new byte[64];
    private boolean[] crowded = new boolean[64];
    private final LongIntMap byId = new LongIntMap();

    /** Channel of each group. */
    private int[] channels = new int[16];
    /** Last document of each group. */
    private int[] tails = filled(16);

    int add(long id, Layer layer, long timeMillis, long textKey, float salienceOf, int group, int actor, Trust trust,
            int length) {
        if (size == ids.length) {
            grow();
        }
        int ordinal = size++;
        ids[ordinal] = id;
        layers[ordinal] = (byte) layer.ordinal();
        times[ordinal] = timeMillis;
        textKeys[ordinal] = textKey;
        salience[ordinal] = salienceOf;
        groups[ordinal] = group;
        actors[ordinal] = actor;
        trusts[ordinal] = (byte) trust.ordinal();
        lengths[ordinal] = length;
        sameText[ordinal] = NONE;
        next[ordinal] = NONE;
        previous[ordinal] = NONE;
        if (group >= 0) {
            while (group >= tails.length) {
                int old = tails.length;
                tails = Arrays.copyOf(tails, old * 2);
                Arrays.fill(tails, old, old * 2, NONE);
            }
            int tail = tails[group];
            previous[ordinal] = tail;
            if (tail != NONE) {
                next[tail] = ordinal;
            }
            tails[group] = ordinal;
        }
        widen(ordinal);
        for (int step = 0, near = ordinal; step < LexicalSearch.RADIUS && previous[near] != NONE; step++) {
            near = previous[near];
            windowLengths[near] += length;
        }
        byId.put(id, ordinal);
        live++;
        return ordinal;
    }

    /** Takes a document out of its chain; its ordinal stays unused. */
    void remove(int ordinal) {
        byId.remove(ids[ordinal]);
        live--;
        int before = previous[ordinal];
        int after = next[ordinal];
        if (before != NONE) {
            next[before] = after;
        }
        if (after != NONE) {
            previous[after] = before;
        }
        int group = groups[ordinal];
        if (group >= 0 && tails[group] == ordinal) {
            tails[group] = before;
        }
        erase(ordinal);
        for (int step = 0; step < LexicalSearch.RADIUS; step++) {
            if (before != NONE) {
                widen(before);
                before = previous[before];
            }
            if (after != NONE) {
                widen(after);
                after = next[after];
            }
        }
    }

    /** Nothing that was known of a document stays in its place. */
    private void erase(int ordinal) {
        ids[ordinal] = 0;
        times[ordinal] = 0;
        textKeys[ordinal] = 0;
        salience[ordinal] = 0;
        groups[ordinal] = NONE;
        previous[ordinal] = NONE;
        next[ordinal] = NONE;
        sameText[ordinal] = NONE;
        lengths[ordinal] = 0;
        windowLengths[ordinal] = 0;
        actors[ordinal] = NONE;
        layers[ordinal] = 0;
        trusts[ordinal] = 0;
        crowded[ordinal] = false;
    }

    /** Sums the lengths of a document and its neighbours anew. */
    private void widen(int ordinal) {
        int length = lengths[ordinal];
        int before = ordinal;
        int after = ordinal;
        for (int step = 0; step < LexicalSearch.RADIUS; step++) {
            before = before == NONE ? before : previous[before];
            after = after == NONE ? after : next[after];
            length += before == NONE ? 0 : lengths[before];
            length += after == NONE ? 0 : lengths[after];
        }
        windowLengths[ordinal] = length;
    }

    int ordinal(long id) {
        return byId.get(id);
    }

    boolean isLive(int ordinal) {
        return ids[ordinal] != 0;
    }

    /** One past the largest ordinal. */
    int size() {
        return size;
    }

    int live() {
        return live;
    }

    long id(int ordinal) {
        return ids[ordinal];
    }

    Layer layer(int ordinal) {
        return LAYERS[layers[ordinal]];
    }

    Trust trust(int ordinal) {
        return TRUSTS[trusts[ordinal]];
    }

    long time(int ordinal) {
        return times[ordinal];
    }

    long textKey(int ordinal) {
        return textKeys[ordinal];
    }

    float salience(int ordinal) {
        return salience[ordinal];
    }

    /** The number of the document's channel; {@link #NONE} for none. */
    int channel(int ordinal) {
        return groups[ordinal] == NONE ? NONE : channels[groups[ordinal]];
    }

    /** Says which channel a group belongs to, before its first document is added. */
    void channelOf(int group, int channel) {
        while (group >= channels.length) {
            channels = Arrays.copyOf(channels, channels.length * 2);
        }
        channels[group] = channel;
    }

    int actor(int ordinal) {
        return actors[ordinal];
    }

    int length(int ordinal) {
        return lengths[ordinal];
    }

    /** Terms in the document and its neighbours on each side. */
    int windowLength(int ordinal) {
        return windowLengths[ordinal];
    }

    /** Whether enough newer documents read the same, so that it need not be offered. */
    boolean crowded(int ordinal) {
        return crowded[ordinal];
    }

    void crowded(int ordinal, boolean is) {
        crowded[ordinal] = is;
    }

    int previous(int ordinal) {
        return previous[ordinal];
    }

    int next(int ordinal) {
        return next[ordinal];
    }

    int sameText(int ordinal) {
        return sameText[ordinal];
    }

    void sameText(int ordinal, int other) {
        sameText[ordinal] = other;
    }

    // Snapshots.

    /** Writes the documents of one moment, with the names that they have. */
    @FunctionalInterface
    interface Frozen {
        /** Names by number, of the same moment. */
        void write(SnapshotOutput out, List<String> actorNames, List<String> channelNames, List<String> groupNames)
                throws IOException;
    }

    /** The names and what {@link #read} reads, of this moment. */
    Frozen freeze() {
        int count = size;
        long[] frozenIds = Arrays.copyOf(ids, count);
        long[] frozenTimes = Arrays.copyOf(times, count);
        long[] frozenKeys = Arrays.copyOf(textKeys, count);
        float[] frozenSalience = Arrays.copyOf(salience, count);
        int[] frozenGroups = Arrays.copyOf(groups, count);
        int[] frozenPrevious = Arrays.copyOf(previous, count);
        int[] frozenSameText = Arrays.copyOf(sameText, count);
        int[] frozenLengths = Arrays.copyOf(lengths, count);
        int[] frozenActors = Arrays.copyOf(actors, count);
        byte[] frozenLayers = Arrays.copyOf(layers, count);
        byte[] frozenTrusts = Arrays.copyOf(trusts, count);
        int[] frozenChannels = channels.clone();
        return (out, actorNames, channelNames, groupNames) -> {
            KeptNames keptActors = new KeptNames(actorNames, frozenActors);
            KeptNames keptGroups = new KeptNames(groupNames, frozenGroups);
            int[] channelOfGroup = keptGroups.ofKept(frozenChannels);
            KeptNames keptChannels = new KeptNames(channelNames, channelOfGroup);
            IndexCodec.putNames(out, keptActors.names());
            IndexCodec.putNames(out, keptChannels.names());
            IndexCodec.putNames(out, keptGroups.names());
            out.putInt(count);
            out.putLongs(frozenIds, 0, count);
            out.putLongs(frozenTimes, 0, count);
            out.putLongs(frozenKeys, 0, count);
            out.putFloats(frozenSalience, 0, count);
            out.putInts(keptGroups.renumbered(frozenGroups), 0, count);
            out.putInts(frozenPrevious, 0, count);
            out.putInts(frozenSameText, 0, count);
            out.putInts(frozenLengths, 0, count);
            out.putInts(keptActors.renumbered(frozenActors), 0, count);
            out.putBytes(frozenLayers, 0, count);
            out.putBytes(frozenTrusts, 0, count);
            out.putInt(channelOfGroup.length);
            out.putInts(keptChannels.renumbered(channelOfGroup), 0, channelOfGroup.length);
        };
    }

    /** One past the largest group. */
    int groups() {
        int highest = -1;
        for (int i = 0; i < size; i++) {
            highest = Math.max(highest, groups[i]);
        }
        return highest + 1;
    }

    /** Takes over what was written, into an empty directory. What follows from other fields is worked out again. */
    void read(SnapshotInput in, int actorCount, int channelCount) {
        size = in.getCount(Integer.MAX_VALUE - 8);
        int capacity = Math.max(64, size);
        ids = longs(in, capacity);
        times = longs(in, capacity);
        textKeys = longs(in, capacity);
        salience = new float[capacity];
        in.getFloats(salience, 0, size);
        groups = ints(in, capacity);
        previous = ints(in, capacity);
        sameText = ints(in, capacity);
        lengths = ints(in, capacity);
        actors = ints(in, capacity);
        layers = bytes(in, capacity, LAYERS.length);
        trusts = bytes(in, capacity, TRUSTS.length);
        int groupCount = in.getCount(Math.max(0, size));
        channels = new int[Math.max(16, groupCount)];
        in.getInts(channels, 0, groupCount);
        inRange(in, channels, groupCount, 0, channelCount);
        inRange(in, actors, size, NONE, actorCount);
        inRange(in, groups, size, NONE, groupCount);
        inRange(in, lengths, size, 0, Integer.MAX_VALUE);
        next = new int[capacity];
        Arrays.fill(next, NONE);
        windowLengths = new int[capacity];
        crowded = new boolean[capacity];
        tails = filled(Math.max(16, groupCount));
        link(in);
    }

    private void link(SnapshotInput in) {
        for (int i = 0; i < size; i++) {
            if (previous[i] < NONE || previous[i] >= i || sameText[i] < NONE || sameText[i] >= i) {
                throw in.bad("expected document " + i + " after its neighbour, found " + previous[i] + " and "
                        + sameText[i]);
            }
            if (ids[i] == 0) {
                continue;
            }
            live++;
            if (actors[i] == NONE) {
                throw in.bad("expected an actor of document " + ids[i] + ", found none");
            }
            if (byId.put(ids[i], i) != LongIntMap.NONE) {
                throw in.bad("expected one document " + ids[i] + ", found two");
            }
            if (previous[i] != NONE) {
                next[previous[i]] = i;
            }
            if (groups[i] != NONE) {
                tails[groups[i]] = i;
            }
        }
        for (int i = 0; i < size; i++) {
            if (ids[i] != 0) {
                widen(i);
            }
        }
    }

    private long[] longs(SnapshotInput in, int capacity) {
        long[] values = new long[capacity];
        in.getLongs(values, 0, size);
        return values;
    }

    private int[] ints(SnapshotInput in, int capacity) {
        int[] values = new int[capacity];
        in.getInts(values, 0, size);
        return values;
    }

    private byte[] bytes(SnapshotInput in, int capacity, int bound) {
        byte[] values = new byte[capacity];
        in.getBytes(values, 0, size);
        for (int i = 0; i < size; i++) {
            if (values[i] < 0 || values[i] >= bound) {
                throw in.bad("expected a number below " + bound + ", found " + values[i]);
            }
        }
        return values;
    }

    private static void inRange(SnapshotInput in, int[] values, int count, int from, int until) {
        for (int i = 0; i < count; i++) {
            if (values[i] < from || values[i] >= until) {
                throw in.bad("expected a number from " + from + " to below " + until + ", found " + values[i]);
            }
        }
    }

    private static final Layer[] LAYERS = Layer.values();
    private static final Trust[] TRUSTS = Trust.values();

    private static int[] filled(int length) {
        int[] values = new int[length];
        Arrays.fill(values, NONE);
        return values;
    }

    private void grow() {
        int to = ids.length + (ids.length >> 1);
        ids = Arrays.copyOf(ids, to);
        times = Arrays.copyOf(times, to);
        textKeys = Arrays.copyOf(textKeys, to);
        salience = Arrays.copyOf(salience, to);
        groups = Arrays.copyOf(groups, to);
        previous = Arrays.copyOf(previous, to);
        next = Arrays.copyOf(next, to);
        sameText = Arrays.copyOf(sameText, to);
        lengths = Arrays.copyOf(lengths, to);
        windowLengths = Arrays.copyOf(windowLengths, to);
        crowded = Arrays.copyOf(crowded, to);
        actors = Arrays.copyOf(actors, to);
        layers = Arrays.copyOf(layers, to);
        trusts = Arrays.copyOf(trusts, to);
    }
}
