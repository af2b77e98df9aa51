package io.engram.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StopTextTest {
    @Test
    void push_inRandomPieces_passesExactlyWhatComesBeforeTheFirstStop() {
        Random random = new Random(4);
        for (int i = 0; i < 2000; i++) {
            StringBuilder whole = new StringBuilder();
            for (int j = 0; j < 30; j++) {
                whole.append((char) ('a' + random.nextInt(3)));
            }
            List<String> stops = List.of("abc", "ccc", "bab".substring(random.nextInt(2)));
            int first = stops.stream().mapToInt(s -> end(whole, s)).min().orElseThrow();
            StringBuilder passed = new StringBuilder();
            StopText text = new StopText(stops, passed::append);
            boolean stopped = false;
            for (int at = 0; at < whole.length() && !stopped;) {
                int end = Math.min(whole.length(), at + 1 + random.nextInt(2));
                stopped = text.push(whole.substring(at, end));
                at = end;
            }
            text.flush();
            assertThat(stopped).isEqualTo(first != Integer.MAX_VALUE);
            assertThat(passed).hasToString(text.text());
            assertThat(whole.toString()).startsWith(text.text());
            assertThat(stops).noneMatch(text.text()::contains);
            if (!stopped) {
                assertThat(text.text()).isEqualTo(whole.toString());
            }
        }
    }

    private static int end(StringBuilder text, String stop) {
        int at = text.indexOf(stop);
        return at < 0 ? Integer.MAX_VALUE : at + stop.length();
    }
}
