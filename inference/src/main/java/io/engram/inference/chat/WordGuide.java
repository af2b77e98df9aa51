package io.engram.inference.chat;

import io.engram.inference.TokenGuide;
import io.engram.inference.Tokenizer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Lets a text have no other words than given ones. One text, one thread. */
final class WordGuide implements TokenGuide {
    private static final char BROKEN = '\uFFFD';
    /** Texts of tokens by vocabulary; null for those that are marks. */
    private static final Map<Tokenizer, @Nullable String[]> TEXTS = new WeakHashMap<>();

    /** A beginning of words. */
    private static final class Node {
        private final Map<Character, Node> next = new HashMap<>();
        private boolean word;
        /** Tokens that may come here, once that was asked. */
        private @Nullable BitSet allowed;
    }

    private final @Nullable String[] texts;
    private final Tokenizer tokenizer;
    private final Node start = new Node();
    /** Where the present word is; null after what is no word and yet was written. */
    private @Nullable Node at = start;

    WordGuide(Tokenizer tokenizer, Collection<String> words) {
        this.tokenizer = tokenizer;
        this.texts = texts(tokenizer);
        for (String word : words) {
            Node node = start;
            for (int i = 0; i < word.length(); i++) {
                node = node.next.computeIfAbsent(word.charAt(i), c -> new Node());
            }
            node.word = true;
        }
        start.word = true;
    }

    private static @Nullable String[] texts(Tokenizer tokenizer) {
        synchronized (TEXTS) {
            return TEXTS.computeIfAbsent(tokenizer, t -> {
                @Nullable
                String[] all = new String[t.size()];
                for (int id = 0; id < all.length; id++) {
                    String spelled = t.tokenText(id);
                    boolean mark = spelled.length() > 2 && spelled.startsWith("<") && spelled.endsWith(">");
                    all[id] = mark ? null : t.decode(new int[]{id});
                }
                return all;
            });
        }
    }

    @Override
    public float[] mask(float[] logits) {
        Node here = at;
        if (here == null) {
            return logits;
        }
        BitSet allowed = here.allowed;
        if (allowed == null) {
            allowed = new BitSet();
            for (int id = 0; id < texts.length; id++) {
                if (after(here, id) != null) {
                    allowed.set(id);
                }
            }
            here.allowed = allowed;
        }
        float[] masked = new float[logits.length];
        Arrays.fill(masked, Float.NEGATIVE_INFINITY);
        boolean some = false;
        for (int id = allowed.nextSetBit(0); id >= 0; id = allowed.nextSetBit(id + 1)) {
            masked[id] = logits[id];
            some |= logits[id] > Float.NEGATIVE_INFINITY;
        }
        // Where another rule leaves nothing but a new word, that rule counts.
        return some ? masked : logits;
    }

    @Override
    public void accept(int id) {
        at = id >= texts.length ? start : at == null ? again(id) : after(at, id);
    }

    /** Behind something that is no word, words begin again with the next one. */
    private @Nullable Node again(int id) {
        String text = texts[id];
        if (text == null) {
            return start;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!letter(text.charAt(i))) {
                return after(start, text, i);
            }
        }
        return null;
    }

    /** Where a token leads, or null if it makes a word that is not given. */
    private @Nullable Node after(Node from, int id) {
        String text = texts[id];
        if (text == null || tokenizer.isEnd(id)) {
            return from.word ? start : null;
        }
        return after(from, text, 0);
    }

    private @Nullable Node after(Node from, String text, int begin) {
        Node node = from;
        for (int i = begin; i < text.length(); i++) {
            char c = text.charAt(i);
            Node next = letter(c) ? node.next.get(c) : node.word ? start : null;
            if (next == null) {
                return null;
            }
            node = next;
        }
        return node;
    }

    /** Parts of a character beyond ASCII stand alone in a vocabulary of bytes; they are let through as marks are. */
    private static boolean letter(char c) {
        return c != BROKEN && Character.isLetter(c);
    }
}
