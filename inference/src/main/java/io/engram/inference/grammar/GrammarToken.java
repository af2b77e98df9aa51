package io.engram.inference.grammar;

import org.jspecify.annotations.Nullable;

/**
 * A token of a vocabulary as a grammar names it: {@code <spelling>} or {@code <[id]>}, with {@code !} before it for any other
 * token.
 *
 * @param spelling
 *            as the vocabulary spells it, angle brackets included; null where the id is given
 * @param id
 *            the token, where there is no spelling
 * @param negated
 *            whether it stands for all tokens but this one (and those that end a text)
 */
public record GrammarToken(@Nullable String spelling, int id, boolean negated) {
    @Override
    public String toString() {
        return (negated ? "!" : "") + (spelling == null ? "<[" + id + "]>" : spelling);
    }
}
