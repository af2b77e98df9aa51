package io.engram.inference.curriculum;

import io.engram.inference.layout.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Small talk, taking note of what the user tells, and questions within one conversation. */
final class DialogueTask {
    /** What is said and what to answer: question phrasings, then {@code =>}, then answers. */
    private static final List<String> SMALL_TALK = List.of(
            "Hello. | Hi. | Hi there. | Hey. "
                    + "| Greetings to you. | Hello there. | Hello, Engram. | My greetings. | Good morning. | Good evening. | * Greetings. => Hello. How can I help you?",
            "How are you? | How are you doing? "
                    + "| How is it with you? | How are things going? | Is all going well? | How do you do? | * How is it going? => I'm fine, thank you. And you?",
            "Thank you. | Thanks. "
                    + "| I'm obliged. | Thank you very much. | Much thanks. | That was kind of you, thank you. | Thanks a lot. | * Much obliged. => You're welcome.",
            "Goodbye. | Bye. "
                    + "| Farewell, my friend. | See you later. | I must go now. | Until tomorrow. | See you. | Good night. | * Farewell. => Goodbye. I will remember what you told me.",
            "Who are you? | What are you? "
                    + "| Can you introduce yourself? | Say who you are. | Tell me about yourself. | What is this program? | What is your name? | * Introduce yourself. => I'm Engram, a small agent with a "
                    + "memory. I run on your machine.",
            "What can you do? | How can you help me? "
                    + "| What are you able to do? | What is it that you are good at? | What use are you? | What are you for? | * What are you good for? => You can tell me things and ask for them "
                    + "later. I can also use tools, compute and think in steps.",
            "Do you speak Chinese? | Can you write a novel? "
                    + "| What's in the news today? | What happened in the world? | Who is the president? | Translate this into French. | Who won the match? | What is the capital of the moon? "
                    + "| Explain physics to me. | * What happened in the news? => I don't know. I speak a small English "
                    + "and know what you told me.",
            "You are great. | Well done. "
                    + "| Good work. | You did a good job. | That was good. | Nice, that is right. | * Good job. => Thank you.",
            "That is wrong. | You made a mistake. "
                    + "| That's wrong. | This is not right. | No, that's not it. | You are wrong. | * That's not right. => I'm sorry. Please tell me what is right.");

    private DialogueTask() {
    }

    static Example smallTalk(Split split, RandomGenerator random) {
        String[] line = SMALL_TALK.get(random.nextInt(SMALL_TALK.size())).split("=>", -1);
        String reply = line[1].strip();
        Teller teller = new Teller(split, random);
        Town town = new Town(split, random);
        String system = random.nextInt(4) > 0
                ? new Scene(split, random, town).system(town.today(), name -> true)
                : "";
        return new Example("dialogue",
                new Prompt(system).user(teller.noisy(Phrases.of(line[0]).pick(split, random))).open(), "", reply,
                new Check.Says(List.of(reply), List.of()));
    }

    /** The user tells something: say back what was understood. */
    static Example told(Split split, RandomGenerator random) {
        Town town = new Town(split, random);
        Teller teller = new Teller(split, random);
        Relation relation = random.nextInt(6) == 0 ? Town.kinRelation() : town.anyRelation();
        Fact fact = town.fact(random.nextBoolean() ? Fact.USER : town.newName(), relation);
        String said = teller.noisy(teller.statement(fact, random.nextInt(3) == 0));
        return new Example("told", new Prompt(new Scene(split, random, town).system(town.today(), name -> true))
                .user(said).open(), "", "Noted. " + Teller.answer(fact.asIn(said)),
                new Check.Says(List.of(fact.object()), List.of("don't know")));
    }

    /** Something told in this conversation is asked for some turns later. */
    static Example withinConversation(Split split, RandomGenerator random) {
        Town town = new Town(split, random);
        Teller teller = new Teller(split, random);
        Prompt prompt = new Prompt(new Scene(split, random, town).system(town.today(), name -> true));
        int turns = 1 + random.nextInt(5);
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < turns; i++) {
            Fact fact = town.fact(random.nextBoolean() ? Fact.USER : town.newName(), town.anyRelation());
            if (facts.stream().noneMatch(fact::sameKey)) {
                String said = teller.noisy(teller.statement(fact, false));
                facts.add(fact.asIn(said));
                prompt.user(said).assistant("Noted. " + Teller.answer(facts.getLast()));
            }
        }
        Fact asked = facts.get(random.nextInt(facts.size()));
        return new Example("conversation", prompt.user(teller.noisy(teller.question(asked))).open(), "",
                Teller.answer(asked), new Check.Says(List.of(asked.object()), List.of("don't know")));
    }
}
