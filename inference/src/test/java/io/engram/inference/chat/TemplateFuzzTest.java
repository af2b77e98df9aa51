package io.engram.inference.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.engram.inference.jinja.TemplateException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a template says, it renders or ends with a {@link TemplateException}, soon and in little memory. */
class TemplateFuzzTest {
    /** More rounds with {@code -Dengram.fuzz=N}. */
    private static final int ROUNDS = Integer.getInteger("engram.fuzz", 1500);

    @ParameterizedTest
    @ValueSource(strings = {"{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
            "{{ 'a' * 999999999 }}", "{{ 'a' * 9000000 }}", "{{ [0] * 999999999 }}", "{{ 9 ** 9999 }}",
            "{% macro m(x) %}{{ m(x) }}{% endmacro %}{{ m(1) }}", "{{ range(10 ** 9) }}",
            "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
            "{% set ns = namespace(x=['ab']) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
            "{% set ns = namespace(x=[]) %}{% for i in range(9999) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
            "{% set ns = namespace(x=[]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x == ns.x | list }}{{ ns.x | tojson }}",
            "{{ ''.join(['a' * 1000000] * 1000) }}", "{{ ('a' * 100000).replace('a', 'b' * 100000) }}",
            "{{ 'x' | center(999999999) }}", "{{ '%999999d' % 1 * 100 }}", "{{ 'x' | indent(999999999) }}",
            "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}", "{{ [3, 1] | batch(999999999, 0) }}",
            "{{ 'a'.zfill(999999999) }}", "{{ namespace.__class__ }}{{ x.y.z }}", "{% set x = x.y %}"})
    void render_hostileTemplates_areRefused(String source) {
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> assertThatThrownBy(
                () -> ChatTemplate.of(source).render(Map.of())).isInstanceOf(TemplateException.class));
    }

    @Test
    void parse_deeplyNested_isRefused() {
        for (String source : List.of("{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}",
                "{{ " + "[".repeat(5000) + "]".repeat(5000) + " }}", "{{ " + "not ".repeat(5000) + "1 }}",
                "{{ " + "-".repeat(5000) + "1 }}", "{% if 1 %}".repeat(5000) + "{% endif %}".repeat(5000),
                "{{ 1" + " + 1".repeat(5000) + " }}", "{{ x" + "|list".repeat(5000) + " }}",
                "{{ 1" + " if 1 else 1".repeat(5000) + " }}", "{{ x" + ".a".repeat(5000) + " }}")) {
            assertThatThrownBy(() -> ChatTemplate.of(source).render(Map.of("x", List.of())))
                    .as(source.substring(0, 20)).isInstanceOf(TemplateException.class);
        }
    }

    @Test
    void render_damagedTemplates_renderOrAreRefused() throws IOException {
        JsonNode dialogue = JsonMapper.builder().build().readTree(RenderedTest.text("dialogues.json")).get("called");
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        dialogue.properties().forEach(e -> variables.put(e.getKey(), RenderedTest.plain(e.getValue())));
        List<String> sources = new ArrayList<>();
        for (String name : List.of("qwen", "llama", "mistral", "granite", "harmony", "deepseek", "qwen-coder")) {
            sources.add(RenderedTest.text("templates/" + name + ".jinja"));
        }
        for (String one : RenderedTest.text("expressions.txt").split("\n====\n", -1)) {
            sources.add(one);
        }
        Random random = new Random(4);
        String[] pieces = {"{%", "%}", "{{", "}}", "-", "|", "(", ")", "[", "]", "'", "\"", ".", "if", " else ", "{#",
                "~",
                "*", "messages", "loop", "9", " is ", ":", ",", "="};
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder text = new StringBuilder(sources.get(random.nextInt(sources.size())));
            for (int n = random.nextInt(4); n >= 0; n--) {
                int at = random.nextInt(text.length() + 1);
                text.replace(at, Math.min(text.length(), at + random.nextInt(6)),
                        pieces[random.nextInt(pieces.length)]);
            }
            try {
                assertThat(ChatTemplate.of(text.toString()).render(variables)).isNotNull();
            } catch (TemplateException expected) {
                refused++;
                assertThat(expected.line()).isPositive();
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError wrong) {
                throw new AssertionError(text.toString(), wrong);
            }
        }
        assertThat(refused).isPositive();
    }
}
