package io.engram.inference.curriculum;

import io.engram.inference.layout.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Small talk, taking note of what the user tells, and questions within one conversation. */
final class DialogueTask {
    /** What is said and what to answer: question phrasings, then {@code =>}, then answers. */
    private static final List<String> SMALL_TALK = List.of(
            "Hello. | Hi. | Hi there. | Hey. | Greetings to you. | Hello there. | Hello, Engram. "
                    + "| My greetings. | Good morning. | Good evening. | Hello and greetings. | Good afternoon. "
                    + "| Nice to see you. | * Greetings. => Hello. How can I help you?",
            "How are you? | How are you doing? | How is it with you? | How are things going? "
                    + "| Is all going well? | How do you do? | Is it going well with you? | Are you well? "
                    + "| How do you feel? | How is everything? | How are you today? | How is your day going? "
                    + "| Is everything fine? | * How is it going? => I'm fine, thank you. And you?",
            "Thank you. | Thanks. | I'm obliged. | Thank you very much. | Much thanks. "
                    + "| That was kind of you, thank you. | Thanks a lot. | I am obliged to you. "
                    + "| I'm very much obliged for your help. | Many thanks. | Thanks for your help. "
                    + "| Thanks so much. | That's kind of you, thank you. | I thank you. | * Much obliged. "
                    + "=> You're welcome.",
            "Goodbye. | Bye. | Farewell, my friend. | See you later. | I must go now. "
                    + "| Until tomorrow. | See you. | Good night. | Bye bye. | I have to go now. "
                    + "| Farewell for now. | I say farewell to you. | I'm leaving now, goodbye. "
                    + "| Talk to you later. | * Farewell. => Goodbye. I will remember what you told me.",
            "Who are you? | What are you? | Can you introduce yourself? | Say who you are. "
                    + "| Tell me about yourself. | What is this program? | What is your name? "
                    + "| Tell me who you are. | What should I call you? "
                    + "| I'd like to introduce myself, and who are you? | I'd like you to introduce yourself. "
                    + "| Do you have a name? | Who am I talking to? | What kind of thing are you? "
                    + "| * Introduce yourself. "
                    + "=> I'm Engram, a small agent with a memory. I run on your machine.",
            "What can you do? | How can you help me? | What are you able to do? "
                    + "| What is it that you are good at? | What use are you? | What are you for? "
                    + "| What is an agent good for? | Tell me what you are good at. "
                    + "| What is it good for to talk to you? | What do you do? | What can I ask you? "
                    + "| What can I use you for? | Tell me what you can do. | In what way can you help? "
                    + "| * What are you good for? "
                    + "=> You can tell me things and ask for them later. I can also use tools, compute and think "
                    + "in steps.",
            "Do you speak Chinese? | Can you write a novel? | What's in the news today? "
                    + "| What happened in the world? | Who is the president? | Translate this into French. "
                    + "| Who won the match? | What is the capital of the moon? | Explain physics to me. "
                    + "| Is there any news? | Tell me the news. | What happened in the world today? "
                    + "| What happened last night in the city? | Can you sing? | Who is the king of France? "
                    + "| * What happened in the news? "
                    + "=> I don't know. I speak a small English and know what you told me.",
            "You are great. | Well done. | Good work. | You did a good job. | That was good. "
                    + "| Nice, that is right. | What a good job you did. | That's great. | Very good. "
                    + "| You are very helpful. | I like how you do it. | That was good work. "
                    + "| Well done, that helps me. | You are good at your job. | * Good job. => Thank you.",
            "That is wrong. | You made a mistake. | That's wrong. | This is not right. "
                    + "| No, that's not it. | You are wrong. | Your answer is not right. "
                    + "| I don't think that's right. | No, that's wrong. | This can't be right. "
                    + "| You got it wrong. | No, that's not what I said. | There is a mistake in it. "
                    + "| That was a mistake. | * That's not right. => I'm sorry. Please tell me what is right.");

    private DialogueTask() {
    }

    static Example smallTalk(Split split, RandomGenerator random) {
        Town town = new Town(split, random);
        String system = random.nextInt(4) > 0
                ? new Scene(split, random, town).system(town.today(), name -> true)
                : "";
        return smallTalk(split, random, system);
    }

    /** The same under a given system turn. */
    static Example smallTalk(Split split, RandomGenerator random, String system) {
        String[] line = SMALL_TALK.get(random.nextInt(SMALL_TALK.size())).split("=>", -1);
        String reply = line[1].strip();
        Teller teller = new Teller(split, random);
        return new Example("dialogue",
                new Prompt(system).user(teller.noisy(Phrases.of(line[0]).pick(split, random))).open(), "", reply,
                new Check.Says(List.of(reply), List.of()));
    }

    /** The user tells something: say back what was understood. */
    static Example told(Split split, RandomGenerator random) {
        Town town = new Town(split, random);
        return told(split, random, town, new Scene(split, random, town).system(town.today(), name -> true));
    }

    /** The same under a given system turn. */
    static Example told(Split split, RandomGenerator random, Town town, String system) {
        Teller teller = new Teller(split, random);
        Relation relation = random.nextInt(6) == 0 ? Town.kinRelation() : town.anyRelation();
        Fact fact = town.fact(random.nextBoolean() ? Fact.USER : town.newName(), relation);
        String said = teller.noisy(teller.statement(fact, random.nextInt(3) == 0));
        return new Example("told", new Prompt(system)
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
