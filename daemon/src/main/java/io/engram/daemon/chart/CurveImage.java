package io.engram.daemon.chart;

import io.engram.agent.live.LiveReport;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A life's learning curve as a PNG: return over environment steps, with the level that evaluation reached. */
public final class CurveImage {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 540;
    private static final Color LEARNING = new Color(0x0b, 0x7a, 0x75);
    private static final Color EVALUATION = new Color(0xd9, 0x6c, 0x06);

    private CurveImage() {
    }

    /**
     * Draws and writes.
     *
     * @param file where to; folders are made, an old file is replaced
     * @throws IOException when it cannot be written
     */
    public static void write(LiveReport report, Path file) throws IOException {
        ChartStyle.write(draw(report), file);
    }

    static BufferedImage draw(LiveReport report) {
        double[] steps = report.curve().stream().mapToDouble(LiveReport.CurvePoint::envSteps).toArray();
        double[] returns = report.curve().stream().mapToDouble(LiveReport.CurvePoint::episodeReturn).toArray();
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT)
                .title(report.scenario() + " · seed " + report.seed()).xAxisTitle("environment steps")
                .yAxisTitle("return (mean of 20 episodes)").build();
        ChartStyle.apply(chart);
        double end = steps.length == 0 ? 1 : steps[steps.length - 1];
        if (steps.length > 0)
            add(chart, "learning", steps, returns, LEARNING, new BasicStroke(2.6f));
        if (report.evalEpisodes() > 0)
            add(chart,
                    String.format(Locale.ROOT, "evaluation: %.2f ± %.2f, success %.0f %%", report.evalReturnMean(),
                            report.evalReturnStd(), 100 * report.successRate()),
                    new double[]{0, Math.max(end, 1)},
                    new double[]{report.evalReturnMean(), report.evalReturnMean()}, EVALUATION,
                    new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1, new float[]{7, 6}, 0));
        if (steps.length == 0 && report.evalEpisodes() == 0)
            add(chart, "nothing was lived", new double[]{0, 1}, new double[]{0, 0}, ChartStyle.GRID,
                    new BasicStroke(1));
        double top = Math.max(1, Arrays.stream(returns).max().orElse(1));
        double bottom = Math.min(0, Math.min(Arrays.stream(returns).min().orElse(0), report.evalReturnMean()));
        chart.getStyler().setYAxisMin(bottom).setYAxisMax(Math.max(top, report.evalReturnMean()));
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(Math.max(end, 1));
        return BitmapEncoder.getBufferedImage(chart);
    }

    private static void add(XYChart chart, String name, double[] x, double[] y, Color colour, BasicStroke stroke) {
        var series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(colour);
        series.setLineStyle(stroke);
    }
}
