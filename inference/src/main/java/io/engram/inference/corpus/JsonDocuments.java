package io.engram.inference.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engram.inference.Tokenizer;
import io.engram.inference.layout.Prompt;
import io.engram.inference.train.Document;
import io.engram.inference.train.DocumentBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One document a line, as a JSON object of one of these shapes:
 *
 * <pre>
 * {"text": "..."}                                        every token counts
 * {"prompt": "...", "completion": "..."}                 what the user says, what to answer; the answer counts
 * {"messages": [{"role": "user", "content": "..."}, …]}  a conversation; what the assistant says counts
 * {"prompt": "...", "chosen": "...", "rejected": "..."}  a pair of answers for preference training
 * </pre>
 *
 * A prompt may have a {@code "system"} beside it. Pairs and other shapes do not mix.
 *
 * @param documents
 *            in the order of the file; of a pair the chosen one first
 * @param pairs
 *            whether they are pairs
 */
record JsonDocuments(List<Document> documents, boolean pairs) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NO_THOUGHT = "<think>\n\n</think>\n\n";
    private static final List<String> ROLES = List.of("system", "user", "assistant");

    static JsonDocuments read(Path file, Tokenizer tokenizer, int longest) throws IOException {
        List<Document> documents = new ArrayList<>();
        boolean pairs = false;
        boolean others = false;
        List<String> lines = PlainText.read(file);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            Line line = new Line(file, i + 1, parse(file, i + 1, lines.get(i)), tokenizer, longest);
            if (line.json.has("chosen")) {
                pairs = true;
                documents.add(line.answer("chosen"));
                documents.add(line.answer("rejected"));
            } else {
                others = true;
                documents.add(line.one());
            }
            if (pairs && others) {
                throw line.bad("expected pairs in all lines or in none");
            }
        }
        return new JsonDocuments(List.copyOf(documents), pairs);
    }

    private static JsonNode parse(Path file, int line, String text) throws CorpusFormatException {
        try {
            JsonNode json = JSON.readTree(text);
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw new CorpusFormatException(file + " line " + line + ": expected a JSON object, received other text: "
                    + e.getOriginalMessage());
        }
        throw new CorpusFormatException(file + " line " + line + ": expected a JSON object, received another value");
    }

    private record Line(Path file, int number, JsonNode json, Tokenizer tokenizer, int longest) {
        Document one() throws CorpusFormatException {
            if (json.has("text")) {
                return fit(new DocumentBuilder(tokenizer).addForeign(text("text"), 1));
            }
            if (json.has("prompt")) {
                return answer("completion");
            }
            if (!json.has("messages")) {
                throw bad("expected \"text\", \"messages\", or \"prompt\" with \"completion\" or with \"chosen\" and "
                        + "\"rejected\"");
            }
            DocumentBuilder out = new DocumentBuilder(tokenizer);
            boolean said = false;
            for (JsonNode message : json.get("messages")) {
                String role = message.path("role").asText();
                if (!ROLES.contains(role) || !message.path("content").isTextual()) {
                    throw bad("messages: expected objects with a role of " + ROLES + " and a content, received "
                            + message);
                }
                boolean own = role.equals("assistant");
                said |= own;
                turn(out, role, clean(message.get("content").asText()), own ? 1 : 0);
            }
            if (!said) {
                throw bad("messages: expected a turn of the assistant, which is what is learned");
            }
            return fit(out);
        }

        Document answer(String key) throws CorpusFormatException {
            DocumentBuilder out = new DocumentBuilder(tokenizer);
            if (json.has("system")) {
                turn(out, "system", text("system"), 0);
            }
            turn(out, "user", text("prompt"), 0);
            turn(out, "assistant", text(key), 1);
            return fit(out);
        }

        private static void turn(DocumentBuilder out, String role, String content, float weight) {
            boolean own = role.equals("assistant");
            out.add("<|im_start|>" + role + "\n" + (own ? NO_THOUGHT : ""), 0, 0).addForeign(content, weight)
                    .add(Prompt.END, weight, 0);
        }

        private Document fit(DocumentBuilder out) throws CorpusFormatException {
            if (out.length() < 2 || out.length() > longest) {
                throw bad("expected 2 to " + longest + " tokens, received " + out.length());
            }
            return out.build();
        }

        private String text(String key) throws CorpusFormatException {
            JsonNode value = json.path(key);
            if (!value.isTextual()) {
                throw bad("\"" + key + "\": expected a string, received " + (value.isMissingNode() ? "none" : value));
            }
            return clean(value.asText());
        }

        private String clean(String text) throws CorpusFormatException {
            PlainText.check(file, number, text);
            return text;
        }

        CorpusFormatException bad(String reason) {
            return new CorpusFormatException(file + " line " + number + ": " + reason);
        }
    }
}
