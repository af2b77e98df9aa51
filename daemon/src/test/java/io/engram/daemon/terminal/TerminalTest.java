package io.engram.daemon.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void colourAndRedrawNeedATerminal() {
        assertThat(Terminal.of(Map.of("TERM", "xterm"))).isEqualTo(new Terminal(false, false, 80));
        assertThat(Terminal.of(Map.of("TERM", "xterm", "ENGRAM_TTY", "12", "ENGRAM_COLUMNS", "120")))
                .isEqualTo(new Terminal(true, true, 120));
        assertThat(Terminal.of(Map.of("TERM", "dumb", "ENGRAM_TTY", "12"))).isEqualTo(new Terminal(false, false, 80));
        assertThat(Terminal.of(Map.of("TERM", "xterm", "ENGRAM_TTY", "1", "NO_COLOR", "1")).outColour()).isFalse();
        assertThat(Terminal.of(Map.of("ENGRAM_COLUMNS", "nonsense")).columns()).isEqualTo(80);
    }

    @Test
    void sparklineShowsTheLatestValues() {
        assertThat(Sparkline.of(new double[]{5, 0, 0.5, 1, 2}, 0, 1, 4)).isEqualTo("▁▅██");
    }

    @Test
    void liveRegionGoesUpOverWhatItDrew() {
        var bytes = new ByteArrayOutputStream();
        try (var region = new LiveRegion(new PrintStream(bytes, true, StandardCharsets.UTF_8))) {
            region.draw(List.of("one", "two"));
            region.draw(List.of("three"));
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("\u001b[?25l" + "\rone\u001b[K\n\rtwo\u001b[K\n"
                + "\u001b[2A\rthree\u001b[K\n\r\u001b[K\n" + "\u001b[2A\r\u001b[J\u001b[?25h");
    }

    @Test
    void styleIsPlainWithoutColour() {
        assertThat(new Style(false).bold("x")).isEqualTo("x");
        assertThat(new Style(true).bold("x")).isEqualTo("\u001b[1mx\u001b[0m");
    }
}
