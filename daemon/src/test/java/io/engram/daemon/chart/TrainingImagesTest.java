package io.engram.daemon.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingImagesTest {
    @TempDir
    private Path folder = Path.of("");

    /** Another loss, another drawing; also one of a run that begins or has reached zero. */
    @Test
    void loss_isDrawn() throws Exception {
        assertThat(differs(draw("a.png", List.of(3.0, 2.0, 1.0)), draw("b.png", List.of(1.0, 2.0, 3.0)))).isTrue();
        assertThat(draw("c.png", List.of(2.0, 1.0, 0.0)).getWidth()).isEqualTo(960);
        TrainingImages.writeLoss(List.of(), List.of(), folder.resolve("d.png"));
        assertThat(folder.resolve("d.png")).isNotEmptyFile();
    }

    @Test
    void load_ofOneBusyExpert_looksOtherThanAnEvenOne() throws Exception {
        TrainingImages.writeLoad(new long[][]{{}, {10, 10, 10, 10}}, folder.resolve("even.png"));
        TrainingImages.writeLoad(new long[][]{{}, {40, 0, 0, 0}}, folder.resolve("busy.png"));
        assertThat(differs(ImageIO.read(folder.resolve("even.png").toFile()),
                ImageIO.read(folder.resolve("busy.png").toFile()))).isTrue();
        TrainingImages.writeLoad(new long[][]{{}, {}}, folder.resolve("none.png"));
        assertThat(folder.resolve("none.png")).as("a model without experts").doesNotExist();
    }

    private BufferedImage draw(String name, List<Double> losses) throws Exception {
        TrainingImages.writeLoss(List.of(1.0, 2.0, 3.0), losses, folder.resolve(name));
        return ImageIO.read(folder.resolve(name).toFile());
    }

    private static boolean differs(BufferedImage a, BufferedImage b) {
        for (int y = 0; y < Math.min(a.getHeight(), b.getHeight()); y++)
            for (int x = 0; x < Math.min(a.getWidth(), b.getWidth()); x++)
                if (a.getRGB(x, y) != b.getRGB(x, y))
                    return true;
        return false;
    }
}
