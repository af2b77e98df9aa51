package io.engram.inference.curriculum;

import io.engram.inference.layout.Note;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What surrounds a request in the system turn without bearing on it: notes about other people, tools that are not needed.
 * The agent's prompts always have both, so a model must have learned to pass over them.
 */
final class Scene {
    private static final int MOST_NOTES = 4;

    private final Split split;
    private final RandomGenerator random;
    private final Town town;

    Scene(Split split, RandomGenerator random, Town town) {
        this.split = split;
        this.random = random;
        this.town = town;
    }

    /** A whole system turn: the date, notes, tools. */
    String system(LocalDate today, Predicate<String> tools) {
        return NoteSet.system(split, today, notes(today)) + toolBlock(tools);
    }

    /** None, or a few notes about people whom nobody asks for. */
    List<Note> notes(LocalDate today) {
        List<Note> notes = new ArrayList<>();
        if (random.nextBoolean()) {
            return notes;
        }
        Teller teller = new Teller(split, random);
        int count = 1 + random.nextInt(MOST_NOTES);
        for (int i = 0; i < count; i++) {
            Fact fact = town.fact(town.newName(), town.anyRelation());
            notes.add(new Note(today.minusDays(1 + random.nextInt(300)), Fact.USER,
                    teller.noisy(teller.statement(fact, false))));
        }
        if (split != Split.EARLY) {
            notes.sort(Comparator.comparing(Note::date));
        }
        return notes;
    }

    /** Nothing, or the lines of some shipped tools under their heading; only those whose name passes. */
    String toolBlock(Predicate<String> tools) {
        int chance = random.nextInt(10);
        if (chance < 5) {
            return "";
        }
        List<String> lines = new ArrayList<>();
        for (ToolTask.Offer offer : ToolTask.offers(split, random)) {
            if (tools.test(offer.name()) && (chance < 8 || random.nextBoolean())) {
                lines.add(offer.line());
            }
        }
        return lines.isEmpty() ? "" : "\nTools:\n" + String.join("\n", lines);
    }
}
