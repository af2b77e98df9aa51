package io.engram.inference.chat;

import io.engram.inference.TokenGuide;
import io.engram.inference.Tokenizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Words that a reply may use beside those of its prompt: a small model that was told to answer from notes can then not spell a
 * name that nobody said. Letters only; digits and marks are free, and a word may begin with a capital wherever it stands.
 *
 * <p>Immutable; may be shared by threads.
 */
public final class Grounding {
    private static final Pattern WORD = Pattern.compile("\\p{L}+");

    private final Set<String> words;

    /** @param words allowed in every reply */
    public Grounding(Collection<String> words) {
        this.words = Set.copyOf(new HashSet<>(words));
    }

    /** The same and further words. */
    public Grounding and(Collection<String> further) {
        List<String> all = new ArrayList<>(words);
        all.addAll(further);
        return new Grounding(all);
    }

    /** The words of a text, as they are spelled there. */
    public static List<String> words(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).toList();
    }

    /** Holds one reply to the words of a prompt and these, and what it reads off a note to the words of that note. */
    public TokenGuide guide(Tokenizer tokenizer, String prompt) {
        List<String> allowed = new ArrayList<>(words);
        allowed.addAll(words(prompt));
        return new NoteGuide(tokenizer, prompt, only(tokenizer, allowed), some -> only(tokenizer, some));
    }

    private static TokenGuide only(Tokenizer tokenizer, Collection<String> allowed) {
        List<String> spelled = new ArrayList<>();
        for (String word : allowed) {
            String small = word.toLowerCase(Locale.ROOT);
            spelled.add(word);
            spelled.add(small);
            spelled.add(small.substring(0, 1).toUpperCase(Locale.ROOT) + small.substring(1));
        }
        return new WordGuide(tokenizer, spelled);
    }
}
