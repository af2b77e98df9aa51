package io.engram.inference.chat;

import io.engram.inference.TokenGuide;
import io.engram.inference.Tokenizer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets what a thought reads off a note have no other words than that note: behind {@code ": [2]"} come words of note 2, up to the
 * full stop. A small model mostly names the right note, and then now and then a word that stands elsewhere. Notes are the prompt's
 * lines {@code [2] 2026-03-05 user: I live in Bern. [2]}. One text, one thread.
 */
final class NoteGuide implements TokenGuide {
    private static final Pattern NOTE = Pattern.compile("(?m)^\\[(\\d{1,4})] \\d{4}-\\d\\d-\\d\\d [^:\n]*: (.*)$");
    private static final Pattern NAMED = Pattern.compile(": \\[(\\d{1,4})]$");
    /** More than {@link #NAMED} can match. */
    private static final int LOOKED_AT = 10;

    private final Tokenizer tokenizer;
    private final TokenGuide all;
    private final Function<Collection<String>, TokenGuide> only;
    private final Map<Integer, List<String>> notes = new HashMap<>();
    private final StringBuilder text = new StringBuilder();
    private @Nullable TokenGuide value;

    /**
     * A guide for one reply.
     *
     * @param all
     *            holds everywhere else
     * @param only
     *            makes the guide that allows some words
     */
    NoteGuide(Tokenizer tokenizer, String prompt, TokenGuide all, Function<Collection<String>, TokenGuide> only) {
        this.tokenizer = tokenizer;
        this.all = all;
        this.only = only;
        Matcher note = NOTE.matcher(prompt);
        while (note.find()) {
            notes.put(Integer.parseInt(note.group(1)), Grounding.words(note.group(2)));
        }
    }

    @Override
    public float[] mask(float[] logits) {
        return value == null ? all.mask(logits) : value.mask(logits);
    }

    @Override
    public void accept(int id) {
        all.accept(id);
        String piece = tokenizer.decode(new int[]{id});
        text.append(piece);
        if (value != null) {
            value.accept(id);
            if (piece.indexOf('.') >= 0 || piece.indexOf('\n') >= 0) {
                value = null;
            }
        }
        Matcher named = NAMED.matcher(text.substring(Math.max(0, text.length() - LOOKED_AT)));
        if (named.find()) {
            List<String> words = notes.get(Integer.parseInt(named.group(1)));
            value = words == null ? null : only.apply(words);
        }
    }
}
