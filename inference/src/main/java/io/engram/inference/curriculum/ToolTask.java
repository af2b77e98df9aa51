package io.engram.inference.curriculum;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.engram.inference.layout.KnownTools;
import io.engram.inference.layout.Layout;
import io.engram.inference.layout.Prompt;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Chooses one of several tools and fills its arguments from what the user says; afterwards speaks from its result. */
final class ToolTask {
    private static final int SHIPPED = 6;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> PARAMETERS = List.of("person: string", "count: number", "city: string",
            "date: string");
    private static final Phrases PURPOSES = Phrases
            .of("can {v} a {n} | {v}s the {n} | to {v} a {n} | lets you {v} a {n} "
                    + "| helps you to {v} the {n} | is there to {v} the {n} | made to {v} a {n} | you can {v} the {n} with it");
    private static final Phrases REQUESTS = Phrases.of("Please {v} the {n} | {V} the {n} | I'd like you to {v} the {n} "
            + "| Could you {v} the {n} | I'd be happy if you {v} the {n} | You could {v} the {n} "
            + "| Would you {v} the {n} | I need you to {v} the {n} | Be so good and {v} the {n} "
            + "| I'm glad if you {v} the {n} | Go and {v} the {n} | I want to {v} the {n} "
            + "| Can you {v} the {n} | I would be glad to have you {v} the {n} "
            + "| I'd be happy if you would {v} the {n} | + I'd be glad if you {v} the {n} "
            + "| + I would be happy if you could {v} the {n} | + It would be nice if you could {v} the {n} "
            + "| * I'd be glad if you could {v} the {n}");

    /** A tool, a request for it, the arguments that the request means, a result and what to say then. */
    private record Use(String line, String name, String request, ObjectNode arguments, String result, String reply) {
    }

    private final Split split;
    private final RandomGenerator random;
    private final Town town;

    private ToolTask(Split split, RandomGenerator random, Town town) {
        this.split = split;
        this.random = random;
        this.town = town;
    }

    private ToolTask(Split split, RandomGenerator random) {
        this(split, random, new Town(split, random));
    }

    /** Tools that one prompt offers, and requests for them. */
    static final class Kit {
        private final ToolTask task;
        private final String suite;
        private final List<Supplier<Use>> tools;
        private final List<Use> offered;

        private Kit(ToolTask task, String suite, List<Supplier<Use>> tools) {
            this.task = task;
            this.suite = suite;
            this.tools = tools;
            this.offered = tools.stream().map(Supplier::get).toList();
        }

        boolean isEmpty() {
            return tools.isEmpty();
        }

        boolean offers(String name) {
            return offered.stream().anyMatch(u -> u.name.equals(name));
        }

        /** The tools' lines under their heading, or nothing. */
        String block() {
            return tools.isEmpty()
                    ? ""
                    : "\nTools:\n" + String.join("\n", offered.stream().map(Use::line).toList());
        }

        /** A request for one of them. */
        Example request(String system) {
            return task.example(suite, tools.get(task.random.nextInt(tools.size())).get(), system);
        }
    }

    /** No tools, some that ship, or some that nobody ships. */
    static Kit kit(Split split, RandomGenerator random, Town town) {
        ToolTask t = new ToolTask(split, random, town);
        List<Supplier<Use>> tools = new ArrayList<>();
        int kind = random.nextInt(20);
        boolean ships = kind < 14;
        if (kind >= 8 && ships) {
            for (int i = 0; i < SHIPPED; i++) {
                int which = i;
                if (random.nextInt(3) > 0) {
                    tools.add(() -> t.shipped(which));
                }
            }
        } else if (!ships) {
            Set<String> names = new HashSet<>();
            for (int i = 0; i < 2 + random.nextInt(4); i++) {
                Supplier<Use> tool = t.invented();
                if (names.add(tool.get().name)) {
                    tools.add(tool);
                }
            }
        }
        if (random.nextBoolean()) {
            Collections.shuffle(tools, Random.from(random));
        }
        return new Kit(t, ships ? "tools" : "tools-unseen", tools);
    }

    /** A shipped tool's name, and its line in a system turn. */
    record Offer(String name, String line) {
    }

    /** All shipped tools, in the order in which the agent lists them. */
    static List<Offer> offers(Split split, RandomGenerator random) {
        ToolTask t = new ToolTask(split, random);
        List<Offer> offers = new ArrayList<>();
        for (int i = 0; i < SHIPPED; i++) {
            Use use = t.shipped(i);
            offers.add(new Offer(use.name, use.line));
        }
        return offers;
    }

    static Example known(Split split, RandomGenerator random) {
        ToolTask t = new ToolTask(split, random);
        Use use = t.shipped(random.nextInt(SHIPPED));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < SHIPPED; i++) {
            Use other = t.shipped(i);
            if (!other.name.equals(use.name) && random.nextInt(3) > 0) {
                lines.add(other.line);
            }
        }
        return t.example("tools", use, lines);
    }

    static Example unseen(Split split, RandomGenerator random) {
        ToolTask t = new ToolTask(split, random);
        Use use = t.invented().get();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(3); i++) {
            Use other = t.invented().get();
            if (!other.name.equals(use.name)) {
                lines.add(other.line);
            }
        }
        return t.example("tools-unseen", use, lines);
    }

    private Example example(String suite, Use use, List<String> lines) {
        lines.add(use.line);
        Collections.shuffle(lines, Random.from(random));
        LocalDate today = town.today();
        return example(suite, use,
                NoteSet.system(split, today, new Scene(split, random, town).notes(today)) + "\nTools:\n"
                        + String.join("\n", lines));
    }

    private Example example(String suite, Use use, String system) {
        String call = "<tool_call>\n{\"name\": \"" + use.name + "\", \"arguments\": " + spaced(use.arguments)
                + "}\n</tool_call>";
        Prompt prompt = new Prompt(system).user(new Teller(split, random).noisy(use.request));
        if (random.nextInt(3) == 0) {
            prompt.assistant(call).user("<tool_response>\n" + use.result + "\n</tool_response>");
            return new Example(suite + "-result", prompt.open(), "", use.reply,
                    new Check.Says(List.of(use.result.length() > 40 ? "done" : use.result), List.of()));
        }
        return new Example(suite, prompt.open(), "", call, new Check.Calls(use.name, use.arguments.toString()));
    }

    /** A flat object with spaces after commas and colons, as chat templates write it. */
    private static String spaced(ObjectNode object) {
        List<String> fields = new ArrayList<>();
        object.properties().forEach(e -> fields.add("\"" + e.getKey() + "\": " + e.getValue()));
        return "{" + String.join(", ", fields) + "}";
    }

    private Use shipped(int which) {
        ObjectNode arguments = MAPPER.createObjectNode();
        return switch (which) {
            case 0 -> {
                String time = (6 + random.nextInt(16)) + ":" + (10 + random.nextInt(50));
                yield new Use(Layout.tool(KnownTools.CLOCK, "", KnownTools.CLOCK_PURPOSE), KnownTools.CLOCK,
                        pick(
                                "What time is it? | Can you tell me the time? "
                                        + "| How late is it now, please? | Is it late? | Tell me the time. "
                                        + "| Do you know the time? | Look at the clock, please. "
                                        + "| I need to know the time. | Is it late already? What time is it? "
                                        + "| What does the clock say? | Tell me the time, please. "
                                        + "| What is the time now? | Do you know how late it is? "
                                        + "| Tell me how late it is. | Is it late already? | * How late is it?"),
                        arguments, time, "It is " + time + ".");
            }
            case 1 -> {
                int a = 2 + random.nextInt(9000);
                int b = 2 + random.nextInt(900);
                boolean times = random.nextBoolean();
                String sum = a + (times ? " * " : " + ") + b;
                arguments.put("expression", sum);
                String result = String.valueOf(times ? (long) a * b : a + b);
                String said = times
                        ? pick(
                                "What is {a} times {b}? | Calculate {a} times {b}. "
                                        + "| Multiply {a} and {b}. | Please multiply {a} by {b}. "
                                        + "| How much is {a} times {b}? | Compute {a} times {b} for me. "
                                        + "| {a} times {b}, please. | Can you multiply {a} with {b}? "
                                        + "| Work out {a} times {b} for me. "
                                        + "| What do I get if I multiply {a} by {b}? "
                                        + "| Please multiply the numbers {a} and {b}. "
                                        + "| I want to multiply {a} by {b}. | What is {a} multiplied by {b}? "
                                        + "| Tell me the product of {a} and {b}. "
                                        + "| Compute {a} times {b}, please. | * Multiply {a} by {b} for me.")
                        : pick(
                                "What is {a} plus {b}? | Calculate {a} plus {b}. "
                                        + "| How much is {a} plus {b}? | Compute {a} plus {b} for me. "
                                        + "| {a} plus {b}, please. | Can you add {a} and {b}? "
                                        + "| Please add {a} and {b}. | What do you get for {a} plus {b}? "
                                        + "| Work out {a} plus {b} for me. | What do I get if I add {b} to {a}? "
                                        + "| I want to add {b} to {a}. | Please add the numbers {a} and {b}. "
                                        + "| When you add {b} to {a}, what comes out? "
                                        + "| Tell me the sum of {a} and {b}. | Compute {a} plus {b}, please. "
                                        + "| * Add {b} to {a} for me.");
                yield new Use(Layout.tool(KnownTools.CALCULATOR, "expression: string", KnownTools.CALCULATOR_PURPOSE),
                        KnownTools.CALCULATOR,
                        said.replace("{a}", "" + a).replace("{b}", "" + b), arguments, result,
                        "The result is " + result + ".");
            }
            case 2 -> {
                String text = "buy " + town.word("food");
                arguments.put("text", text);
                yield new Use(Layout.tool(KnownTools.NOTE_WRITE, "text: string", KnownTools.NOTE_WRITE_PURPOSE),
                        KnownTools.NOTE_WRITE,
                        pick(
                                "Make a note: {t}. | Write down: {t}. | Put this on my list: {t}. "
                                        + "| On my list, write: {t}. | Take a note: {t}. | Add to my notes: {t}. "
                                        + "| I need a note: {t}. | Can you write down: {t}? "
                                        + "| Put down for me: {t}. | Please note: {t}. "
                                        + "| Write this in your notes: {t}. | Save this note: {t}. "
                                        + "| Put in my notes: {t}. | Put this down for me: {t}. "
                                        + "| Add to my list: {t}. | * Put on my list: {t}.")
                                .replace("{t}", text),
                        arguments, KnownTools.SAVED, "I have saved the note.");
            }
            case 3 -> {
                String text = "call " + town.word("first");
                String at = (1 + random.nextInt(12)) + ":" + (random.nextBoolean() ? "00" : "30");
                arguments.put("text", text);
                arguments.put("time", at);
                yield new Use(
                        Layout.tool(
                                KnownTools.REMINDER_SET, "text: string, time: string", KnownTools.REMINDER_SET_PURPOSE),
                        KnownTools.REMINDER_SET,
                        pick(
                                "Remind me to {t} at {a}. | At {a} remind me to {t}. "
                                        + "| Don't forget, at {a} I must {t}, remind me. "
                                        + "| At {a} I must not forget to {t}, set a reminder. "
                                        + "| Let me know at {a} that I must {t}. "
                                        + "| I want to be reminded to {t} at {a}. "
                                        + "| Please remind me at {a} to {t}. | Can you remind me to {t} at {a}? "
                                        + "| A reminder for {a}, please: {t}. | Set a reminder for {a}: {t}. "
                                        + "| I must not forget to {t} at {a}. "
                                        + "| At {a} don't let me miss it: {t}. "
                                        + "| I often forget things, so remind me at {a} to {t}. "
                                        + "| Let me know at {a} that I have to {t}. "
                                        + "| Please set a reminder to {t} at {a}. "
                                        + "| * Don't let me forget to {t} at {a}.")
                                .replace("{t}", text).replace("{a}", at),
                        arguments, KnownTools.SAVED, "I have saved the reminder.");
            }
            case 4 -> {
                String query = town.word("item");
                arguments.put("query", query);
                String result = "the " + query + " is in " + town.word("place");
                yield new Use(Layout.tool(KnownTools.MEMORY_SEARCH, "query: string", KnownTools.MEMORY_SEARCH_PURPOSE),
                        KnownTools.MEMORY_SEARCH,
                        pick(
                                "Search your memory for {q}. | Look in your memory for {q}. "
                                        + "| Go and look in your memory for {q}. "
                                        + "| Go through what I said about the {q}. "
                                        + "| What is in your memory about the {q}? "
                                        + "| Please search what I said about the {q}. | Find {q} in your memory. "
                                        + "| Look through your memory for the {q}. "
                                        + "| What did I say about the {q}? "
                                        + "| Is there anything in your memory about the {q}? "
                                        + "| Go through my notes and look for {q}. "
                                        + "| Can you find {q} in your memory? "
                                        + "| Look through your memory and find {q}. "
                                        + "| Do you remember anything about the {q}? "
                                        + "| What did I tell you about the {q}? "
                                        + "| * Go through your memory for {q}.")
                                .replace("{q}", query),
                        arguments, result, capital(result) + ".");
            }
            default -> {
                String city = town.word("city");
                arguments.put("city", city);
                String result = pick(
                        "sunny | rain | snow | cloudy | windy | fog | storm | hail | drizzle "
                                + "| clear sky")
                        + ", " + random.nextInt(30)
                        + " degrees";
                yield new Use(Layout.tool("weather", "city: string", "the weather in a city"), "weather",
                        pick(
                                "How is the weather in {c}? | What's the weather like in {c}? "
                                        + "| Is it cold in {c}? | Should I take a coat in {c}? "
                                        + "| Do I need an umbrella in {c}? | Is it raining in {c}? "
                                        + "| Will I need a warm coat in {c}? "
                                        + "| I want to know the weather in {c}. "
                                        + "| What weather do they have in {c}? | Tell me the weather in {c}. "
                                        + "| Should I take a coat to {c}? | Is it weather for a coat in {c}? "
                                        + "| Do people need warm clothes in {c}? | Does it rain in {c}? "
                                        + "| Is the sun out in {c}? | * Do I need a coat in {c}?")
                                .replace("{c}", city),
                        arguments, result, "In " + city + ": " + result + ".");
            }
        };
    }

    /** A tool that nobody ships: verb, thing, and one to three parameters. Each call is another request for it. */
    private Supplier<Use> invented() {
        String verb = town.word("verb");
        String noun = town.word("noun");
        String name = random.nextBoolean() ? verb + "_" + noun : noun + "_" + verb;
        List<Integer> kinds = new ArrayList<>();
        List<String> parameters = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int kind = random.nextInt(PARAMETERS.size());
            if (!kinds.contains(kind)) {
                kinds.add(kind);
                parameters.add(PARAMETERS.get(kind));
            }
        }
        String line = Layout.tool(name, String.join(", ", parameters), PURPOSES.pick(split, random).replace("{v}", verb)
                .replace("{n}", noun));
        return () -> request(line, name, verb, noun, kinds);
    }

    private Use request(String line, String name, String verb, String noun, List<Integer> kinds) {
        ObjectNode arguments = MAPPER.createObjectNode();
        StringBuilder said = new StringBuilder(REQUESTS.pick(split, random).replace("{v}", verb)
                .replace("{V}", capital(verb)).replace("{n}", noun));
        for (int kind : kinds) {
            switch (kind) {
                case 0 -> {
                    String who = town.word("first");
                    arguments.put("person", who);
                    said.append(" for ").append(who);
                }
                case 1 -> {
                    int amount = 2 + random.nextInt(98);
                    arguments.put("count", amount);
                    said.append(", ").append(amount).append(" times");
                }
                case 2 -> {
                    String where = town.word("city");
                    arguments.put("city", where);
                    said.append(" in ").append(where);
                }
                default -> {
                    String day = town.day();
                    arguments.put("date", day);
                    said.append(" on ").append(day);
                }
            }
        }
        return new Use(line, name, said.append('.').toString(), arguments, "done", "It is done.");
    }

    private String pick(String phrases) {
        return Phrases.of(phrases).pick(split, random);
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
