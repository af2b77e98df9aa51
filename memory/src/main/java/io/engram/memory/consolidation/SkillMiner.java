package io.engram.memory.consolidation;

import io.engram.memory.Episode;
import io.engram.memory.LivedStep;
import io.engram.memory.Trust;
import io.engram.memory.procedural.ActionCall;
import io.engram.memory.procedural.Skill;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds action sequences that repeat in successful lived episodes.
 *
 * <p>Implementation note. Every contiguous run of {@link #MIN_LENGTH} to {@link #MAX_LENGTH} actions of a successful episode
 * is a candidate, keyed by channel, actions and the names of their arguments; runs of failed episodes are counted where they are candidates already. A
 * candidate keeps how often each feature held where it started. It is promoted when
 * <ol>
 * <li>it was seen in {@link #MIN_SUPPORT} distinct successful episodes,
 * <li>its success rate, shrunk towards the base rate by two episodes, is not below the base rate of its channel,
 * <li>it has an initiation condition: the features that held in at least {@link #COMMON} of its starts (none are needed
 * where the environment names no situation at all),
 * <li>it does not mostly end where it began,
 * <li>no run longer by one action has the same support (it is closed), and
 * <li>it is not part of a better skill, unless it has twice that one's support.
 * </ol>
 * What was seen in several channels is also counted over all of them, and absorbs what it explains as well in one; arguments
 * whose values differ become parameters ({@link Slots}). Better means more actions saved: support times (length - 1), times the shrunk success rate. Candidates seen in one episode
 * only are dropped, oldest first, when there are more than {@link #MAX_CANDIDATES}.
 */
public final class SkillMiner {
    /** Distinct successful episodes. */
    public static final int MIN_SUPPORT = 2;
    static final int MIN_LENGTH = 2;
    static final int MAX_LENGTH = 8;
    /** Share of starts in which a feature must hold to be part of the condition. */
    static final double COMMON = 0.9;
    private static final int MAX_CANDIDATES = 50_000;
    /** The channel of a skill that was seen to succeed in several places. */
    public static final String ANYWHERE = "*";
    private static final Pattern COMMA = Pattern.compile(",");
    private static final char EVERYWHERE = Character.MAX_VALUE;

    /** Episodes of one channel. */
    private static final class Base {
        private int successes;
        private int failures;

        private double rate() {
            return (successes + 1.0) / (successes + failures + 2.0);
        }
    }

    /** What the rules found: everything of a {@link Skill} that comes from episodes. */
    public record Finding(String key, String channel, Set<String> condition, List<String> actions, String outcome,
            int support, int failures, double gain, List<Long> episodes, long lastSeen, Trust trust, double worth,
            Set<String> channels, Set<String> termination, List<Skill.Parameter> parameters) {
        public Finding {
            condition = Set.copyOf(condition);
            actions = List.copyOf(actions);
            episodes = List.copyOf(episodes);
            channels = Set.copyOf(channels);
            termination = Set.copyOf(termination);
            parameters = List.copyOf(parameters);
        }

        /** Every text in it, for whoever looks for what must not come back. */
        public List<String> values() {
            List<String> values = new ArrayList<>(condition);
            values.addAll(actions);
            values.add(outcome);
            values.addAll(termination);
            parameters.forEach(p -> values.addAll(p.examples()));
            return values;
        }
    }

    private final FeatureSets features = new FeatureSets();
    private final Names actions = new Names();
    private final Names channels = new Names();
    private final Map<Integer, Base> bases = new HashMap<>();
    /** Key: channel number and action numbers as characters. */
    private final Map<String, SkillCandidate> candidates = new LinkedHashMap<>();
    private final List<Long> livedIds = new ArrayList<>();

    /** The key under which a skill's sequence is counted: whatever values its arguments have. */
    public static String key(String channel, List<String> actions) {
        return channel + '\0' + String.join("\0", signatures(actions));
    }

    private static List<String> signatures(List<String> actions) {
        return actions.stream().map(action -> ActionCall.parse(action).signature()).toList();
    }

    /** The id of the lived episode so many before the newest; empty while there are fewer. */
    public OptionalLong horizon(int episodes) {
        return livedIds.size() <= episodes
                ? OptionalLong.empty()
                : OptionalLong.of(livedIds.get(livedIds.size() - 1 - episodes));
    }

    /** The newest episode in which a sequence was seen, by its {@linkplain #key key}; 0 if no count is kept of it. */
    public long lastSeen(String key) {
        List<String> parts = List.of(key.split("\0", -1));
        StringBuilder run = new StringBuilder();
        parts.subList(1, parts.size()).forEach(action -> run.append(character(actions.number(action))));
        long seen = 0;
        for (int channel = 0; channel < channels.size(); channel++) {
            if (parts.getFirst().equals(ANYWHERE) || parts.getFirst().equals(channels.name(channel))) {
                SkillCandidate c = candidates.get(character(channel) + run.toString());
                seen = Math.max(seen, c == null ? 0 : c.lastSeen);
            }
        }
        return seen;
    }

    /** Successful lived episodes folded so far. */
    public int successes() {
        return bases.values().stream().mapToInt(base -> base.successes).sum();
    }

    /** Counts the runs of a lived episode. Episodes come in order of id. */
    public void fold(Episode episode) {
        if (!episode.lived()) {
            return;
        }
        livedIds.add(episode.id());
        int channel = channels.number(episode.channel());
        Base base = bases.computeIfAbsent(channel, c -> new Base());
        base.successes += episode.success() ? 1 : 0;
        base.failures += episode.success() ? 0 : 1;
        List<LivedStep> steps = episode.steps();
        List<ActionCall> calls = steps.stream().map(step -> ActionCall.parse(step.action())).toList();
        char[] run = new char[steps.size()];
        for (int i = 0; i < run.length; i++) {
            run[i] = character(actions.number(calls.get(i).signature()));
        }
        for (int start = 0; start < run.length; start++) {
            for (int length = MIN_LENGTH; length <= MAX_LENGTH && start + length <= run.length; length++) {
                String key = character(channel) + new String(run, start, length);
                if (episode.success()) {
                    candidates.computeIfAbsent(key, k -> new SkillCandidate()).succeed(episode, start,
                            calls.subList(start, start + length), features);
                } else {
                    Optional.ofNullable(candidates.get(key)).ifPresent(known -> known.fail(episode.id()));
                }
            }
        }
        if (candidates.size() > MAX_CANDIDATES) {
            prune();
        }
    }

    private static char character(int number) {
        if (number >= Character.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "at most " + (int) Character.MAX_VALUE + " distinct actions can be told apart, this is one more");
        }
        return (char) number;
    }

    private void prune() {
        List<Map.Entry<String, SkillCandidate>> single = new ArrayList<>(
                candidates.entrySet().stream().filter(e -> e.getValue().successes.count() < MIN_SUPPORT)
                        .sorted(Comparator.comparingLong(e -> e.getValue().lastSeen)).toList());
        single.subList(0, (single.size() + 1) / 2).forEach(e -> candidates.remove(e.getKey()));
    }

    /** What the rules promote now, at most {@code limit} skills, best first. */
    public List<Finding> findings(int limit) {
        Map<String, SkillCandidate> all = new LinkedHashMap<>(candidates);
        Map<String, Set<Integer>> places = pool(all);
        Map<String, Integer> longer = longestSupports(all);
        List<Finding> found = new ArrayList<>();
        all.forEach((key, c) -> {
            int support = c.successes.count();
            if (support >= MIN_SUPPORT && longer.getOrDefault(key, 0) < support && 2 * c.loops <= c.starts) {
                Finding finding = finding(key, c, places.getOrDefault(key, Set.of((int) key.charAt(0))));
                if (finding.gain() >= 0 && (!finding.condition().isEmpty() || c.unsituated())) {
                    found.add(finding);
                }
            }
        });
        found.sort(Comparator.comparingDouble(Finding::worth).reversed().thenComparing(Finding::key));
        return withoutParts(found, limit);
    }

    /**
     * Adds what was seen in several places under the key of none of them. Which places a key stands for is returned.
     */
    private Map<String, Set<Integer>> pool(Map<String, SkillCandidate> all) {
        Map<String, Set<Integer>> places = new HashMap<>();
        if (channels.size() > 1) {
            candidates.forEach((key, c) -> {
                if (c.successes.count() > 0) {
                    places.computeIfAbsent(EVERYWHERE + key.substring(1), k -> new TreeSet<>())
                            .add((int) key.charAt(0));
                }
            });
            places.values().removeIf(channels -> channels.size() < 2);
            places.forEach((key, channels) -> channels.stream()
                    .map(channel -> candidates.getOrDefault(character(channel) + key.substring(1),
                            new SkillCandidate()))
                    .reduce(SkillCandidate::pooled).ifPresent(pooled -> all.put(key, pooled)));
        }
        return places;
    }

    /** For each candidate the largest support of a candidate that is longer by one action. */
    private static Map<String, Integer> longestSupports(Map<String, SkillCandidate> all) {
        Map<String, Integer> longer = new HashMap<>();
        all.forEach((key, c) -> {
            int support = c.successes.count();
            if (support >= MIN_SUPPORT && key.length() - 1 > MIN_LENGTH) {
                String withoutLast = key.substring(0, key.length() - 1);
                String withoutFirst = key.charAt(0) + key.substring(2);
                longer.merge(withoutLast, support, Math::max);
                longer.merge(withoutFirst, support, Math::max);
            }
        });
        return longer;
    }

    private Finding finding(String key, SkillCandidate c, Set<Integer> places) {
        double base = places.stream().mapToDouble(p -> bases.getOrDefault(p, new Base()).rate()).average().orElse(0.5);
        int support = c.successes.count();
        double rate = (support + 2 * base) / (support + c.failures + 2);
        List<ActionCall> form = new ArrayList<>();
        for (int i = 1; i < key.length(); i++) {
            form.add(form(actions.name(key.charAt(i))));
        }
        Set<String> condition = new TreeSet<>(c.condition(COMMON, features));
        condition.addAll(c.slots.conditions(COMMON * c.starts));
        Set<String> termination = new TreeSet<>(c.termination(COMMON, features));
        termination.removeAll(condition);
        String outcome = c.outcomes.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey)
                .orElse("");
        String channel = key.charAt(0) == EVERYWHERE ? ANYWHERE : channels.name(key.charAt(0));
        List<String> names = c.slots.actions(form);
        Set<String> where = new TreeSet<>();
        places.forEach(place -> where.add(channels.name(place)));
        return new Finding(key(channel, names), channel, condition, names, outcome, support, c.failures, rate - base,
                c.successes.ids(), c.lastSeen, c.successes.trust(), support * (names.size() - 1.0) * rate, where,
                termination, c.slots.parameters());
    }

    /** A call with the arguments that a signature names, without values. */
    private static ActionCall form(String signature) {
        int open = signature.indexOf('(');
        if (open <= 0 || !signature.endsWith(")")) {
            return new ActionCall(signature, new TreeMap<>());
        }
        TreeMap<String, String> arguments = new TreeMap<>();
        for (String key : COMMA.splitAsStream(signature.substring(open + 1, signature.length() - 1)).toList()) {
            arguments.put(key, "");
        }
        return new ActionCall(signature.substring(0, open), arguments);
    }

    private static List<Finding> withoutParts(List<Finding> ranked, int limit) {
        List<Finding> kept = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Finding finding : ranked) {
            if (kept.size() == limit) {
                break;
            }
            boolean part = kept.stream().anyMatch(k -> k.channels().containsAll(finding.channels())
                    && partOf(signatures(finding.actions()), signatures(k.actions()))
                    && finding.support() < 2 * k.support());
            if (!part && seen.add(finding.key())) {
                kept.add(finding);
            }
        }
        return kept;
    }

    private static boolean partOf(List<String> part, List<String> whole) {
        return java.util.Collections.indexOfSubList(whole, part) >= 0;
    }

    /** Whether an episode shows a skill's actions in a row. */
    public static boolean shows(Episode episode, Skill skill) {
        return partOf(signatures(skill.actions()),
                signatures(episode.steps().stream().map(LivedStep::action).toList()));
    }

    /** A readable name: the actions in order, repeats counted. */
    public static String name(List<String> calls) {
        List<String> actions = calls.stream().map(call -> ActionCall.parse(call).name()).toList();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < actions.size();) {
            int same = i;
            while (same < actions.size() && actions.get(same).equals(actions.get(i))) {
                same++;
            }
            name.append(name.isEmpty() ? "" : "-").append(actions.get(i));
            if (same - i > 1) {
                name.append('x').append(same - i);
            }
            i = same;
        }
        return name.toString();
    }
}
