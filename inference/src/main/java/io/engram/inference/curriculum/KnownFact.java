package io.engram.inference.curriculum;

import io.engram.inference.layout.Layout;
import java.util.Optional;

/**
 * Something true of somebody, as an agent's memory has it.
 *
 * @param subject
 *            a name, or {@link Layout#USER} for the one who talks with the agent
 * @param relation
 *            as the curriculum names it, such as "lives in" or "sister"
 * @param object
 *            the value
 */
public record KnownFact(String subject, String relation, String object) {
    /** In the words of the curriculum, if it has words for the relation. */
    Optional<Fact> fact() {
        Optional<Fact> plain = Relation.shipped().stream().filter(r -> !r.kin() && r.name().equals(relation))
                .findFirst()
                .map(r -> new Fact(subject, r, "", object));
        return plain.isPresent() || !Words.shipped().has("kin", relation)
                ? plain
                : Optional.of(new Fact(subject, Town.kinRelation(), relation, object));
    }
}
