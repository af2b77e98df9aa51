package io.engram.inference.transformer;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adapters in force for a sequence, each with its strength. Immutable; may be shared. */
public final class AdapterSet {
    /** No adapter. */
    public static final AdapterSet NONE = new AdapterSet(List.of());

    /**
     * An adapter and how strongly it counts.
     *
     * @param scale
     *            multiplies what it adds; 1 as it was trained, 0 not at all
     */
    public record Scaled(Adapter adapter, float scale) {
        /** Refuses numbers that are not finite. */
        public Scaled {
            if (!Float.isFinite(scale)) {
                throw new IllegalArgumentException("scale: expected a finite number, received " + scale);
            }
        }
    }

    /** A change and its strength, alpha included. */
    record Change(LowRank matrices, float scale) {
    }

    private final List<Scaled> adapters;
    private final IdentityHashMap<Linear, List<Change>> changes = new IdentityHashMap<>();

    private AdapterSet(List<Scaled> adapters) {
        this.adapters = List.copyOf(adapters);
        for (Scaled scaled : this.adapters) {
            scaled.adapter.matrices().forEach((linear, low) -> changes.computeIfAbsent(linear, l -> new ArrayList<>())
                    .add(new Change(low, scaled.scale * scaled.adapter.strength(low))));
        }
    }

    /** Several adapters at once; their changes add up. */
    public static AdapterSet of(List<Scaled> adapters) {
        return adapters.isEmpty() ? NONE : new AdapterSet(adapters);
    }

    /** What it is made of. */
    public List<Scaled> adapters() {
        return adapters;
    }

    /** Tells sets apart: 0 for none, else a mixture of the adapters' fingerprints and scales. */
    public long fingerprint() {
        long hash = 0;
        for (Scaled scaled : adapters) {
            hash = (hash ^ scaled.adapter.fingerprint()) * 0x9e3779b97f4a7c15L
                    + Float.floatToIntBits(scaled.scale);
        }
        return hash;
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    @Nullable
    List<Change> of(Linear linear) {
        return changes.get(linear);
    }
}
