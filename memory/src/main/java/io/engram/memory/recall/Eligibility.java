package io.engram.memory.recall;

import io.engram.memory.Layer;
import io.engram.memory.Trust;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/** A {@link Search.Filter} in terms of the index's own numbers, and never a document with enough newer ones like it. */
final class Eligibility implements IntPredicate {
    private final Directory directory;
    private final Search.Filter filter;
    private final boolean everything;
    private final BitSet actors;
    private final BitSet channels;

    Eligibility(Directory directory, Search.Filter filter, Map<String, Integer> actors,
            Map<String, Integer> channels) {
        this.directory = directory;
        this.filter = filter;
        this.actors = numbers(filter.actors(), actors);
        this.channels = numbers(filter.channels(), channels);
        this.everything = filter.layers().containsAll(Arrays.asList(Layer.EPISODIC, Layer.SEMANTIC, Layer.PROCEDURAL))
                && filter.minimumTrust() == Trust.UNTRUSTED && filter.fromMillis() == Long.MIN_VALUE
                && filter.untilMillis() == Long.MAX_VALUE && filter.actors().isEmpty() && filter.channels().isEmpty();
    }

    private static BitSet numbers(Set<String> names, Map<String, Integer> known) {
        BitSet numbers = new BitSet();
        for (String name : names) {
            Integer number = known.get(name);
            if (number != null) {
                numbers.set(number);
            }
        }
        return numbers;
    }

    /** Whether the filter lets every document pass. */
    boolean everything() {
        return everything;
    }

    @Override
    public boolean test(int ordinal) {
        return !directory.crowded(ordinal) && (everything || passes(ordinal));
    }

    private boolean passes(int ordinal) {
        long time = directory.time(ordinal);
        return time >= filter.fromMillis() && time < filter.untilMillis()
                && filter.layers().contains(directory.layer(ordinal))
                && directory.trust(ordinal).compareTo(filter.minimumTrust()) >= 0
                && (filter.actors().isEmpty() || actors.get(directory.actor(ordinal)))
                && (filter.channels().isEmpty()
                        || (directory.channel(ordinal) >= 0 && channels.get(directory.channel(ordinal))));
    }
}
