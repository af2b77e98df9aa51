package io.engram.memory.extract;

import io.engram.memory.semantic.FactDraft.Polarity;

/**
 * What one sentence states.
 *
 * @param subject empty for whoever says it
 * @param relation the relation
 * @param object the value, {@link #ANY} for whatever value there is
 * @param singleValued whether there is one value at a time
 * @param polarity what it does to the fact
 * @param timed whether a time in the sentence says when it began or ended; else the time is part of the value
 */
record Statement(String subject, String relation, String object, boolean singleValued, Polarity polarity,
        boolean timed) {
    static final String ANY = "*";
}
