package io.engram.inference.curriculum;

import io.engram.inference.layout.Note;
import io.engram.inference.layout.Prompt;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Summaries of notes, answers revised against a principle, and next actions from what is seen. */
final class WritingTasks {
    private static final int MOST_DAYS_BETWEEN = 60;

    private WritingTasks() {
    }

    /** Several notes about one person in one sentence each, in their order. */
    static Example summary(Split split, RandomGenerator random) {
        Town town = new Town(split, random);
        Teller teller = new Teller(split, random);
        String name = town.newName();
        List<Fact> facts = new ArrayList<>();
        List<Note> notes = new ArrayList<>();
        LocalDate today = town.today();
        int count = 2 + random.nextInt(3);
        while (facts.size() < count) {
            Fact fact = town.fact(name, town.anyRelation());
            if (facts.stream().noneMatch(fact::sameKey)) {
                facts.add(fact);
                int days = split == Split.EARLY
                        ? 1 + random.nextInt(200)
                        : (count - notes.size()) * MOST_DAYS_BETWEEN - random.nextInt(MOST_DAYS_BETWEEN);
                notes.add(new Note(today.minusDays(days), Fact.USER, teller.statement(fact, false)));
            }
        }
        String reply = String.join(" ", facts.stream().map(Teller::answer).toList());
        String thinking = split == Split.EARLY
                ? ""
                : IntStream.range(0, count).mapToObj(i -> "[" + (i + 1) + "] " + Teller.answer(facts.get(i)))
                        .collect(Collectors.joining(" "));
        String question = Phrases
                .of(
                        "Tell me about {s}. | What do you know about {s}? "
                                + "| In short, what do you know about {s}? | Who is {s}? "
                                + "| Say in short what you know of {s}. | Give me a summary about {s}. "
                                + "| What have I told you about {s}? | Sum up what you know about {s}. "
                                + "| Do you know who {s} is? | Tell me in short what you know about {s}. "
                                + "| What do your notes say about {s}? | Describe {s} to me. "
                                + "| Who is {s}, and what do I say about this person? "
                                + "| Say what you know about {s}. | Keep it short: what about {s}? "
                                + "| * Who is {s}, in short?")
                .pick(split, random).replace("{s}", name);
        return new Example("summary", new Prompt(NoteSet.system(split, today, notes)).user(question).open(), thinking,
                reply,
                new Check.Says(facts.stream().map(Fact::object).toList(), List.of()));
    }

    /** The principle either holds, or the draft's sentence that breaks it goes. */
    static Example revision(Split split, RandomGenerator random) {
        Town town = new Town(split, random);
        String name = town.newName();
        String good = Teller.answer(town.fact(name, town.anyRelation()));
        String[] rule = Phrases.of(
                "Never give a phone number.;{s}'s number is {n}. "
                        + "| Never be rude.;That was a silly question. "
                        + "| Never promise a date.;It will be ready on {d}. "
                        + "| Never tell where somebody lives.;{s}'s house is in {c}. "
                        + "| Do not talk about money.;It costs {n} coins. "
                        + "| Do not be rude.;Only a fool would ask that. "
                        + "| Do not promise anything.;I promise that it works on {d}. "
                        + "| Never name a nurse.;{s} was seen by nurse {p}. "
                        + "| Never name a guard.;The guard is called {p}. "
                        + "| Do not send anybody to a doctor.;{s} should see a doctor. "
                        + "| Do not talk about health.;A doctor can help {s} to sleep. "
                        + "| Do not promise help.;We can help {s} on {d}. "
                        + "| Never blame anybody.;That was the fault of {p}. "
                        + "| Never give a password.;The password is {n}. "
                        + "| Do not talk about the weather.;It rains in {c}. "
                        + "| * Never name a doctor.;Doctor {p} can help {s}.")
                .pick(split, random).split(";", -1);
        String bad = rule[1].replace("{s}", name).replace("{n}", "" + (100 + random.nextInt(9000)))
                .replace("{d}", town.day()).replace("{c}", town.word("city")).replace("{p}", town.newName());
        boolean breaks = random.nextInt(3) > 0;
        boolean first = random.nextBoolean();
        String draft = !breaks ? good : first ? bad + " " + good : good + " " + bad;
        String thinking = breaks ? "\"" + bad + "\" breaks the rule." : "Nothing breaks the rule.";
        return new Example("revision", new Prompt("Rule: " + rule[0] + "\nRewrite the draft so that it keeps the rule.")
                .user(draft).open(), thinking, good, new Check.Says(List.of(good), breaks ? List.of(bad) : List.of()));
    }

    /** What to do next in a room with a door, a key and a goal. */
    static Example action(Split split, RandomGenerator random) {
        String colour = new Town(split, random).word("colour");
        boolean carries = random.nextBoolean();
        boolean open = random.nextInt(3) == 0;
        boolean facing = random.nextBoolean();
        String goal = Phrases.of(
                "goal | exit | way out | treasure | finish | prize | garden | stairs | flag pole "
                        + "| finish flag | * flag")
                .pick(split, random);
        StringBuilder seen = new StringBuilder(
                "You see a " + colour + " door that is " + (open ? "open" : "locked") + ". ");
        seen.append(carries ? "You carry the " + colour + " key. " : "The " + colour + " key lies on the floor. ");
        String target = open ? "door" : carries ? "door" : "key";
        seen.append(facing ? "The " + target + " is in front of you. " : "The " + target + " is not in front of you. ");
        seen.append("The ").append(goal).append(" is behind the door.");
        String action;
        if (!facing) {
            action = "go to the " + target;
        } else if (open) {
            action = "go through the door";
        } else {
            action = carries ? "unlock the door" : "pick up the key";
        }
        String thinking = open ? "The door is open." : carries ? "The key opens the door." : "The door needs the key.";
        return new Example("action", new Prompt("Say the next action.").user(seen.toString()).open(), thinking,
                action.toLowerCase(Locale.ROOT), new Check.Says(List.of(action), List.of()));
    }
}
