package io.engram.memory.semantic;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Which names mean one entity: a forest of merges over name keys. Undone merges stay in the log, so that they are not proposed
 * again. One writer; readers are lock-free.
 */
final class Entities {
    private final ConcurrentSkipListMap<Long, EntityMerge> merges = new ConcurrentSkipListMap<>();
    private final Map<String, EntityMerge> meaning = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> aliases = new ConcurrentHashMap<>();

    /** The merge's new state. */
    void apply(EntityMerge merge) {
        merges.put(merge.id(), merge);
        String alias = EntityNames.key(merge.alias());
        String into = EntityNames.key(merge.into());
        if (merge.holds()) {
            meaning.put(alias, merge);
            aliases.computeIfAbsent(into, k -> ConcurrentHashMap.newKeySet()).add(alias);
        } else if (meaning.getOrDefault(alias, merge).id() == merge.id()) {
            meaning.remove(alias);
            aliases.getOrDefault(into, ConcurrentHashMap.newKeySet()).remove(alias);
        }
    }

    /** The merge is forgotten, as if it had never been made. */
    void drop(long id) {
        EntityMerge merge = merges.remove(id);
        if (merge != null && merge.holds()) {
            String alias = EntityNames.key(merge.alias());
            meaning.remove(alias);
            aliases.getOrDefault(EntityNames.key(merge.into()), ConcurrentHashMap.newKeySet()).remove(alias);
        }
    }

    /** A copy in which one merge has another state. */
    Entities with(EntityMerge other) {
        Entities copy = new Entities();
        merges.values().forEach(copy::apply);
        copy.apply(other);
        return copy;
    }

    /** The key of the entity that a name means: its own, if it is no alias. */
    String resolve(String name) {
        String key = EntityNames.key(name);
        for (EntityMerge merge = meaning.get(key); merge != null; merge = meaning.get(key)) {
            key = EntityNames.key(merge.into());
        }
        return key;
    }

    /** All name keys of the entity that a name means, its own among them. */
    Collection<String> names(String name) {
        Set<String> names = new TreeSet<>();
        collect(resolve(name), names);
        return names;
    }

    private void collect(String key, Set<String> names) {
        if (names.add(key)) {
            aliases.getOrDefault(key, Set.of()).forEach(alias -> collect(alias, names));
        }
    }

    /** Whether two names were ever merged directly, even if that was undone. */
    boolean decided(String one, String other) {
        String a = EntityNames.key(one);
        String b = EntityNames.key(other);
        return merges.values().stream().anyMatch(m -> {
            String alias = EntityNames.key(m.alias());
            String into = EntityNames.key(m.into());
            return (alias.equals(a) && into.equals(b)) || (alias.equals(b) && into.equals(a));
        });
    }

    Optional<EntityMerge> merge(long id) {
        return Optional.ofNullable(merges.get(id));
    }

    List<EntityMerge> all() {
        return List.copyOf(merges.values());
    }
}
