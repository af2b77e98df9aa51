package io.engram.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged model files: each either loads (the damage hit weights) and computes, or is refused with a
 * {@link ModelFormatException}; nothing else, and quickly. Damage is cut short, flipped bytes, and numbers written over.
 */
class ModelFuzzTest {
    private static final int FILES_PER_MODEL = 1000;
    private static final long[] NUMBERS = {0, 1, -1, 31, 33, 255, 65_536, Integer.MAX_VALUE, 1L << 32, 1L << 40,
            Long.MAX_VALUE,
            Long.MIN_VALUE};

    @SuppressWarnings("NullAway.Init") // set by JUnit
    @TempDir
    Path directory;

    @Test
    void load_ofDamagedFiles_worksOrIsRefused() throws IOException {
        int refused = 0;
        Random random = new Random(42);
        for (String name : List.of("mixtral-f32", "gptoss-mxfp4", "deepseek3-f32", "granitehybrid-f32", "qwen3next-f32",
                "qwen3moe-q4_0")) {
            byte[] bytes = Files.readAllBytes(Golden.model(name));
            // Everything that decides anything lies in the first 16 KB; the rest is weights.
            byte[] start = Arrays.copyOf(bytes, 16_384);
            for (int i = 0; i < FILES_PER_MODEL; i++) {
                byte[] damaged = damage(bytes, start.length, random);
                refused += outcome(damaged, name + " #" + i) ? 0 : 1;
            }
        }
        assertThat(refused).as("files that were refused").isGreaterThan(FILES_PER_MODEL);
    }

    private static byte[] damage(byte[] whole, int header, Random random) {
        byte[] bytes = random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
        int changes = random.nextInt(3);
        int end = Math.min(header, bytes.length);
        for (int i = 0; i <= changes && end > 16; i++) {
            switch (random.nextInt(3)) {
                case 0 -> bytes[random.nextInt(end)] ^= (byte) (1 << random.nextInt(8));
                case 1 -> ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(random.nextInt(end - 8),
                        NUMBERS[random.nextInt(NUMBERS.length)]);
                default -> {
                    int from = random.nextInt(end - 8);
                    System.arraycopy(bytes, random.nextInt(end - 8), bytes, from, 8);
                }
            }
        }
        return bytes;
    }

    /** Whether it loaded. */
    private boolean outcome(byte[] bytes, String what) throws IOException {
        Path file = directory.resolve("damaged.gguf");
        Files.write(file, bytes);
        try (LanguageModel model = LanguageModel.load(file, LoadOptions.defaults().withThreads(1));
                Session session = model.newSession(4)) {
            session.prefill(new int[]{0, Math.min(1, model.vocabularySize() - 1)}, null);
            return true;
        } catch (ModelFormatException e) {
            assertThat(e).hasMessageContaining("damaged.gguf");
            return false;
        } catch (RuntimeException | Error e) {
            return fail(what, e);
        }
    }
}
