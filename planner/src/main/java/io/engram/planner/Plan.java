package io.engram.planner;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What to do next, and why.
 *
 * @param action the primitive action to make now; the first step of {@code macro} when the choice is a skill
 * @param macro the skill that was chosen, if one was
 * @param candidates every legal way to go on from the root, in order of action index, macros last
 * @param value mean discounted return found from the root
 * @param modelValue what the world said the root was worth, before searching
 * @param principalVariation the line that the search expects from here, as names; the first is the choice
 * @param simulations passes made
 * @param nodes states in the tree
 * @param maxDepth deepest edge count below the root
 * @param modelCalls calls of the world
 * @param elapsed wall time
 * @param stop why the search ended
 * @param notes what a reader should know: cut actions, trust frontier, and the like
 */
public record Plan(int action, Optional<MacroAction> macro, List<Candidate> candidates, double value, double modelValue,
        List<String> principalVariation, long simulations, int nodes, int maxDepth, long modelCalls, Duration elapsed,
        StopReason stop,
        List<String> notes) {

    /** Copies the lists. */
    public Plan {
        candidates = List.copyOf(candidates);
        principalVariation = List.copyOf(principalVariation);
        notes = List.copyOf(notes);
    }

    /** The candidate that was chosen. */
    public Candidate chosen() {
        return candidates.stream().filter(c -> c.action() == action && c.macro().equals(macro)).findFirst()
                .orElseThrow(() -> new IllegalStateException("plan without its own choice " + action));
    }

    /**
     * The improved policy over single actions, [actions], sum 1: what a policy network should learn. A macro counts for the
     * action that it starts with.
     *
     * @param actionCount length of the result, {@link World#actionCount()}
     */
    public float[] policy(int actionCount) {
        float[] policy = new float[actionCount];
        for (Candidate c : candidates) {
            policy[c.action()] += (float) c.weight();
        }
        return policy;
    }

    /** The plan as a small table for people. */
    public String render() {
        StringBuilder text = new StringBuilder(512);
        Candidate best = chosen();
        text.append(String.format(Locale.ROOT,
                "%s  value %.4f (model %.4f)  %d simulations, %d states, depth %d, %.1f ms, stopped by %s%n",
                best.name(),
                value, modelValue, simulations, nodes, maxDepth, elapsed.toNanos() / 1e6,
                stop.name().toLowerCase(Locale.ROOT)));
        int width = Math.max(6, candidates.stream().mapToInt(c -> c.name().length()).max().orElse(6));
        text.append(String.format(Locale.ROOT, "  %-" + width + "s %7s %8s %9s %8s %8s %7s%n", "action", "prior",
                "visits", "q", "+-", "failure", "weight"));
        Candidate[] byVisits = candidates.toArray(new Candidate[0]);
        Arrays.sort(byVisits, (a, b) -> Integer.compare(b.visits(), a.visits()));
        for (Candidate c : byVisits) {
            text.append(String.format(Locale.ROOT, "%s %-" + width + "s %7.3f %8d %9.4f %8.4f %8.3f %7.3f%n",
                    c.equals(best) ? ">" : " ", c.name(),
                    c.prior(), c.visits(), c.q(), c.uncertainty(), c.failure(), c.weight(),
                    c.cut() ? "  cut" : c.proven() ? "  proven" : ""));
        }
        text.append("  line: ").append(String.join(" ", principalVariation)).append(System.lineSeparator());
        notes.forEach(note -> text.append("  note: ").append(note).append(System.lineSeparator()));
        return text.toString();
    }
}
