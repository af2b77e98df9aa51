package io.engram.planner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a finished tree and writes the {@link Plan}. */
final class PlanReport {
    private static final int LONGEST_LINE = 32;
    private final Search search;
    private final Tree tree;
    private final int actions;

    private PlanReport(Search search) {
        this.search = search;
        tree = search.tree;
        actions = search.world.actionCount();
    }

    static Plan of(Search search, boolean gumbel, int chosenEdge, long simulations, int reused, long elapsedNanos,
            StopReason stop) {
        return new PlanReport(search).write(gumbel, chosenEdge, simulations, reused, elapsedNanos, stop);
    }

    private Plan write(boolean gumbel, int chosenEdge, long simulations, int reused, long elapsedNanos,
            StopReason stop) {
        List<Candidate> candidates = new ArrayList<>();
        int first = tree.firstEdge[0];
        double visits = 0;
        for (int e = first; e < first + tree.edgeCount[0]; e++) {
            visits += tree.edgeVisits[e];
        }
        float[] improved = gumbel ? search.completedQ.improvedPolicy(0) : null;
        for (int e = first; e < first + tree.edgeCount[0]; e++) {
            double weight = weight(e, chosenEdge, visits, improved);
            candidates.add(candidate(e, weight));
        }
        Candidate chosen = candidates.get(chosenEdge - first);
        candidates.sort(Comparator.comparing((Candidate c) -> c.macro().isPresent())
                .thenComparing(c -> c.macro().isPresent() ? 0 : c.action()));
        return new Plan(chosen.action(), chosen.macro(), candidates, tree.value[0], tree.estimate[0], line(chosenEdge),
                simulations, tree.nodes,
                search.maxDepth, search.modelCalls, Duration.ofNanos(elapsedNanos), stop, notes(simulations, reused));
    }

    /** What a policy should learn: the proven choice, the improved policy of Gumbel, or the share of visits. */
    private double weight(int edge, int chosenEdge, double visits, float @Nullable [] improved) {
        if (tree.proven[0] || visits == 0) {
            return edge == chosenEdge ? 1 : 0;
        }
        return improved != null ? improved[edge - tree.firstEdge[0]] : tree.edgeVisits[edge] / visits;
    }

    private Candidate candidate(int edge, double weight) {
        Optional<MacroAction> macro = macro(edge);
        int action = macro.map(m -> m.actions().get(0)).orElse(tree.action[edge]);
        int child = tree.child[edge];
        boolean tried = tree.edgeVisits[edge] > 0;
        double uncertainty = tried && child >= 0 ? Math.abs(tree.discount[edge]) * tree.uncertainty[child] : 0;
        return new Candidate(action, name(edge), macro, tree.prior[edge], tree.edgeVisits[edge],
                tried ? tree.q[edge] : tree.value[0], uncertainty,
                tree.edgeRisk(edge), tree.edgeProven[edge], search.selection.isCut(edge), weight);
    }

    private Optional<MacroAction> macro(int edge) {
        int action = tree.action[edge];
        return action < actions ? Optional.empty() : Optional.of(search.options.macros().get(action - actions));
    }

    private String name(int edge) {
        return macro(edge).map(MacroAction::name).orElseGet(() -> search.world.actionName(tree.action[edge]));
    }

    /** The chosen edge, then the one that each node behind it would choose. */
    private List<String> line(int chosenEdge) {
        List<String> names = new ArrayList<>();
        int edge = chosenEdge;
        boolean chance = false;
        while (edge >= 0 && names.size() < LONGEST_LINE) {
            names.add(chance ? "(" + name(edge) + ")" : name(edge));
            int node = tree.child[edge];
            edge = node == Tree.UNEXPANDED ? -1 : expected(node);
            chance = node != Tree.UNEXPANDED && tree.kind[node] == Tree.CHANCE;
        }
        return names;
    }

    /** The most visited open edge, or a proven one that is better; at a chance node the most visited. */
    private int expected(int node) {
        int best = -1;
        int proven = -1;
        boolean choose = tree.kind[node] != Tree.CHANCE;
        for (int e = tree.firstEdge[node]; e < tree.firstEdge[node] + tree.edgeCount[node]; e++) {
            if (choose && tree.edgeProven[e]) {
                proven = proven < 0 || tree.q[e] > tree.q[proven] ? e : proven;
            } else if (tree.edgeVisits[e] > 0 && (best < 0 || tree.edgeVisits[e] > tree.edgeVisits[best])) {
                best = e;
            }
        }
        return proven >= 0 && (best < 0 || tree.proven[node] || tree.q[proven] > tree.q[best]) ? proven : best;
    }

    private List<String> notes(long simulations, int reused) {
        List<String> notes = new ArrayList<>();
        int cut = 0;
        for (int e = tree.firstEdge[0]; e < tree.firstEdge[0] + tree.edgeCount[0]; e++) {
            if (search.selection.isCut(e)) {
                cut++;
                notes.add(String.format(Locale.ROOT, "cut %s: failure %.3f is above the bound %.3f", name(e),
                        tree.edgeRisk(e),
                        search.options.failureBound()));
            }
        }
        if (cut > 0 && cut == tree.edgeCount[0]) {
            notes.add("every way is above the failure bound: the least risky one is chosen");
        }
        if (tree.proven[0]) {
            notes.add(String.format(Locale.ROOT, "the value %.4f is proven", tree.value[0]));
        }
        if (search.frontierHits > 0) {
            notes.add(search.frontierHits + " of " + simulations
                    + " simulations ended at the edge of what is trusted or deep enough");
        }
        if (search.transpositionHits > 0) {
            notes.add(search.transpositionHits + " ways met in states that were known already");
        }
        if (reused > 0) {
            notes.add(reused + " states were kept from the plan before");
        }
        return notes;
    }
}
