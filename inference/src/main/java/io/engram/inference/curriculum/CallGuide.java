package io.engram.inference.curriculum;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.engram.inference.Constraint;
import io.engram.inference.TokenGuide;
import io.engram.inference.Tokenizer;
import io.engram.inference.layout.Prompt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds a call that has begun to the tools of the prompt, as a conversation does: the name is one of theirs, the arguments are of
 * their parameters.
 */
final class CallGuide implements TokenGuide {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TOOL = Pattern.compile("\n- (\\w+)\\(([^)]*)\\): ");
    private static final String HEADING = "\nTools:\n";

    private final TokenGuide words;
    private final Tokenizer tokenizer;
    private final int mark;
    private final @Nullable Constraint form;
    private Constraint.@Nullable Cursor cursor;

    /**
     * Holds the calls of one reply.
     *
     * @param words
     *            what else steers it
     */
    CallGuide(Tokenizer tokenizer, String prompt, TokenGuide words) {
        this.tokenizer = tokenizer;
        this.words = words;
        this.mark = tokenizer.idOf("<tool_call>").orElse(NONE);
        String system = prompt.substring(0, Math.max(0, prompt.indexOf(Prompt.END)));
        int tools = system.indexOf(HEADING);
        this.form = tools < 0 ? null : Constraint.ofJsonSchema(schema(system.substring(tools)));
    }

    private static String schema(String tools) {
        ObjectNode one = JSON.createObjectNode();
        ArrayNode calls = one.putArray("anyOf");
        Matcher line = TOOL.matcher(tools);
        while (line.find()) {
            ObjectNode call = calls.addObject().put("type", "object").put("additionalProperties", false);
            ObjectNode properties = call.putObject("properties");
            properties.putObject("name").put("const", line.group(1));
            ObjectNode arguments = properties.putObject("arguments").put("type", "object")
                    .put("additionalProperties", false);
            ObjectNode parameters = arguments.putObject("properties");
            for (String parameter : line.group(2).isEmpty() ? new String[0] : line.group(2).split(", ", -1)) {
                String[] parts = parameter.split(": ", -1);
                parameters.putObject(parts[0]).put("type", parts[1]);
            }
            call.putArray("required").add("name").add("arguments");
        }
        return one.toString();
    }

    @Override
    public int forced() {
        return words.forced();
    }

    @Override
    public float[] mask(float[] logits) {
        return words.mask(cursor == null ? logits : cursor.mask(logits));
    }

    @Override
    public boolean ends(int id) {
        return words.ends(id);
    }

    @Override
    public void accept(int id) {
        words.accept(id);
        if (cursor != null) {
            cursor.accept(id);
            if (cursor.complete() || cursor.dead()) {
                cursor = null;
            }
        } else if (id == mark && form != null) {
            cursor = form.cursor(tokenizer);
        }
    }
}
