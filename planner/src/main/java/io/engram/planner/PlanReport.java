package io.engram.planner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    static Plan of(Search search, int chosenEdge, long simulations, long elapsedNanos, StopReason stop) {
        return new PlanReport(search).write(chosenEdge, simulations, elapsedNanos, stop);
    }

    private Plan write(int chosenEdge, long simulations, long elapsedNanos, StopReason stop) {
        List<Candidate> candidates = new ArrayList<>();
        int first = tree.firstEdge[0];
        double visits = 0;
        for (int e = first; e < first + tree.edgeCount[0]; e++) {
            visits += tree.edgeVisits[e];
        }
        for (int e = first; e < first + tree.edgeCount[0]; e++) {
            candidates.add(candidate(e, visits));
        }
        Candidate chosen = candidates.get(chosenEdge - first);
        return new Plan(chosen.action(), chosen.macro(), candidates, tree.value[0], tree.estimate[0], line(chosenEdge),
                simulations, tree.nodes,
                search.maxDepth, search.modelCalls, Duration.ofNanos(elapsedNanos), stop, notes(simulations));
    }

    private Candidate candidate(int edge, double rootVisits) {
        Optional<MacroAction> macro = macro(edge);
        int action = macro.map(m -> m.actions().get(0)).orElse(tree.action[edge]);
        int child = tree.child[edge];
        boolean tried = tree.edgeVisits[edge] > 0;
        double uncertainty = tried ? Math.abs(tree.discount[edge]) * tree.uncertainty[child] : 0;
        return new Candidate(action, name(edge), macro, tree.prior[edge], tree.edgeVisits[edge],
                tried ? tree.q[edge] : tree.value[0], uncertainty,
                tree.failure[edge], tree.edgeVisits[edge] / rootVisits);
    }

    private Optional<MacroAction> macro(int edge) {
        int action = tree.action[edge];
        return action < actions ? Optional.empty() : Optional.of(search.options.macros().get(action - actions));
    }

    private String name(int edge) {
        return macro(edge).map(MacroAction::name).orElseGet(() -> search.world.actionName(tree.action[edge]));
    }

    /** The chosen edge, then the most visited one of each node behind it. */
    private List<String> line(int chosenEdge) {
        List<String> names = new ArrayList<>();
        int edge = chosenEdge;
        boolean chance = false;
        while (edge >= 0 && names.size() < LONGEST_LINE) {
            names.add(chance ? "(" + name(edge) + ")" : name(edge));
            int node = tree.child[edge];
            edge = node == Tree.UNEXPANDED ? -1 : mostVisited(node);
            chance = node != Tree.UNEXPANDED && tree.kind[node] == Tree.CHANCE;
        }
        return names;
    }

    private int mostVisited(int node) {
        int best = -1;
        for (int e = tree.firstEdge[node]; e < tree.firstEdge[node] + tree.edgeCount[node]; e++) {
            if (tree.edgeVisits[e] > 0 && (best < 0 || tree.edgeVisits[e] > tree.edgeVisits[best])) {
                best = e;
            }
        }
        return best;
    }

    private List<String> notes(long simulations) {
        List<String> notes = new ArrayList<>();
        if (search.frontierHits > 0) {
            notes.add(search.frontierHits + " of " + simulations
                    + " simulations ended at the edge of what is trusted or deep enough");
        }
        return notes;
    }
}
