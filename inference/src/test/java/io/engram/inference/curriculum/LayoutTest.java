package io.engram.inference.curriculum;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engram.inference.Tokenizer;
import io.engram.inference.chat.ChatTemplate;
import io.engram.inference.chat.Grounding;
import io.engram.inference.layout.Layout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The curriculum's prompts and what the model file's template renders are the same text, and neither moves unnoticed. */
class LayoutTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TURN = Pattern.compile("<\\|im_start\\|>(\\w+)\n(.*?)<\\|im_end\\|>\n",
            Pattern.DOTALL);
    private static final Pattern TOOL = Pattern.compile("- (\\w+)\\((.*?)\\): (.*)");

    /** A model that was trained before a change here would be spoken to in words it never read. */
    @Test
    void examples_areTheOnesThatTheShippedModelIsTrainedOn() throws Exception {
        assertThat(digest(0, 200)).as("first run")
                .isEqualTo("0ece1cbe02a4bfecec68d00099801fb385de1a96bcb0601d15de62e57ba3ec9e");
        assertThat(digest(Curriculum.LATER_FROM, 55)).as("second run")
                .isEqualTo("ae8bbfd25d72de3bdbdffc20b2934b6e645d8f83977902cc7740a79f6d25d867");
    }

    /** Of 300 lessons. */
    private static String digest(long first, long step) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Curriculum curriculum = new Curriculum(1);
        for (int i = 0; i < 300; i++) {
            for (Example e : curriculum.lesson(first + i * step)) {
                digest.update((e.suite() + e.prompt() + e.completion()).getBytes(StandardCharsets.UTF_8));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Words that a reply could not have in a conversation would be words that the model was trained to say in vain. */
    @Test
    void grounding_hasAllWordsThatRepliesHaveOfTheirOwn() {
        Curriculum curriculum = new Curriculum(1);
        Set<String> own = new TreeSet<>(Grounding.words(Layout.ownWords()));
        Map<String, Integer> missing = new TreeMap<>();
        for (Example e : later(curriculum, 800)) {
            Set<String> said = new HashSet<>(Grounding.words(e.prompt().toLowerCase(Locale.ROOT)));
            Grounding.words(e.completion().toLowerCase(Locale.ROOT)).stream().filter(w -> !said.contains(w))
                    .filter(w -> !own.contains(w)).forEach(w -> missing.merge(w, 1, Integer::sum));
        }
        assertThat(missing).isEmpty();
        assertThat(Words.shipped().heldOut("city")).noneMatch(city -> own.contains(city.toLowerCase(Locale.ROOT)));
    }

    @Test
    void template_rendersWhatTheCurriculumWrites() throws Exception {
        ChatTemplate template = ChatTemplate.of(Layout.template());
        Tokenizer tokenizer = TinyVocabulary.tokenizer();
        Curriculum curriculum = new Curriculum(1);
        int tools = 0;
        int results = 0;
        for (Example e : later(curriculum, 200)) {
            String prompt = e.prompt();
            Map<String, Object> variables = variables(prompt);
            assertThat(template.render(variables)).isEqualTo(prompt);
            variables.put("enable_thinking", false);
            assertThat(template.render(variables)).isEqualTo(prompt + Example.withoutThinking());
            tools += prompt.contains("\nTools:\n") ? 1 : 0;
            results += prompt.contains("<tool_response>") ? 1 : 0;
            assertThat(tokenizer.encodePrompt(prompt)).as("tokens of a prompt are those of training")
                    .isEqualTo(tokenizer.encode(prompt, true));
        }
        assertThat(tools).isPositive();
        assertThat(results).isPositive();
    }

    /** All examples of some lessons past the beginning. */
    private static List<Example> later(Curriculum curriculum, int lessons) {
        return LongStream.range(0, lessons).mapToObj(i -> curriculum.lesson(Curriculum.LATER_FROM + 20 * i))
                .flatMap(List::stream).toList();
    }

    /** The messages and tools that a prompt is made of. */
    private static Map<String, Object> variables(String prompt) throws Exception {
        List<Object> messages = new ArrayList<>();
        List<Object> tools = new ArrayList<>();
        Matcher turn = TURN.matcher(prompt);
        while (turn.find()) {
            String role = turn.group(1);
            String content = turn.group(2);
            Map<String, Object> message = new LinkedHashMap<>(Map.of("role", role, "content", content));
            int at = content.indexOf("\nTools:\n");
            if (role.equals("system") && at >= 0) {
                message.put("content", content.substring(0, at));
                Matcher tool = TOOL.matcher(content.substring(at));
                while (tool.find()) {
                    tools.add(Map.of("function", Map.of("name", tool.group(1), "description", tool.group(3),
                            "parameters", Map.of("properties", properties(tool.group(2))))));
                }
            } else if (content.startsWith("<tool_response>\n")) {
                message.put("role", "tool");
                message.put("content", content.replaceAll("^<tool_response>\n|\n</tool_response>$", ""));
            } else if (content.startsWith("<tool_call>\n")) {
                JsonNode call = JSON.readTree(content.replaceAll("^<tool_call>\n|\n</tool_call>$", ""));
                message.put("content", "");
                message.put("tool_calls", List.of(Map.of("function", Map.of("name", call.get("name").asText(),
                        "arguments", JSON.convertValue(call.get("arguments"), LinkedHashMap.class)))));
            }
            messages.add(message);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("messages", messages);
        if (!tools.isEmpty()) {
            all.put("tools", tools);
        }
        all.put("add_generation_prompt", true);
        return all;
    }

    private static Map<String, Object> properties(String parameters) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String parameter : parameters.isEmpty() ? new String[0] : parameters.split(", ", -1)) {
            String[] parts = parameter.split(": ", -1);
            properties.put(parts[0], Map.of("type", parts[1]));
        }
        return properties;
    }
}
