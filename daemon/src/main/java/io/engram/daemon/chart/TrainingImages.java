package io.engram.daemon.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A training run as PNGs: its loss over steps, and how its experts share the tokens. */
public final class TrainingImages {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 540;
    private static final double SMOOTHING = 0.95;

    private TrainingImages() {
    }

    /**
     * Draws the loss.
     *
     * @param steps
     *            rising
     * @param losses
     *            as many, in nats; drawn on a logarithmic axis where all are positive
     * @throws IOException
     *             if it cannot be written
     */
    public static void writeLoss(List<Double> steps, List<Double> losses, Path file) throws IOException {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title("training loss").xAxisTitle("steps")
                .yAxisTitle("nats per learned token").build();
        ChartStyle.apply(chart);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNE);
        chart.getStyler().setYAxisLogarithmic(losses.stream().allMatch(loss -> loss > 0));
        chart.getStyler().setYAxisDecimalPattern("0.0##");
        List<Double> smooth = new ArrayList<>();
        double mean = losses.isEmpty() ? 0 : losses.getFirst();
        for (double loss : losses) {
            mean = SMOOTHING * mean + (1 - SMOOTHING) * loss;
            smooth.add(mean);
        }
        if (!steps.isEmpty()) {
            add(chart, "each step", steps, losses, new Color(0xb8, 0xd8, 0xd6), 1);
            add(chart, String.format(Locale.ROOT, "smoothed, at last %.2f", mean), steps, smooth,
                    new Color(0x0b, 0x7a, 0x75), 2.6f);
        }
        ChartStyle.write(BitmapEncoder.getBufferedImage(chart), file);
    }

    private static void add(XYChart chart, String name, List<Double> x, List<Double> y, Color colour, float width) {
        var series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(colour);
        series.setLineStyle(new BasicStroke(width));
    }

    /**
     * Draws what share of the tokens each expert got, in percent of its block's mean.
     *
     * @param load
     *            [layers][experts] tokens; layers without experts are left out
     * @throws IOException
     *             if it cannot be written
     */
    public static void writeLoad(long[][] load, Path file) throws IOException {
        List<Integer> layers = new ArrayList<>();
        for (int l = 0; l < load.length; l++)
            if (load[l].length > 0)
                layers.add(l);
        int experts = layers.isEmpty() ? 0 : load[layers.getFirst()].length;
        if (experts == 0)
            return;
        int[][] percent = new int[experts][layers.size()];
        int most = 0;
        for (int row = 0; row < layers.size(); row++) {
            long[] tokens = load[layers.get(row)];
            double mean = Math.max(1, Arrays.stream(tokens).sum()) / (double) experts;
            for (int e = 0; e < experts; e++) {
                percent[e][row] = (int) Math.round(100 * tokens[e] / mean);
                most = Math.max(most, percent[e][row]);
            }
        }
        HeatMapChart chart = new HeatMapChartBuilder().width(WIDTH).height(140 + 50 * layers.size())
                .title("tokens of each expert, percent of its block's mean (busiest " + most + ")")
                .xAxisTitle("expert").yAxisTitle("block").build();
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setPlotContentSize(1);
        chart.getStyler().setShowValue(false);
        chart.getStyler().setMin(0);
        chart.getStyler().setMax(Math.max(200, most));
        chart.getStyler().setRangeColors(
                new Color[]{Color.WHITE, new Color(0x0b, 0x7a, 0x75), new Color(0xd9, 0x6c, 0x06)});
        int[] columns = new int[experts];
        Arrays.setAll(columns, i -> i);
        int[] rows = layers.stream().mapToInt(Integer::intValue).toArray();
        chart.addSeries("percent of the mean", columns, rows, percent);
        ChartStyle.write(BitmapEncoder.getBufferedImage(chart), file);
    }
}
