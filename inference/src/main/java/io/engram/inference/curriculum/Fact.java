package io.engram.inference.curriculum;

import io.engram.inference.layout.Layout;
import java.util.Locale;

/**
 * Something true of somebody.
 *
 * @param subject
 *            a name, or {@link #USER} for the one who talks with the agent
 * @param relation
 *            what is said
 * @param kin
 *            the word for a relative, or empty
 * @param object
 *            the value
 */
record Fact(String subject, Relation relation, String kin, String object) {
    /** The one who talks with the agent. */
    static final String USER = Layout.USER;

    boolean ofUser() {
        return subject.equals(USER);
    }

    /** The relation as a fact names it. */
    String relationName() {
        return relation.kin() ? kin : relation.name();
    }

    /** The same with its value spelled as in a text that tells it: a speaker in a hurry leaves the capitals out. */
    Fact asIn(String text) {
        String small = object.toLowerCase(Locale.ROOT);
        return text.contains(object) || !text.contains(small) ? this : new Fact(subject, relation, kin, small);
    }

    /** Whether the other says something about the same subject and relation. */
    boolean sameKey(Fact other) {
        return subject.equals(other.subject) && relationName().equals(other.relationName());
    }
}
