package io.engram.memory.consolidation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A name as the set of its character trigrams, with a MinHash of it (Broder 1997): names whose sets are alike agree in one of
 * {@value #BANDS} bands of {@value #ROWS} minima, and are then compared exactly. Deterministic.
 */
final class NameSketch {
    static final int BANDS = 8;
    static final int ROWS = 4;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final Set<Integer> trigrams = new HashSet<>();
    private final long[] minima = new long[BANDS * ROWS];

    NameSketch(String name) {
        String padded = "  " + name + ' ';
        Arrays.fill(minima, Long.MAX_VALUE);
        for (int i = 0; i + 3 <= padded.length(); i++) {
            int trigram = padded.substring(i, i + 3).hashCode();
            if (trigrams.add(trigram)) {
                for (int p = 0; p < minima.length; p++) {
                    minima[p] = Math.min(minima[p], mix(trigram + MIX * (p + 1)));
                }
            }
        }
    }

    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }

    /** The bucket of one band. */
    long bucket(int band) {
        return MIX * band + Arrays.hashCode(Arrays.copyOfRange(minima, band * ROWS, (band + 1) * ROWS));
    }

    /** The share of trigrams that two names have in common (Jaccard), in [0, 1]. */
    double likeness(NameSketch other) {
        long common = trigrams.stream().filter(other.trigrams::contains).count();
        return (double) common / (trigrams.size() + other.trigrams.size() - common);
    }

    /** Shannon entropy of a name's characters in bits: how much there is in it to tell it from others. */
    static double entropy(String name) {
        Map<Integer, Integer> counts = new HashMap<>();
        name.codePoints().forEach(c -> counts.merge(c, 1, Integer::sum));
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        return counts.values().stream().mapToDouble(n -> -n / (double) all * Math.log(n / (double) all) / Math.log(2))
                .sum();
    }
}
