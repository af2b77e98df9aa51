package io.engram.memory;

/**
 * Where a record comes from.
 *
 * @param source what it was taken from, for example {@code chat}, {@code environment:door-key}, {@code consolidation}
 * @param writer who wrote it, for example a person's name or the name of a consolidation rule
 * @param trust how far it may be believed
 */
public record Provenance(String source, String writer, Trust trust) {
    public Provenance {
        source = Checks.wellFormed(source);
        writer = Checks.wellFormed(writer);
        Checks.notBlank("source", source);
        Checks.notBlank("writer", writer);
    }

    /** The agent's own observation from a source. */
    public static Provenance observed(String source) {
        return new Provenance(source, "self", Trust.OBSERVED);
    }

    /** Something a person said. */
    public static Provenance said(String person) {
        return new Provenance("chat", person, Trust.PERSON);
    }

    /** This provenance with its trust lowered to the ceiling if it is above. */
    public Provenance atMost(Trust ceiling) {
        Trust lowered = Trust.lowest(trust, ceiling);
        return lowered == trust ? this : new Provenance(source, writer, lowered);
    }
}
