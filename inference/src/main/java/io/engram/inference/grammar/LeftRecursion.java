package io.engram.inference.grammar;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Refuses grammars in which a rule can reach itself without reading a byte: matching them would not end. */
final class LeftRecursion {
    private final List<List<int[]>> rules;
    private final boolean[] nullable;

    LeftRecursion(List<List<int[]>> rules) {
        this.rules = rules;
        this.nullable = new boolean[rules.size()];
    }

    void check() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int r = rules.size() - 1; r >= 0; r--) {
                if (!nullable[r] && rules.get(r).stream().anyMatch(this::canBeEmpty)) {
                    nullable[r] = true;
                    changed = true;
                }
            }
        }
        byte[] colour = new byte[rules.size()];
        for (int r = 0; r < rules.size(); r++) {
            visit(r, colour);
        }
    }

    private boolean canBeEmpty(int[] sequence) {
        for (int element : sequence) {
            if (element >= 0 || !nullable[-1 - element]) {
                return false;
            }
        }
        return true;
    }

    /** Depth first with a stack of its own: 1 is on the path, 2 is done. */
    private void visit(int start, byte[] colour) {
        Deque<Integer> path = new ArrayDeque<>();
        path.push(start);
        while (!path.isEmpty()) {
            int rule = path.peek();
            if (colour[rule] != 0) {
                path.pop();
                colour[rule] = 2;
                continue;
            }
            colour[rule] = 1;
            for (int[] sequence : rules.get(rule)) {
                for (int element : sequence) {
                    if (element >= 0) {
                        break;
                    }
                    int next = -1 - element;
                    if (colour[next] == 1) {
                        throw new GrammarException("grammar",
                                "expected rules that read something before they repeat, received left recursion");
                    }
                    if (colour[next] == 0) {
                        path.push(next);
                    }
                    if (!nullable[next]) {
                        break;
                    }
                }
            }
        }
    }
}
