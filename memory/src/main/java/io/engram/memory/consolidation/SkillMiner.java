package io.engram.memory.consolidation;

import io.engram.memory.Episode;
import io.engram.memory.LivedStep;
import io.engram.memory.Trust;
import io.engram.memory.procedural.Skill;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Finds action sequences that repeat in successful lived episodes.
 *
 * <p>Implementation note. Every contiguous run of {@link #MIN_LENGTH} to {@link #MAX_LENGTH} actions of a successful episode
 * is a candidate, keyed by channel and actions; runs of failed episodes are counted where they are candidates already. A
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
 * Better means more actions saved: support times (length - 1), times the shrunk success rate. Candidates seen in one episode
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

    private static final class Candidate {
        private final Evidence successes = new Evidence(Skill.MAX_EPISODES);
        private int failures;
        private long lastFailure;
        private int starts;
        private int loops;
        /** [feature] how often it held at a start; grows on demand. */
        private int[] held = new int[0];
        private final Map<String, Integer> outcomes = new LinkedHashMap<>(2);
        private long lastSeen;
    }

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
    private final Map<String, Candidate> candidates = new LinkedHashMap<>();
    private final List<Long> livedIds = new ArrayList<>();

    /** The key under which a skill's sequence is counted. */
    public static String key(String channel, List<String> actions) {
        return channel + '\0' + String.join("\0", actions);
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
        StringBuilder run = new StringBuilder().append(character(channels.number(parts.getFirst())));
        parts.subList(1, parts.size()).forEach(action -> run.append(character(actions.number(action))));
        Candidate c = candidates.get(run.toString());
        return c == null ? 0 : c.lastSeen;
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
        char[] run = new char[steps.size()];
        for (int i = 0; i < run.length; i++) {
            run[i] = character(actions.number(steps.get(i).action()));
        }
        for (int start = 0; start < run.length; start++) {
            for (int length = MIN_LENGTH; length <= MAX_LENGTH && start + length <= run.length; length++) {
                String key = character(channel) + new String(run, start, length);
                if (episode.success()) {
                    succeed(candidates.computeIfAbsent(key, k -> new Candidate()), episode, start, length);
                } else {
                    fail(candidates.get(key), episode.id());
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

    private void succeed(Candidate c, Episode episode, int start, int length) {
        List<LivedStep> steps = episode.steps();
        c.successes.add(episode.id(), episode.provenance().trust());
        c.lastSeen = episode.id();
        c.starts++;
        int situation = features.situation(steps.get(start).situation());
        for (int feature : features.set(situation)) {
            if (feature >= c.held.length) {
                c.held = Arrays.copyOf(c.held, Math.max(feature + 1, 8));
            }
            c.held[feature]++;
        }
        int end = start + length;
        if (end < steps.size() && !steps.get(start).situation().isBlank()
                && features.situation(steps.get(end).situation()) == situation) {
            c.loops++;
        }
        c.outcomes.merge(steps.get(end - 1).outcome(), 1, Integer::sum);
    }

    private static void fail(@org.jspecify.annotations.Nullable Candidate c, long episode) {
        if (c != null && c.lastFailure != episode) {
            c.lastFailure = episode;
            c.lastSeen = episode;
            c.failures++;
        }
    }

    private void prune() {
        List<Map.Entry<String, Candidate>> single = new ArrayList<>(
                candidates.entrySet().stream().filter(e -> e.getValue().successes.count() < MIN_SUPPORT)
                        .sorted(Comparator.comparingLong(e -> e.getValue().lastSeen)).toList());
        single.subList(0, (single.size() + 1) / 2).forEach(e -> candidates.remove(e.getKey()));
    }

    /** What the rules promote now, at most {@code limit} skills, best first. */
    public List<Finding> findings(int limit) {
        Map<String, Integer> longer = longestSupports();
        List<Finding> found = new ArrayList<>();
        candidates.forEach((key, c) -> {
            int support = c.successes.count();
            if (support >= MIN_SUPPORT && longer.getOrDefault(key, 0) < support && 2 * c.loops <= c.starts) {
                Finding finding = finding(key, c);
                if (finding.gain() >= 0 && (!finding.condition().isEmpty() || unsituated(c))) {
                    found.add(finding);
                }
            }
        });
        found.sort(Comparator.comparingDouble(Finding::worth).reversed().thenComparing(Finding::key));
        return withoutParts(found, limit);
    }

    /** For each candidate the largest support of a candidate that is longer by one action. */
    private Map<String, Integer> longestSupports() {
        Map<String, Integer> longer = new HashMap<>();
        candidates.forEach((key, c) -> {
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

    private static boolean unsituated(Candidate c) {
        return c.held.length == 0;
    }

    private Finding finding(String key, Candidate c) {
        Base base = bases.getOrDefault((int) key.charAt(0), new Base());
        int support = c.successes.count();
        double rate = (support + 2 * base.rate()) / (support + c.failures + 2);
        List<String> names = new ArrayList<>();
        for (int i = 1; i < key.length(); i++) {
            names.add(actions.name(key.charAt(i)));
        }
        int[] condition = new int[c.held.length];
        int size = 0;
        for (int feature = 0; feature < c.held.length; feature++) {
            if (c.held[feature] >= COMMON * c.starts) {
                condition[size++] = feature;
            }
        }
        String outcome = c.outcomes.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey)
                .orElse("");
        String channel = channels.name(key.charAt(0));
        return new Finding(key(channel, names), channel, features.names(Arrays.copyOf(condition, size)), names, outcome,
                support, c.failures, rate - base.rate(), c.successes.ids(), c.lastSeen, c.successes.trust(),
                support * (names.size() - 1.0) * rate, Set.of(channel), Set.of(), List.of());
    }

    private static List<Finding> withoutParts(List<Finding> ranked, int limit) {
        List<Finding> kept = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Finding finding : ranked) {
            if (kept.size() == limit) {
                break;
            }
            boolean part = kept.stream().anyMatch(k -> k.channel().equals(finding.channel())
                    && partOf(finding.actions(), k.actions()) && finding.support() < 2 * k.support());
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
        return partOf(skill.actions(), episode.steps().stream().map(LivedStep::action).toList());
    }

    /** A readable name: the actions in order, repeats counted. */
    public static String name(List<String> actions) {
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
