package io.engram.daemon.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BrailleChartTest {
    private static final Style PLAIN = new Style(false);

    @Test
    void risingLineEndsInTheUpperRightCorner() {
        List<String> lines = new BrailleChart(10, 4, PLAIN).draw(new double[]{0, 100}, new double[]{0, 1}, 0, 1,
                "steps");

        assertThat(plot(lines, 3)).startsWith("⡠").hasSize(10);
        assertThat(plot(lines, 0)).endsWith("⠊");
        assertThat(lines.getLast()).endsWith("100 steps");
    }

    @Test
    void everyColumnOfAConstantIsMarked() {
        double[] x = IntStream.range(0, 50).asDoubleStream().toArray();
        double[] y = new double[50];

        List<String> lines = new BrailleChart(8, 3, PLAIN).draw(x, y, 0, 1, "steps");

        assertThat(plot(lines, 2)).isEqualTo("⣀".repeat(8));
        assertThat(plot(lines, 0)).isEqualTo("⠀".repeat(8));
    }

    @Test
    void valuesOutsideTheRangeAreDrawnAtItsEdge() {
        List<String> lines = new BrailleChart(4, 2, PLAIN).draw(new double[]{0, 1}, new double[]{9, 9}, 0, 1, "x");

        assertThat(plot(lines, 0)).isEqualTo("⠉".repeat(4));
    }

    @Test
    void nothingToDrawIsAnEmptyFrame() {
        assertThat(new BrailleChart(4, 2, PLAIN).draw(new double[0], new double[0], 0, 1, "x")).hasSize(4);
    }

    @Test
    void unequalLengthsAreRefused() {
        assertThatThrownBy(() -> new BrailleChart(4, 2, PLAIN).draw(new double[2], new double[3], 0, 1, "x"))
                .hasMessage("y: expected 2 values like x, received 3");
    }

    private static String plot(List<String> lines, int row) {
        return lines.get(row).substring(8);
    }
}
