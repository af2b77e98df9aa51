package io.engram.daemon.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.agent.event.MemorySizes;
import io.engram.agent.live.LiveReport;
import io.engram.agent.live.LiveReport.CurvePoint;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurveImageTest {
    @Test
    void curveIsAReadablePictureWithItsLine(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("new/curve.png");
        CurveImage.write(
                report(IntStream.range(0, 100).mapToObj(i -> new CurvePoint(i * 100L, i / 100.0)).toList(), 10),
                file);

        BufferedImage image = ImageIO.read(file.toFile());

        assertThat(image.getWidth()).isEqualTo(960);
        assertThat(coloured(image, 0x0b7a75)).as("pixels of the learning curve").isGreaterThan(500);
        assertThat(coloured(image, 0xd96c06)).as("pixels of the evaluation level").isGreaterThan(200);
    }

    @Test
    void lifeThatNeverBeganIsDrawnToo() {
        assertThat(CurveImage.draw(report(List.of(), 0)).getHeight()).isEqualTo(540);
    }

    @Test
    void lifeOfOneEpisodeIsDrawnToo() {
        assertThat(CurveImage.draw(report(List.of(new CurvePoint(0, -3)), 0)).getHeight()).isEqualTo(540);
    }

    private static long coloured(BufferedImage image, int rgb) {
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .filter(i -> (image.getRGB(i % image.getWidth(), i / image.getWidth()) & 0xffffff) == rgb).count();
    }

    private static LiveReport report(List<CurvePoint> curve, int evalEpisodes) {
        return new LiveReport("somewhere", 1, true, true, 10_000, curve.size(), evalEpisodes, 0.9, 0.1, 0.95, 12.5,
                1000,
                500, 3, new MemorySizes(100, 5, 2), 7, Map.of(), curve, "grid", List.of(), 10.0, 0.5);
    }
}
