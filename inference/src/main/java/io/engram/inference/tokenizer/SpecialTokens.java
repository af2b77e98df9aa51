package io.engram.inference.tokenizer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Finds tokens that are matched as whole text before any cutting: leftmost first, longest among those that start there. */
public final class SpecialTokens {
    /**
     * A found token.
     *
     * @param id
     *            the token
     * @param start
     *            where its text starts
     * @param end
     *            where its text ends
     */
    public record Match(int id, int start, int end) {
    }

    private record Candidate(String text, int id, boolean always) {
    }

    private final Map<Character, List<Candidate>> byFirst = new HashMap<>();

    /** Collects the control, user-defined and unknown tokens of a vocabulary. */
    public SpecialTokens(Vocabulary vocabulary) {
        for (int id = 0; id < vocabulary.size(); id++) {
            Vocabulary.Kind kind = vocabulary.kind(id);
            String text = vocabulary.text(id);
            if (!text.isEmpty() && (kind == Vocabulary.Kind.CONTROL || kind == Vocabulary.Kind.USER_DEFINED
                    || kind == Vocabulary.Kind.UNKNOWN)) {
                byFirst.computeIfAbsent(text.charAt(0), c -> new ArrayList<>())
                        .add(new Candidate(text, id, kind == Vocabulary.Kind.USER_DEFINED));
            }
        }
        byFirst.values().forEach(l -> l.sort(Comparator.comparingInt((Candidate c) -> c.text.length()).reversed()));
    }

    /**
     * All matches in order, not overlapping.
     *
     * @param control
     *            whether control and unknown tokens count too, or only user-defined ones
     */
    public List<Match> find(String text, boolean control) {
        return find(text, (c, start) -> control || c.always);
    }

    /**
     * All matches in a text of which some characters were given by others.
     *
     * @param given
     *            indexes of given characters, of which no control or unknown token is made
     * @param marks
     *            of which user-defined tokens, by spelling, the same holds
     */
    public List<Match> find(String text, BitSet given, Predicate<String> marks) {
        return find(text, (c, start) -> {
            int first = given.nextSetBit(start);
            return first < 0 || first >= start + c.text.length() || (c.always && !marks.test(c.text));
        });
    }

    private interface Allowed {
        boolean test(Candidate candidate, int start);
    }

    private List<Match> find(String text, Allowed allowed) {
        List<Match> found = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            int start = i++;
            for (Candidate c : byFirst.getOrDefault(text.charAt(start), List.of())) {
                if (text.startsWith(c.text, start) && allowed.test(c, start)) {
                    i = start + c.text.length();
                    found.add(new Match(c.id, start, i));
                    break;
                }
            }
        }
        return found;
    }
}
