package io.engram.inference.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

/** Sets of code points as sorted, disjoint ranges {@code from, to, from, to, ...}. */
final class CharacterSets {
    private CharacterSets() {
    }

    /** Joins ranges, given as from → to, that touch. */
    static List<Integer> union(NavigableMap<Integer, Integer> ranges) {
        List<Integer> flat = new ArrayList<>();
        ranges.forEach((from, to) -> {
            int last = flat.size() - 1;
            if (last > 0 && from <= flat.get(last) + 1) {
                flat.set(last, Math.max(flat.get(last), to));
            } else {
                flat.add(from);
                flat.add(to);
            }
        });
        return flat;
    }

    static List<Integer> complement(List<Integer> flat) {
        List<Integer> out = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < flat.size(); i += 2) {
            if (flat.get(i) > next) {
                out.add(next);
                out.add(flat.get(i) - 1);
            }
            next = flat.get(i + 1) + 1;
        }
        if (next <= Character.MAX_CODE_POINT) {
            out.add(next);
            out.add(Character.MAX_CODE_POINT);
        }
        return out;
    }
}
