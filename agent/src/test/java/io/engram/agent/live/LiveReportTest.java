package io.engram.agent.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engram.agent.event.MemorySizes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveReportTest {
    @Test
    void json_hasTheDocumentedNames() throws Exception {
        LiveReport report = new LiveReport("door-key", 7, true, false, 100, 5, 2, 0.5, 0.25, 0.5, 1.5, 320, 1000, 3,
                new MemorySizes(5, 4, 3), 2, Map.of("cells", 0.1), List.of(new LiveReport.CurvePoint(20, 0.75)),
                "grid", List.of(0.1), 1.0, 0.25);

        JsonNode json = new ObjectMapper().readTree(new ObjectMapper().writeValueAsString(report));

        assertThat(json.path("scenario").asText()).isEqualTo("door-key");
        assertThat(json.path("env_steps").asInt()).isEqualTo(100);
        assertThat(json.path("eval_return_mean").asDouble()).isEqualTo(0.5);
        assertThat(json.path("eval_return_std").asDouble()).isEqualTo(0.25);
        assertThat(json.path("success_rate").asDouble()).isEqualTo(0.5);
        assertThat(json.path("wall_seconds").asDouble()).isEqualTo(1.5);
        assertThat(json.path("simulations_per_second").asDouble()).isEqualTo(1000);
        assertThat(json.path("memory").path("skills").asInt()).isEqualTo(3);
        assertThat(json.path("curve").toString()).isEqualTo("[[20,0.75]]");
    }
}
