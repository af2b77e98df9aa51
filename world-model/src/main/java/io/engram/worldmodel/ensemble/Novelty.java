package io.engram.worldmodel.ensemble;

import java.util.HashMap;
import java.util.Map;

/** How often something like a state was lived: counts of boxes in the space of scaled observations. */
final class Novelty {
    /** Boxes per standard deviation. */
    private static final float FINENESS = 2.5f;
    private final StateForm form;
    private final Map<Long, Integer> visits = new HashMap<>();

    Novelty(StateForm form) {
        this.form = form;
    }

    void visit(float[] states, int at) {
        visits.merge(box(states, at), 1, Integer::sum);
    }

    /** 1 where nobody ever was, falling with the root of the visits. */
    float of(float[] states, int at) {
        Integer n = visits.get(box(states, at));
        return n == null ? 1 : (float) (1 / Math.sqrt(1.0 + n));
    }

    /** Counts anew after the scales changed. */
    void recount(Lived lived) {
        visits.clear();
        for (int k = 0; k < lived.size(); k++)
            visit(lived.states, k * lived.width);
    }

    private long box(float[] states, int at) {
        long hash = 17;
        for (int i = 0; i < form.seen; i++) {
            long cell = (long) Math.floor(form.scaledEntry(states[at + i], i) * FINENESS);
            hash = (hash ^ cell) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return hash;
    }
}
