package io.engram.memory.consolidation;

import io.engram.memory.Episode;
import io.engram.memory.LivedStep;
import io.engram.memory.Trust;
import io.engram.memory.semantic.Regularity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts what followed which action in which situation and finds what holds in general.
 *
 * <p>Implementation note. The table has one row per distinct (action, situation) with a count per outcome. Two kinds of
 * candidates come from it. <b>General</b>: for an action and an outcome, the features common to all situations in which the
 * outcome followed; trials are all rows of the action whose situation has those features. <b>Exact</b>: one whole situation.
 * An exact one is only worth a record where it knows better than the general one: its confidence must be higher by {@link
 * #MIN_GAIN}. Both need support from {@link #MIN_SUPPORT} distinct episodes. Rows seen in one episode only are dropped,
 * oldest first, when there are more than {@link #MAX_ROWS}.
 */
public final class RegularityMiner {
    /** Distinct episodes in which the outcome must have followed. */
    public static final int MIN_SUPPORT = 2;
    /** How much more certain an exact regularity must be than the general one of its action and outcome. */
    static final double MIN_GAIN = 0.1;
    private static final int MAX_ROWS = 20_000;

    private record RowKey(int action, int situation) {
    }

    private record General(int action, int outcome) {
    }

    private static final class Tally {
        private final Evidence evidence = new Evidence(Regularity.MAX_EPISODES);
        private int count;
        private double reward;
    }

    private static final class Row {
        private int trials;
        private long lastEpisode;
        private int episodes;
        private final Map<Integer, Tally> outcomes = new LinkedHashMap<>(2);
    }

    private static final class Common {
        private int @org.jspecify.annotations.Nullable [] features;
        private final Tally tally = new Tally();
    }

    /** What the rules found: everything of a {@link Regularity} but its id and time. */
    public record Finding(String key, String situation, String action, String outcome, int count, int trials,
            int support, double meanReward, List<Long> episodes, Trust trust) {
        public Finding {
            episodes = List.copyOf(episodes);
        }
    }

    private final FeatureSets features = new FeatureSets();
    private final Names actions = new Names();
    private final Names outcomes = new Names();
    private final Map<RowKey, Row> rows = new LinkedHashMap<>();
    private final Map<Integer, Set<RowKey>> rowsOfAction = new HashMap<>();
    private final Map<General, Common> general = new LinkedHashMap<>();
    private int lived;

    /** Counts the steps of an episode. Episodes come in order of id. */
    public void fold(Episode episode) {
        lived += episode.lived() ? 1 : 0;
        for (LivedStep step : episode.steps()) {
            fold(step, episode.id(), episode.provenance().trust());
        }
        if (rows.size() > MAX_ROWS) {
            prune();
        }
    }

    private void fold(LivedStep step, long episode, Trust trust) {
        int action = actions.number(step.action());
        int situation = features.situation(step.situation());
        RowKey key = new RowKey(action, situation);
        Row row = rows.computeIfAbsent(key, k -> new Row());
        rowsOfAction.computeIfAbsent(action, a -> new LinkedHashSet<>()).add(key);
        row.trials++;
        row.episodes += row.lastEpisode == episode ? 0 : 1;
        row.lastEpisode = episode;
        if (step.outcome().isBlank()) {
            return;
        }
        int outcome = outcomes.number(step.outcome());
        count(row.outcomes.computeIfAbsent(outcome, o -> new Tally()), step, episode, trust);
        General generalKey = new General(action, outcome);
        Common common = general.computeIfAbsent(generalKey, g -> new Common());
        int[] set = features.set(situation);
        int[] before = common.features;
        common.features = before == null ? set : FeatureSets.intersection(before, set);
        count(common.tally, step, episode, trust);
    }

    private static void count(Tally tally, LivedStep step, long episode, Trust trust) {
        tally.evidence.add(episode, trust);
        tally.count++;
        tally.reward += step.reward();
    }

    private void prune() {
        List<Map.Entry<RowKey, Row>> single = new ArrayList<>(
                rows.entrySet().stream().filter(e -> e.getValue().episodes < MIN_SUPPORT)
                        .sorted(Comparator.comparingLong(e -> e.getValue().lastEpisode)).toList());
        for (Map.Entry<RowKey, Row> each : single.subList(0, (single.size() + 1) / 2)) {
            rows.remove(each.getKey());
            rowsOfAction.getOrDefault(each.getKey().action(), new LinkedHashSet<>()).remove(each.getKey());
        }
    }

    /** Lived episodes folded so far. */
    public int lived() {
        return lived;
    }

    /** What the rules promote now, most supported first. */
    public List<Finding> findings() {
        List<Finding> found = new ArrayList<>();
        for (Map.Entry<General, Common> each : general.entrySet()) {
            General key = each.getKey();
            Common common = each.getValue();
            if (common.tally.evidence.count() < MIN_SUPPORT) {
                continue;
            }
            int[] condition = common.features == null ? new int[0] : common.features;
            int trials = 0;
            for (RowKey rowKey : rowsOfAction.getOrDefault(key.action(), Set.of())) {
                Row row = rows.get(rowKey);
                if (row != null && FeatureSets.contains(features.set(rowKey.situation()), condition)) {
                    trials += row.trials;
                }
            }
            trials = Math.max(trials, common.tally.count);
            Finding whole = finding("general", condition, key, common.tally, trials);
            found.add(whole);
            exact(key, condition, confidence(whole.count(), trials), found);
        }
        found.sort(Comparator.comparingInt(Finding::support).reversed().thenComparing(Finding::key));
        return found;
    }

    private void exact(General key, int[] condition, double generalConfidence, List<Finding> found) {
        for (RowKey rowKey : rowsOfAction.getOrDefault(key.action(), Set.of())) {
            Row row = rows.get(rowKey);
            Tally tally = row == null ? null : row.outcomes.get(key.outcome());
            if (row == null || tally == null || tally.evidence.count() < MIN_SUPPORT) {
                continue;
            }
            int[] set = features.set(rowKey.situation());
            if (set.length > condition.length
                    && confidence(tally.count, row.trials) >= generalConfidence + MIN_GAIN) {
                found.add(finding("exact", set, key, tally, row.trials));
            }
        }
    }

    private static double confidence(int count, int trials) {
        return (count + 1.0) / (trials + 2.0);
    }

    private Finding finding(String kind, int[] condition, General key, Tally tally, int trials) {
        String situation = io.engram.memory.Situations.text(features.names(condition));
        String action = actions.name(key.action());
        String outcome = outcomes.name(key.outcome());
        String name = kind.equals("general")
                ? kind + '\0' + action + '\0' + outcome
                : kind + '\0' + action + '\0' + outcome + '\0' + situation;
        return new Finding(name, situation, action, outcome, tally.count, trials, tally.evidence.count(),
                tally.reward / tally.count, tally.evidence.ids(), tally.evidence.trust());
    }
}
