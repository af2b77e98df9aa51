package io.engram.inference.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.engram.inference.jinja.TemplateException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Held to what Python's jinja2 made of the same templates and values; {@code src/test/python} regenerates the files. */
class RenderedTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ZonedDateTime NOW = ZonedDateTime.of(2026, 3, 7, 14, 5, 9, 0, ZoneOffset.UTC);

    @TestFactory
    Stream<DynamicTest> dialoguesInTheTemplatesOfSixFamilies() throws IOException {
        JsonNode dialogues = JSON.readTree(text("dialogues.json"));
        return cases("rendered.json").map(expected -> DynamicTest.dynamicTest(
                expected.get("template").textValue() + " " + expected.get("dialogue").textValue() + " "
                        + expected.get("prompt"),
                () -> {
                    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
                    variables.put("bos_token", "<s>");
                    variables.put("eos_token", "</s>");
                    variables.put("add_generation_prompt", expected.get("prompt").booleanValue());
                    dialogues.get(expected.get("dialogue").textValue()).properties()
                            .forEach(e -> variables.put(e.getKey(), plain(e.getValue())));
                    check(text("templates/" + expected.get("template").textValue()), variables, expected);
                }));
    }

    @TestFactory
    Stream<DynamicTest> expressions() throws IOException {
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        JSON.readTree(text("variables.json")).properties()
                .forEach(e -> variables.put(e.getKey(), plain(e.getValue())));
        return cases("expressions.json").map(expected -> DynamicTest.dynamicTest(expected.get("source").textValue(),
                () -> check(expected.get("source").textValue(), variables, expected)));
    }

    private static void check(String source, Map<String, @Nullable Object> variables, JsonNode expected) {
        if (expected.has("text")) {
            ChatTemplate template = ChatTemplate.of(source, () -> NOW);
            assertThat(template.render(variables)).isEqualTo(expected.get("text").textValue());
            assertThat(template.renderTracked(variables).text()).isEqualTo(expected.get("text").textValue());
        } else {
            assertThatThrownBy(() -> ChatTemplate.of(source, () -> NOW).render(variables))
                    .as("Python says %s", expected.get("error")).isInstanceOf(TemplateException.class)
                    .hasMessageMatching("(?s)template line [0-9]+: .+");
        }
    }

    private static Stream<JsonNode> cases(String file) throws IOException {
        return StreamSupport.stream(JSON.readTree(text(file)).spliterator(), false);
    }

    static String text(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(RenderedTest.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static @Nullable Object plain(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                node.properties().forEach(e -> map.put(e.getKey(), plain(e.getValue())));
                yield map;
            }
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                node.forEach(e -> list.add(plain(e)));
                yield list;
            }
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> node.isIntegralNumber() ? node.bigIntegerValue() : (Number) node.doubleValue();
            default -> null;
        };
    }
}
