package io.engram.inference.curriculum;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.engram.inference.layout.Layout;
import io.engram.inference.layout.Prompt;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Turns what somebody said into facts as JSON; questions and small talk give none. */
final class ExtractionTask {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Phrases NOTHING = Phrases.of(
            "How are you? | Thank you. | Good night. | What time is it? | I wonder what to cook today. "
                    + "| Could you say that again? | Maybe I should move one day. | That sounds good. "
                    + "| Do you like music? | If I had a boat I would sail. | Let's talk later. "
                    + "| It is not going to rain, is it? | Are you going to sleep now? "
                    + "| I hope that it won't snow. | Will there be snow tomorrow? | It might get cold tonight. "
                    + "| I might go out later. | Some day I will write a book. | Can anybody learn to paint? "
                    + "| Is it hard to learn? | Shall we dance? | I wish I could dance. "
                    + "| Maybe we meet again some day. | * Is it going to snow? "
                    + "| * I might learn to dance some day.");

    private ExtractionTask() {
    }

    static Example make(Split split, RandomGenerator random) {
        Town town = new Town(split, random);
        Teller teller = new Teller(split, random);
        int count = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(3);
        StringBuilder text = new StringBuilder();
        ArrayNode facts = MAPPER.createArrayNode();
        String subject = random.nextBoolean() ? Fact.USER : town.newName();
        for (int i = 0; i < count; i++) {
            Relation relation = random.nextInt(6) == 0 ? Town.kinRelation() : town.anyRelation();
            Fact fact = town.fact(random.nextInt(3) == 0 ? town.newName() : subject, relation);
            text.append(i == 0 ? "" : " ").append(teller.statement(fact, random.nextInt(3) == 0));
            ObjectNode node = facts.addObject();
            node.put("subject", fact.subject());
            node.put("relation", fact.relationName());
            node.put("object", fact.object());
        }
        if (count == 0 || random.nextInt(6) == 0) {
            text.append(count == 0 ? "" : " ");
            text.append(random.nextBoolean()
                    ? NOTHING.pick(split, random)
                    : teller.question(town.fact(town.newName(), town.anyRelation())));
        }
        // Lower case would lose what the object is called; fillers and typos stay.
        String said = count == 1 ? teller.noisy(text.toString()) : text.toString();
        if (said.equals(said.toLowerCase(Locale.ROOT))) {
            said = text.toString();
        }
        String json = facts.toString();
        return new Example("facts", new Prompt(Layout.FACTS).user(said).open(), "", json, new Check.Json(json));
    }
}
