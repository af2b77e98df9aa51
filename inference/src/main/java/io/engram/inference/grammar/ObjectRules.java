package io.engram.inference.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * Members of an object. Up to {@value #MOST_IN_ANY_ORDER} named properties may come in any order, a rule for each set of
 * those that were there; more come in the order the schema lists them. Others come between and after, if the schema allows.
 */
final class ObjectRules {
    static final int MOST_IN_ANY_ORDER = 8;

    private final Grammar.Builder out;
    private final int[] comma;
    private final List<int[]> named;
    private final List<Boolean> needed;
    private final int[] other;

    /**
     * Rules of one object.
     *
     * @param other
     *            a member of another name, or empty if there can be none
     */
    ObjectRules(JsonRules json, List<int[]> named, List<Boolean> needed, int[] other) {
        this(json.comma, json.out, named, needed, other);
    }

    /** With something else between members. */
    ObjectRules(int[] comma, Grammar.Builder out, List<int[]> named, List<Boolean> needed, int[] other) {
        this.out = out;
        this.comma = comma;
        this.named = named;
        this.needed = needed;
        this.other = other;
    }

    int[] members() {
        return named.size() <= MOST_IN_ANY_ORDER ? anyOrder() : inOrder();
    }

    private int[] anyOrder() {
        int sets = 1 << named.size();
        int full = 0;
        for (int i = 0; i < named.size(); i++) {
            full |= needed.get(i) ? 1 << i : 0;
        }
        int[] rules = new int[sets];
        for (int set = 0; set < sets; set++) {
            rules[set] = out.declare();
        }
        for (int set = 0; set < sets; set++) {
            add(rules[set], set, full, rules, comma);
        }
        int first = out.declare();
        add(first, 0, full, rules, new int[0]);
        return Grammar.Builder.reference(first);
    }

    private void add(int rule, int set, int full, int[] rules, int[] before) {
        for (int i = 0; i < named.size(); i++) {
            if ((set & 1 << i) == 0) {
                out.alternative(rule, Grammar.Builder.join(before, named.get(i),
                        Grammar.Builder.reference(rules[set | 1 << i])));
            }
        }
        if (other.length > 0) {
            out.alternative(rule, Grammar.Builder.join(before, other, Grammar.Builder.reference(rules[set])));
        }
        if ((set & full) == full) {
            out.alternative(rule);
        }
    }

    /** Rule {@code first} is what may follow when nothing came yet, {@code later} when something did. */
    private int[] inOrder() {
        int[] others = other.length == 0
                ? new int[0]
                : out.repeat(Grammar.Builder.join(comma, other), 0, -1, "additionalProperties");
        int[] later = others;
        int[] first = other.length == 0 ? new int[0] : out.repeat(Grammar.Builder.join(other, others), 0, 1, "object");
        for (int i = named.size() - 1; i >= 0; i--) {
            List<int[]> begins = new ArrayList<>();
            List<int[]> follows = new ArrayList<>();
            begins.add(Grammar.Builder.join(named.get(i), later));
            follows.add(Grammar.Builder.join(comma, named.get(i), later));
            if (!needed.get(i)) {
                begins.add(first);
                follows.add(later);
            }
            first = rule(begins);
            later = rule(follows);
        }
        return first;
    }

    private int[] rule(List<int[]> alternatives) {
        int rule = out.declare();
        alternatives.forEach(a -> out.alternative(rule, a));
        return Grammar.Builder.reference(rule);
    }
}
