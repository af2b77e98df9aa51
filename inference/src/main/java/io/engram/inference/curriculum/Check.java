package io.engram.inference.curriculum;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Judges a reply. */
public sealed interface Check {
    /** Whether a reply, without thinking and surrounding space, is right. */
    boolean accepts(String reply);

    /**
     * Says all of some words and none of others, whatever the case.
     *
     * @param all
     *            what must be there
     * @param none
     *            what must not
     */
    record Says(List<String> all, List<String> none) implements Check {
        @Override
        public boolean accepts(String reply) {
            String text = reply.toLowerCase(Locale.ROOT);
            return all.stream().allMatch(w -> text.contains(w.toLowerCase(Locale.ROOT)))
                    && none.stream().noneMatch(w -> text.contains(w.toLowerCase(Locale.ROOT)));
        }
    }

    /** Says that it does not know. */
    record Unknown() implements Check {
        @Override
        public boolean accepts(String reply) {
            return reply.toLowerCase(Locale.ROOT).contains("don't know");
        }
    }

    /** Ends in exactly this word or number, a full stop aside. */
    record EndsIn(String answer) implements Check {
        @Override
        public boolean accepts(String reply) {
            String text = reply.endsWith(".") ? reply.substring(0, reply.length() - 1) : reply;
            return text.equals(answer) || text.endsWith(" " + answer);
        }
    }

    /** Is the same JSON, the order of an array's elements aside. */
    record Json(String expected) implements Check {
        private static final ObjectMapper MAPPER = new ObjectMapper();

        @Override
        public boolean accepts(String reply) {
            return score(reply) == 1;
        }

        /** F1 over the elements of two arrays, or 0 and 1 for other values. */
        double score(String reply) {
            try {
                JsonNode a = MAPPER.readTree(expected);
                JsonNode b = MAPPER.readTree(reply);
                if (!a.isArray() || !b.isArray()) {
                    return a.equals(b) ? 1 : 0;
                }
                Set<JsonNode> want = elements(a);
                Set<JsonNode> got = elements(b);
                if (want.isEmpty() && got.isEmpty()) {
                    return 1;
                }
                long hits = got.stream().filter(want::contains).count();
                return 2.0 * hits / (want.size() + got.size());
            } catch (JsonProcessingException e) {
                return 0; // a reply that is no JSON is a wrong reply
            }
        }

        private static Set<JsonNode> elements(JsonNode array) {
            Set<JsonNode> elements = new HashSet<>();
            array.forEach(elements::add);
            return elements;
        }
    }

    /** Calls a tool with exactly these arguments. */
    record Calls(String name, String arguments) implements Check {
        @Override
        public boolean accepts(String reply) {
            int from = reply.indexOf("<tool_call>");
            int to = reply.indexOf("</tool_call>");
            return from >= 0 && to > from && new Json(
                    "{\"name\":\"" + name + "\",\"arguments\":" + arguments + "}").accepts(
                            reply.substring(from + "<tool_call>".length(), to));
        }
    }
}
