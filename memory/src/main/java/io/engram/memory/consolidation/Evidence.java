package io.engram.memory.consolidation;

import io.engram.memory.Trust;
import java.util.ArrayList;
import java.util.List;

/** Distinct episodes behind a candidate: how many, the newest ids, the lowest trust. Not thread-safe. */
final class Evidence {
    private final int keep;
    private final long[] newest;
    private int count;
    private long last;
    private Trust trust = Trust.OPERATOR;

    Evidence(int keep) {
        this.keep = keep;
        this.newest = new long[keep];
    }

    /** The episodes of both, which share none. */
    static Evidence union(Evidence one, Evidence other, int keep) {
        Evidence union = new Evidence(keep);
        List<Long> ids = new ArrayList<>(one.ids());
        ids.addAll(other.ids());
        ids.sort(null);
        union.count = one.count + other.count;
        union.last = Math.max(one.last, other.last);
        union.trust = Trust.lowest(one.trust, other.trust);
        List<Long> newest = ids.subList(Math.max(0, ids.size() - keep), ids.size());
        for (int i = 0; i < newest.size(); i++) {
            union.newest[(union.count - newest.size() + i) % keep] = newest.get(i);
        }
        return union;
    }

    /** Counts an episode once; ids come in ascending order. Whether it was new. */
    boolean add(long episode, Trust of) {
        if (episode == last) {
            return false;
        }
        last = episode;
        newest[count % keep] = episode;
        count++;
        trust = Trust.lowest(trust, of);
        return true;
    }

    int count() {
        return count;
    }

    long last() {
        return last;
    }

    Trust trust() {
        return trust;
    }

    /** The newest ids, ascending. */
    List<Long> ids() {
        List<Long> ids = new ArrayList<>();
        int have = Math.min(count, keep);
        for (int i = count - have; i < count; i++) {
            ids.add(newest[i % keep]);
        }
        return ids;
    }
}
