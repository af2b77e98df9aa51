package io.engram.memory.procedural;

import io.engram.memory.Provenance;
import io.engram.memory.Trust;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A skill as a text that people read and edit: {@code key: value} lines, lists as {@code - item} lines under their key. Pure.
 *
 * <p>Episodes are not part of it: they are another memory's. What is read back is trusted at most as far as a person.
 */
public final class SkillFile {
    private static final String HEAD = "# Engram skill, format 1";

    private SkillFile() {
    }

    /** The text of a skill. */
    public static String write(Skill s) {
        StringBuilder out = new StringBuilder(HEAD).append('\n');
        line(out, "name", s.name());
        line(out, "channel", s.channel());
        list(out, "channels", s.channels());
        list(out, "when", s.condition());
        list(out, "do", s.actions());
        list(out, "until", s.termination());
        line(out, "outcome", s.outcome());
        for (Skill.Parameter p : s.parameters()) {
            list(out, "parameter " + p.name(), p.examples());
        }
        line(out, "support", Integer.toString(s.support()));
        line(out, "successes", Integer.toString(s.successes()));
        line(out, "failures", Integer.toString(s.failures()));
        line(out, "mean cost", Double.toString(s.meanCost()));
        line(out, "gain", Double.toString(s.gain()));
        line(out, "trust", s.provenance().trust().name());
        line(out, "learned", s.learnedAt().toString());
        return out.toString();
    }

    private static void line(StringBuilder out, String key, String value) {
        out.append(key).append(": ").append(escaped(value)).append('\n');
    }

    private static void list(StringBuilder out, String key, Iterable<String> values) {
        out.append(key).append(":\n");
        values.forEach(value -> out.append("- ").append(escaped(value)).append('\n'));
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    private static String plain(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                char next = value.charAt(++i);
                text.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /**
     * Reads a skill.
     *
     * @param source names the text in errors
     * @param id the id it gets here
     * @throws IllegalArgumentException if the text is no skill; the message says what was expected and received
     */
    public static Skill read(String source, String text, long id, Instant now) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) {
            throw new IllegalArgumentException(source + ": expected \"" + HEAD + "\" in the first line, received \""
                    + (lines.isEmpty() ? "" : lines.getFirst()) + '"');
        }
        TreeMap<String, String> values = new TreeMap<>();
        TreeMap<String, List<String>> lists = new TreeMap<>();
        List<String> parameters = new ArrayList<>();
        String key = "";
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i);
            int colon = line.indexOf(':');
            if (line.startsWith("- ") && lists.containsKey(key)) {
                lists.getOrDefault(key, new ArrayList<>()).add(plain(line.substring(2)));
            } else if (colon > 0) {
                key = line.substring(0, colon);
                lists.put(key, new ArrayList<>());
                values.put(key, plain(line.substring(colon + 1).strip()));
                if (key.startsWith("parameter ")) {
                    parameters.add(key);
                }
            } else if (!line.isBlank()) {
                throw new IllegalArgumentException(source + ", line " + (i + 1)
                        + ": expected \"key: value\" or \"- item\", received \"" + line + '"');
            }
        }
        return skill(source, values, lists, parameters, id, now);
    }

    private static Skill skill(String source, Map<String, String> values, Map<String, List<String>> lists,
            List<String> parameters, long id, Instant now) {
        List<String> actions = lists.getOrDefault("do", List.of());
        if (actions.isEmpty() || values.getOrDefault("name", "").isBlank()) {
            throw new IllegalArgumentException(source + ": expected a name and at least one action under \"do:\"");
        }
        try {
            Trust trust = Trust.lowest(Trust.PERSON, Trust.valueOf(values.getOrDefault("trust", "UNTRUSTED")));
            String channel = values.getOrDefault("channel", "*");
            Set<String> channels = new TreeSet<>(lists.getOrDefault("channels", List.of()));
            return new Skill(id, values.getOrDefault("name", ""), channel,
                    new TreeSet<>(lists.getOrDefault("when", List.of())), actions,
                    values.getOrDefault("outcome", ""), Integer.parseInt(values.getOrDefault("support", "0")),
                    Integer.parseInt(values.getOrDefault("successes", "0")),
                    Integer.parseInt(values.getOrDefault("failures", "0")), 0, 0,
                    Double.parseDouble(values.getOrDefault("mean cost", Integer.toString(actions.size()))),
                    Double.parseDouble(values.getOrDefault("gain", "0")), Skill.Status.ACTIVE, List.of(),
                    Instant.parse(values.getOrDefault("learned", now.toString())), now,
                    new Provenance("import", "skill file", trust), channels,
                    new TreeSet<>(lists.getOrDefault("until", List.of())),
                    parameters.stream().map(p -> new Skill.Parameter(p.substring("parameter ".length()),
                            lists.getOrDefault(p, List.of()))).toList());
        } catch (DateTimeException | IllegalArgumentException wrong) {
            throw new IllegalArgumentException(source + ": a value cannot be read: " + wrong.getMessage(), wrong);
        }
    }
}
