package io.engram.bench.planner;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;

/** Success over simulations as a PNG, with error bars. */
final class ThinkingChart {
    private ThinkingChart() {
    }

    /** @param success [names][simulations][seeds] */
    static void write(List<String> names, int[] simulations, double[][][] success, Path file) throws IOException {
        XYChart chart = new XYChartBuilder().width(960).height(540)
                .title("CartPole without values: thinking and success")
                .xAxisTitle("simulations a step").yAxisTitle("share of 200 steps, 95 % interval").build();
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
        chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setYAxisMax(1.05);
        double[] x = Arrays.stream(simulations).asDoubleStream().toArray();
        for (int i = 0; i < names.size(); i++) {
            double[] y = Arrays.stream(success[i]).mapToDouble(MoreThinking::mean).toArray();
            double[] bars = Arrays.stream(success[i]).mapToDouble(MoreThinking::interval).toArray();
            chart.addSeries(names.get(i), x, y, bars);
        }
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    }
}
