package io.engram.daemon.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line chart in braille characters: each cell holds 2 × 4 dots, so 60 × 12 cells show 120 × 48 points.
 *
 * <p>Dots of a cell are numbered as Unicode does from U+2800: the left column is bits 0, 1, 2, 6 from top to bottom, the
 * right one bits 3, 4, 5, 7. Points are joined by straight lines.
 */
public final class BrailleChart {
    private static final int[][] DOT = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};

    private final int width;
    private final int height;
    private final Style style;

    /**
     * @param width cells of the plot area, axis labels not counted
     * @param height cells of the plot area
     */
    public BrailleChart(int width, int height, Style style) {
        if (width < 2 || height < 2)
            throw new IllegalArgumentException(
                    "chart size: expected at least 2 x 2 cells, received " + width + " x " + height);
        this.width = width;
        this.height = height;
        this.style = style;
    }

    /**
     * Draws a series.
     *
     * @param x positions, ascending
     * @param y values, as many as {@code x}
     * @param low value at the lower edge
     * @param high value at the upper edge
     * @param xLabel what x counts
     * @return lines from top to bottom, without line ends
     */
    public List<String> draw(double[] x, double[] y, double low, double high, String xLabel) {
        if (x.length != y.length)
            throw new IllegalArgumentException("y: expected " + x.length + " values like x, received " + y.length);
        if (!(high > low))
            throw new IllegalArgumentException("high: expected > low = " + low + ", received " + high);
        int[][] cells = new int[height][width];
        double end = x.length == 0 ? 1 : Math.max(x[x.length - 1], 1e-9);
        int columns = width * 2 - 1;
        int rows = height * 4 - 1;
        int lastColumn = -1;
        int lastRow = -1;
        for (int i = 0; i < x.length; i++) {
            int column = (int) Math.round(Math.clamp(x[i] / end, 0, 1) * columns);
            int row = rows - (int) Math.round(Math.clamp((y[i] - low) / (high - low), 0, 1) * rows);
            if (lastColumn < 0)
                mark(cells, column, row);
            else
                join(cells, lastColumn, lastRow, column, row);
            lastColumn = column;
            lastRow = row;
        }
        return frame(cells, low, high, end, xLabel);
    }

    private static void mark(int[][] cells, int column, int row) {
        cells[row / 4][column / 2] |= DOT[column % 2][row % 4];
    }

    private static void join(int[][] cells, int fromColumn, int fromRow, int toColumn, int toRow) {
        int steps = Math.max(1, Math.max(Math.abs(toColumn - fromColumn), Math.abs(toRow - fromRow)));
        for (int s = 0; s <= steps; s++)
            mark(cells, fromColumn + Math.round((toColumn - fromColumn) * (s / (float) steps)),
                    fromRow + Math.round((toRow - fromRow) * (s / (float) steps)));
    }

    private List<String> frame(int[][] cells, double low, double high, double end, String xLabel) {
        var lines = new ArrayList<String>();
        for (int row = 0; row < height; row++) {
            boolean labelled = row == 0 || row == height - 1 || (row == height / 2 && height >= 7);
            double share = row == 0 ? 1 : row == height - 1 ? 0 : 1 - (row + 0.5) / height;
            String label = labelled ? String.format(Locale.ROOT, "%6.2f", low + share * (high - low)) : " ".repeat(6);
            var line = new StringBuilder();
            for (int cell : cells[row])
                line.append((char) (0x2800 + cell));
            lines.add(style.dim(label + (labelled ? " ┤" : " │")) + style.cyan(line.toString()));
        }
        lines.add(style.dim(" ".repeat(7) + "└" + "─".repeat(width)));
        String right = String.format(Locale.ROOT, "%,.0f", end) + " " + xLabel;
        lines.add(style.dim(" ".repeat(8) + "0" + " ".repeat(Math.max(1, width - 1 - right.length())) + right));
        return lines;
    }
}
