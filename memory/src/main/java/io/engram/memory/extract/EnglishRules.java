package io.engram.memory.extract;

import io.engram.memory.semantic.FactDraft.Polarity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * English sentences about oneself or a named person. A sentence must begin with its subject, and its value ends at the next
 * comma, conjunction or sentence. Pure.
 */
final class EnglishRules {
    private static final int LONGEST_VALUE = 60;
    private static final String SELF = "(?:I|We)(?= )";
    private static final String NAME = "(?-i:(?!(?:I|It|This|That|He|She|They|We|You|My|His|Her|Their|Our|There|Here|What"
            + "|Who|Everyone|Everybody|Nobody|No|Someone|People|The|A|An|Today|Yesterday|Now|Then|Not|Never|In|On|At"
            + "|Since|Because|When|While|After|Before)\\b)\\p{Lu}[\\p{L}'-]*(?: \\p{Lu}[\\p{L}'-]*){0,2})";
    private static final String ADVERB = "(?:(?:really|actually|currently|now|still|just|also|always|finally|recently|totally|"
            + "absolutely|officially|both|truly|simply|only|originally) )*";
    private static final String JOB = "(?:[\\p{L}-]+ ){0,2}?(?:teacher|nurse|doctor|engineer|developer|programmer|lawyer|"
            + "student|chef|cook|artist|musician|writer|journalist|accountant|architect|scientist|researcher|designer|"
            + "electrician|plumber|farmer|pilot|driver|manager|carpenter|baker|dentist|vet|translator|photographer|"
            + "librarian|professor|analyst|consultant|biologist|chemist|physicist|economist|pharmacist|pianist|editor|"
            + "firefighter|gardener|mechanic|painter|therapist|surgeon|waiter|waitress)";
    private static final String KIN = "(?:(?:little|big|older|younger|elder|twin|step|half|best|new|old) ?)?(?:sister|brother|"
            + "mother|mum|mom|father|dad|son|daughter|wife|husband|partner|girlfriend|boyfriend|fianc[eé]e?|boss|friend|"
            + "colleague|roommate|flatmate|neighbou?r|teacher|aunt|uncle|cousin|nephew|niece|grandmother|grandfather|"
            + "grandma|grandpa|cat|dog|horse|rabbit|parrot|hamster|goldfish|turtle|pet|puppy|kitten|boat|car|company|"
            + "band|startup|project)";

    private static final Pattern VALUE_END = Pattern.compile(
            "[,;:.!?\\n(]|\\s[-\u2013\u2014]\\s|\\s(?:and (?=I |we |he |she |they |it |my )|but|because|so|since|when|while|which|who|"
                    + "where|that|after|before|though|although|with my|anymore|any more|any longer|these days|"
                    + "right now|at the moment|for (?:a|an|the|\\w+) (?:living|while|time|years?|months?|weeks?)|"
                    + "for (?:many|several|some|\\d+) \\w+|too|as well|a lot|very much|so much|more than|instead|now|"
                    + "last|this|next|yesterday|today|recently|again)\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern LIST = Pattern.compile("\\s*,?\\s+and\\s+|\\s*,\\s*");
    private static final Pattern DEICTIC = Pattern.compile(
            "^(?:it|this|that|these|those|him|her|them|you|here|there|what|how|everything|nothing|something|anything|"
                    + "one|some|home|to)\\b(?! park| sushi)",
            Pattern.CASE_INSENSITIVE);

    private enum Value {
        ANY, PLACE, LIST, WHOLE
    }

    private record Rule(Pattern pattern, String relation, boolean single, Value value, Polarity polarity,
            boolean timed) {
    }

    private static final List<Rule> RULES = new ArrayList<>();

    private static void rule(String relation, boolean single, Value value, String verbs) {
        String subject = "^(?<s>" + SELF + "|" + NAME + ") " + ADVERB;
        String not = "(?<not>(?:do|does|am|is|have|has|can|are) not |never |have never |has never )?";
        add(subject + not + ADVERB + "(?:" + verbs + ") (?<v>.+)$", relation, single, value, Polarity.AFFIRMS, true);
    }

    private static void ends(String relation, Value value, String verbs) {
        add("^(?<s>" + SELF + "|" + NAME + ") " + ADVERB + "(?:" + verbs + ") (?<v>.+)$", relation, false, value,
                Polarity.ENDS, true);
    }

    private static void add(String pattern, String relation, boolean single, Value value, Polarity polarity,
            boolean timed) {
        RULES.add(new Rule(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE), relation, single,
                value, polarity, timed));
    }

    static {
        String living = "lives?|lived|am living|is living|have lived|has lived|have been living|has been living|resides?";
        ends("lives in", Value.PLACE, "(?:used to live|no longer lives?|am no longer living|stopped living) in");
        ends("lives in", Value.PLACE, "(?:moved|have moved|has moved) (?:away from|out of)");
        ends("works at", Value.PLACE,
                "used to work (?:at|for)|no longer works? (?:at|for)|stopped working (?:at|for)|left"
                        + "|quit(?: my job)? at|quit|resigned from|(?:was|got) (?:fired|laid off) (?:from|by)|retired from");
        ends("works as", Value.ANY,
                "used to (?:work as|be) an?|no longer works? as an?|am no longer an?|is no longer an?");
        ends("likes", Value.LIST, "used to (?:like|love|enjoy)|no longer (?:like|love|enjoy)s?");
        ends("is married to", Value.ANY, "divorced|separated from|(?:am|is) no longer married to");
        ends("is allergic to", Value.ANY, "(?:am|is) no longer allergic to");
        ends("plays", Value.LIST, "used to play|no longer plays?|stopped playing|gave up playing");
        ends("studies", Value.ANY, "used to study|no longer stud(?:y|ies)|stopped studying");
        ends("is", Value.ANY, "(?:am|is) no longer(?= (?:vegan|vegetarian|single|pregnant|unemployed|retired)\\b)");
        add("^(?<s>" + SELF + ") (?:got|am|was|have|are|is) (?:a )?(?:divorced|divorce)(?<v>)\\b.*$", "is married to",
                true, Value.ANY, Polarity.ENDS, true);
        rule("lives in", true, Value.PLACE,
                "(?:" + living + ") (?:in|near)|(?:moved|have moved|has moved|relocated|moved back|have relocated) to");
        rule("works at", true, Value.PLACE,
                "(?:works?|worked|am working|is working|have worked|has worked|started working|started|have been working)"
                        + " (?:at|for)|joined|got a job at|(?:am|is) employed (?:at|by)|got hired by");
        rule("works as", true, Value.ANY,
                "(?:works?|worked|am working|is working|started|started working|have worked) as (?:an?|the)"
                        + "|(?:am|is|became|have become|has become) an?(?= " + JOB + "\\b)");
        rule("is called", true, Value.ANY, "(?:am|is) (?:called|named)|go by|goes by");
        add("^(?<s>)my (?:full |real |first )?name is (?<v>.+)$", "is called", true, Value.ANY, Polarity.AFFIRMS, true);
        add("^(?<s>)(?:please )?call me (?<v>(?-i:\\p{Lu}).+)$", "is called", true, Value.ANY, Polarity.AFFIRMS, true);
        rule("comes from", true, Value.PLACE,
                "(?:am|is|comes?|came|(?:was|were) born) (?:from|in)(?! (?:a|an|my|the (?!\\p{Lu}))\\b)");
        rule("is allergic to", false, Value.LIST, "(?:am|is|became|have become) (?:very )?allergic to");
        rule("is married to", true, Value.ANY, "(?:am|is|got|have been) married to|married");
        rule("speaks", false, Value.LIST, "speaks?|can speak|have learned to speak");
        rule("plays", false, Value.LIST, "plays?|have played|learned to play|can play");
        rule("studies", true, Value.ANY, "stud(?:y|ies)|(?:am|is|have been) studying|started studying|majors? in");
        rule("likes", false, Value.LIST,
                "likes?|loves?|enjoys?|adores?|(?:am|is) (?:fond of|into)|(?:am|is) a (?:big |huge )?fan of");
        rule("dislikes", false, Value.LIST, "hates?|dislikes?|can not stand|detests?|despises?");
        rule("is", false, Value.ANY,
                "(?:am|is|became|have become|has become)(?= (?:a )?(?:vegan|vegetarian|single|pregnant|unemployed|retired|left-handed|colou?r-?blind|diabetic)\\b)");
        rule("drives", true, Value.ANY, "drives?(?= (?:an?|my|the)\\b)");
        add("^(?<s>" + SELF + ") (?:have|have got|got|adopted) an? (?<what>" + KIN
                + ") (?:called|named) (?<v>(?-i:\\p{Lu}).+)$", "has a %s called", false, Value.ANY, Polarity.AFFIRMS,
                false);
        rule("owns", false, Value.ANY,
                "owns? an?|(?:have|has|bought|got|adopted) (?:a new|an?)(?= (?:[\\p{L}-]+ )?(?:cat|dog|puppy|kitten|horse|rabbit|parrot|hamster|car|bike|bicycle|house|flat|boat|piano|guitar|motorbike|motorcycle|telescope|camper|van)\\b)");
        add("^(?<s>" + SELF + "|" + NAME + ") (?:am|is|turned|just turned) (?<v>\\d{1,3})(?: years? old)?[.!]*$",
                "is of age",
                true, Value.ANY, Polarity.AFFIRMS, false);
        add("^(?<s>)my birthday is (?:on )?(?<v>.+)$", "has birthday on", true, Value.ANY, Polarity.AFFIRMS, false);
        add("^(?<s>" + NAME + ")'s birthday is (?:on )?(?<v>.+)$", "has birthday on", true, Value.ANY,
                Polarity.AFFIRMS, false);
        add("^(?<s>)my (?:e-?mail|e-?mail address) is (?<v>[^\\s,]+@[^\\s,]+?)[.!]*$", "has email", true, Value.WHOLE,
                Polarity.AFFIRMS, false);
        add("^(?<s>)my (?:phone |mobile |cell )?(?:phone|number|phone number) is (?<v>\\+?[\\d ()-]{5,})[.!]*$",
                "has phone number", true, Value.ANY, Polarity.AFFIRMS, false);
        add("^(?<s>)my favou?rite (?<what>[a-z]+(?: [a-z]+)?) is (?<v>.+)$", "has as favourite %s", true, Value.ANY,
                Polarity.AFFIRMS, true);
        add("^(?<s>" + NAME + ")'s favou?rite (?<what>[a-z]+(?: [a-z]+)?) is (?<v>.+)$", "has as favourite %s", true,
                Value.ANY, Polarity.AFFIRMS, true);
        add("^(?<s>)my (?<what>" + KIN
                + ")(?: is called| is named|'s name is|'s called| is)? (?<v>(?-i:\\p{Lu})[\\p{L}'-]+(?: (?-i:\\p{Lu})[\\p{L}'-]+)?)(?=$|[.,!]| (?:is|was|lives|works|and|has|who)\\b).*$",
                "has a %s called", false, Value.ANY, Polarity.AFFIRMS, false);
    }

    private EnglishRules() {
    }

    /** What a sentence states; {@code timeless} is the sentence without its time. */
    static List<Statement> of(String sentence, String timeless) {
        for (Rule rule : RULES) {
            Matcher m = rule.pattern().matcher(negationFirst(rule.timed() ? timeless : sentence));
            if (m.find()) {
                List<Statement> found = statements(rule, m);
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        return List.of();
    }

    /** "I am not married" as "I do not am married", so that every rule meets its negation in one place. */
    private static String negationFirst(String sentence) {
        return sentence.replaceFirst("^(.{1,40}?) (am|is|are) not ", "$1 do not $2 ");
    }

    private static List<Statement> statements(Rule rule, Matcher m) {
        String subject = m.group("s").matches("(?i)I|We") ? "" : m.group("s");
        String relation = rule.relation().contains("%s")
                ? rule.relation().replace("%s", m.group("what").toLowerCase(Locale.ROOT))
                : rule.relation();
        String tail = m.group("v");
        if (tail.isEmpty()) {
            return List.of(new Statement(subject, relation, Statement.ANY, rule.single(), rule.polarity(), true));
        }
        List<String> values = switch (rule.value()) {
            case LIST -> list(tail);
            case WHOLE -> List.of(tail.strip());
            case ANY, PLACE -> value(tail).stream().toList();
        };
        return values.stream().filter(v -> fits(rule.value(), v))
                .map(v -> new Statement(subject, relation, v, rule.single(), polarity(rule, m, tail), rule.timed()))
                .toList();
    }

    private static Polarity polarity(Rule rule, Matcher m, String tail) {
        if (rule.polarity() != Polarity.AFFIRMS || !m.namedGroups().containsKey("not") || m.group("not") == null) {
            return rule.polarity();
        }
        String not = m.group("not").toLowerCase(Locale.ROOT);
        boolean anymore = tail.matches("(?i).*\\b(?:anymore|any more|any longer)\\b.*");
        if (not.contains("never") && m.group().matches("(?i).*\\bnever (?:lived|worked|been|liked|played)\\b.*")) {
            return Polarity.REFUTES;
        }
        return anymore ? Polarity.ENDS : Polarity.DENIES;
    }

    private static boolean fits(Value kind, String value) {
        boolean named = Character.isUpperCase(value.codePointAt(0)) || Character.isDigit(value.codePointAt(0));
        boolean place = named || value.matches("(?:the|a|an) \\p{Lu}.*") || value.matches("\\p{Ll}[\\p{L}'-]*");
        return !DEICTIC.matcher(value).find() && (kind != Value.PLACE || place);
    }

    private static Optional<String> value(String tail) {
        Matcher end = VALUE_END.matcher(tail);
        String value = (end.find() ? tail.substring(0, end.start()) : tail).strip();
        value = value.startsWith("a ") && value.indexOf(' ', 2) < 0 ? value.substring(2) : value;
        return value.isEmpty() || value.length() > LONGEST_VALUE ? Optional.empty() : Optional.of(value);
    }

    /** "tea, coffee and old maps" are three values; a list that goes on as another sentence ends before it. */
    private static List<String> list(String tail) {
        Matcher end = Pattern.compile(VALUE_END.pattern().replaceFirst("\\[,;", "[;"), Pattern.CASE_INSENSITIVE)
                .matcher(tail);
        String all = (end.find() ? tail.substring(0, end.start()) : tail).strip();
        List<String> values = new ArrayList<>();
        for (String part : LIST.splitAsStream(all).toList()) {
            String value = part.strip();
            if (value.isEmpty() || value.length() > LONGEST_VALUE || value.split(" ").length > 5
                    || value.matches("(?i)(?:I|we|he|she|they|it|my|you)\\b.*")) {
                break;
            }
            values.add(value);
        }
        return values;
    }
}
