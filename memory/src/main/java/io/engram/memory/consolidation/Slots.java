package io.engram.memory.consolidation;

import io.engram.memory.procedural.ActionCall;
import io.engram.memory.procedural.Skill;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The arguments of a sequence of calls over its occurrences: those that always have one value stay, those that differ become
 * parameters, and arguments that always agree share one.
 *
 * <p>Implementation note. A slot is an argument of one call of the sequence. {@code same[i]} is the first slot that has had the
 * value of slot i in every occurrence; an occurrence that tells two slots apart splits them. Features of the situation at the
 * start are also counted with the values of slots replaced by {@code ?slot}, so that "task: read a.txt" and "task: read b.txt"
 * are one condition once the file is a parameter. Not thread-safe.
 */
final class Slots {
    private static final int SHORTEST = 2;

    private final List<String> keys = new ArrayList<>();
    private final List<Integer> callOf = new ArrayList<>();
    private int[] same = new int[0];
    private final List<Set<String>> values = new ArrayList<>();
    private final Map<String, Integer> lifted = new LinkedHashMap<>();
    private boolean begun;

    /** One occurrence, with the features that held at its start. */
    void add(List<ActionCall> calls, Iterable<String> features) {
        List<String> now = new ArrayList<>();
        for (int c = 0; c < calls.size(); c++) {
            for (Map.Entry<String, String> argument : calls.get(c).arguments().entrySet()) {
                if (!begun) {
                    keys.add(argument.getKey());
                    callOf.add(c);
                    values.add(new LinkedHashSet<>());
                }
                now.add(argument.getValue());
            }
        }
        if (now.isEmpty()) {
            return;
        }
        split(now);
        for (int i = 0; i < now.size(); i++) {
            if (values.get(i).size() <= Skill.Parameter.MAX_EXAMPLES) {
                values.get(i).add(now.get(i));
            }
        }
        for (String feature : features) {
            String form = lift(feature, now);
            if (!form.equals(feature) && (lifted.size() < 256 || lifted.containsKey(form))) {
                lifted.merge(form, 1, Integer::sum);
            }
        }
        begun = true;
    }

    private void split(List<String> now) {
        int[] next = new int[now.size()];
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < next.length; i++) {
            String group = (begun ? same[i] : 0) + "\0" + now.get(i);
            first.putIfAbsent(group, i);
            next[i] = first.getOrDefault(group, i);
        }
        same = next;
    }

    private static String lift(String feature, List<String> now) {
        String form = feature;
        for (int i = 0; i < now.size(); i++) {
            String value = now.get(i);
            if (value.length() >= SHORTEST && now.indexOf(value) == i) {
                form = form.replace(value, "?" + i + ';');
            }
        }
        return form;
    }

    /** The occurrences of another place, added to these. */
    void merge(Slots other) {
        if (other.begun && begun && other.same.length == same.length) {
            Map<String, Integer> first = new HashMap<>();
            int[] next = new int[same.length];
            for (int i = 0; i < next.length; i++) {
                String group = same[i] + "/" + other.same[i];
                first.putIfAbsent(group, i);
                next[i] = first.getOrDefault(group, i);
                values.get(i).addAll(other.values.get(i));
            }
            same = next;
            other.lifted.forEach((form, count) -> lifted.merge(form, count, Integer::sum));
        } else if (other.begun) {
            keys.addAll(other.keys);
            callOf.addAll(other.callOf);
            other.values.forEach(v -> values.add(new LinkedHashSet<>(v)));
            same = other.same.clone();
            lifted.putAll(other.lifted);
            begun = true;
        }
    }

    private boolean varies(int slot) {
        return values.get(slot).size() > 1;
    }

    /** The name of the parameter of each slot that is one: its argument's, numbered where several have it. */
    private Map<Integer, String> names() {
        Map<Integer, String> names = new TreeMap<>();
        Set<String> taken = new TreeSet<>();
        for (int i = 0; i < same.length; i++) {
            if (varies(i) && same[i] == i) {
                String base = keys.get(i).replaceAll("[^\\p{L}\\p{N}_]", "_");
                String plain = base.isEmpty() || !Character.isLetter(base.charAt(0)) ? "value" : base;
                String name = plain;
                for (int n = 2; !taken.add(name); n++) {
                    name = plain + n;
                }
                names.put(i, name);
            }
        }
        return names;
    }

    /** What has to be filled in. */
    List<Skill.Parameter> parameters() {
        List<Skill.Parameter> parameters = new ArrayList<>();
        names().forEach((slot, name) -> parameters.add(new Skill.Parameter(name,
                values.get(slot).stream().limit(Skill.Parameter.MAX_EXAMPLES).toList())));
        return parameters;
    }

    /** The calls with constants and parameters. */
    List<String> actions(List<ActionCall> form) {
        Map<Integer, String> names = names();
        List<String> actions = new ArrayList<>();
        for (int c = 0; c < form.size(); c++) {
            Map<String, String> arguments = new TreeMap<>();
            for (int i = 0; i < same.length; i++) {
                if (callOf.get(i) == c) {
                    arguments.put(keys.get(i), varies(i)
                            ? "?" + names.getOrDefault(same[i], "value")
                            : values.get(i).iterator().next());
                }
            }
            actions.add(form.get(c).with(arguments).text());
        }
        return actions;
    }

    private static boolean mentions(String feature, Map<Integer, String> names) {
        return names.values().stream().anyMatch(name -> feature.contains('?' + name));
    }

    /** Features that held in at least so many occurrences once parameters are lifted out of them. */
    Set<String> conditions(double least) {
        Map<Integer, String> names = names();
        Set<String> conditions = new TreeSet<>();
        lifted.forEach((form, count) -> {
            if (count >= least) {
                String named = form;
                for (int i = 0; i < same.length; i++) {
                    String of = varies(i)
                            ? "?" + names.getOrDefault(same[i], "value")
                            : values.get(i).iterator().next();
                    named = named.replace("?" + i + ';', of);
                }
                if (mentions(named, names)) {
                    conditions.add(named);
                }
            }
        });
        return conditions;
    }
}
