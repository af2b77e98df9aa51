package io.engram.memory.procedural;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Filling in the parameters of a skill. Pure. */
public final class SkillBinding {
    private static final Pattern PARAMETER = Pattern.compile("\\?([\\p{L}_][\\p{L}\\p{N}_]*)");

    private SkillBinding() {
    }

    /**
     * What the features of a situation say about a skill's parameters.
     *
     * @return values by parameter name; empty if its condition does not hold
     */
    public static Optional<Map<String, String>> of(Skill skill, Collection<String> features) {
        Map<String, String> values = new TreeMap<>();
        for (String wanted : skill.condition()) {
            if (wanted.indexOf('?') < 0 ? !features.contains(wanted) : !bind(wanted, features, values)) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    private static boolean bind(String wanted, Collection<String> features, Map<String, String> values) {
        StringBuilder pattern = new StringBuilder();
        Map<Integer, String> names = new HashMap<>();
        Matcher m = PARAMETER.matcher(wanted);
        int from = 0;
        while (m.find()) {
            pattern.append(Pattern.quote(wanted.substring(from, m.start()))).append("(.+)");
            names.put(names.size() + 1, m.group(1));
            from = m.end();
        }
        Pattern form = Pattern.compile(pattern + Pattern.quote(wanted.substring(from)));
        for (String feature : features) {
            Matcher found = form.matcher(feature);
            if (found.matches()) {
                Map<String, String> bound = new TreeMap<>(values);
                boolean fits = true;
                for (Map.Entry<Integer, String> name : names.entrySet()) {
                    String value = found.group(name.getKey());
                    fits &= value.equals(bound.merge(name.getValue(), value, (old, now) -> old));
                }
                if (fits) {
                    values.putAll(bound);
                    return true;
                }
            }
        }
        return false;
    }

    /** The actions with their parameters filled in; empty if one has no value. */
    public static Optional<List<String>> fill(Skill skill, Map<String, String> values) {
        if (!values.keySet().containsAll(skill.parameters().stream().map(Skill.Parameter::name).toList())) {
            return Optional.empty();
        }
        return Optional.of(skill.actions().stream().map(action -> {
            ActionCall call = ActionCall.parse(action);
            Map<String, String> filled = new TreeMap<>(call.arguments());
            filled.replaceAll((key, value) -> value.startsWith("?")
                    ? values.getOrDefault(value.substring(1), value)
                    : value);
            return call.arguments().isEmpty() ? action : call.with(filled).text();
        }).toList());
    }
}
