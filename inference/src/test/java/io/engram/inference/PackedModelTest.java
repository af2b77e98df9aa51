package io.engram.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.inference.gguf.GgufFile;
import io.engram.inference.transformer.PackedFormatException;
import io.engram.inference.transformer.PackedWeights;
import io.engram.tensor.DType;
import io.engram.tensor.kernel.Kernels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models loaded with weights that were rearranged before. */
class PackedModelTest {
    private static final int[] PROMPT = {5, 6, 7, 100, 200, 5, 6, 300};

    @SuppressWarnings("NullAway.Init") // set by JUnit
    @TempDir
    Path directory;

    private Path made(String name, DType type, long seed) throws IOException {
        Path file = directory.resolve(name);
        ModelFactory.write("tiny", type, file, seed, (written, total) -> {
        });
        return file;
    }

    private static Path pack(Path model) throws IOException {
        return LanguageModel.pack(model, (written, total) -> assertThat(written).isLessThanOrEqualTo(total))
                .orElseThrow();
    }

    private static float[] logits(Path model) throws IOException {
        try (LanguageModel loaded = LanguageModel.load(model, new LoadOptions(2, 64));
                Session session = loaded.newSession(32)) {
            session.prefill(PROMPT, null);
            session.accept(9);
            return session.logits().clone();
        }
    }

    @Test
    void packedWeights_giveTheSameBits() throws IOException {
        for (DType type : new DType[]{DType.Q4_0, DType.MXFP4}) {
            Path model = made(type + ".gguf", type, 1);
            float[] expected = logits(model);
            Path packed = pack(model);
            assertThat(packed).isEqualTo(directory.resolve(type + ".gguf.packed")).isNotEmptyFile();
            assertThat(logits(model)).containsExactly(expected);
        }
    }

    @Test
    void packedWeights_areWhatIsComputedWith() throws IOException {
        Path model = made("a.gguf", DType.Q4_0, 1);
        Path other = made("b.gguf", DType.Q4_0, 2);
        Path packed = pack(model);
        byte[] header = Files.readAllBytes(pack(other));
        byte[] mixed = Files.readAllBytes(packed);
        assertThat(mixed).hasSameSizeAs(header);
        // The other model's whole file, its fingerprint apart: a file that passes every check but holds other weights.
        System.arraycopy(mixed, 16, header, 16, 8);
        CRC32C crc = new CRC32C();
        ByteBuffer all = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        crc.update(header, 16, all.getInt(8));
        all.putInt(12, (int) crc.getValue());
        float[] expected = logits(model);
        Files.write(packed, header);
        assertThat(logits(model)).isNotEqualTo(expected);
    }

    @Test
    void damagedBytes_areFoundAndTheModelLoadsWithoutThem() throws IOException {
        Path model = made("a.gguf", DType.Q4_0, 1);
        float[] expected = logits(model);
        Path packed = pack(model);
        byte[] whole = Files.readAllBytes(packed);
        SplittableRandom random = new SplittableRandom(1);
        try (GgufFile file = GgufFile.open(model)) {
            for (int i = 0; i < 200; i++) {
                byte[] damaged = i % 2 == 0
                        ? flipped(whole, i < 100 ? random.nextInt(700) : used(whole, random))
                        : Arrays.copyOf(whole, random.nextInt(whole.length));
                Files.write(packed, damaged);
                assertThatThrownBy(() -> PackedWeights.open(packed, file, Kernels.best()))
                        .isInstanceOf(PackedFormatException.class).hasMessageStartingWith(packed + " at byte ");
            }
        }
        assertThat(logits(model)).containsExactly(expected);
    }

    private static byte[] flipped(byte[] whole, int at) {
        byte[] damaged = whole.clone();
        damaged[at] ^= 4;
        return damaged;
    }

    /** A byte of the first matrix; there are gaps between matrices. */
    private static int used(byte[] whole, SplittableRandom random) {
        return 4096 + random.nextInt(Math.min(2000, whole.length - 4096));
    }

    @Test
    void fileOfAnotherModel_isRefused() throws IOException {
        Path model = made("a.gguf", DType.Q4_0, 1);
        Path packed = pack(made("b.gguf", DType.Q4_0, 2));
        try (GgufFile file = GgufFile.open(model)) {
            assertThatThrownBy(() -> PackedWeights.open(packed, file, Kernels.best()))
                    .isInstanceOf(PackedFormatException.class).hasMessageContaining("another model");
            assertThatThrownBy(() -> PackedWeights.open(packed, file, Kernels.scalar()))
                    .isInstanceOf(PackedFormatException.class);
        }
    }

    @Test
    void modelUsedAsItIs_hasNothingToPack() throws IOException {
        Path model = made("a.gguf", DType.Q8_0, 1);
        assertThat(LanguageModel.pack(model, (written, total) -> {
        })).isEqualTo(Optional.empty());
        assertThat(PackedWeights.beside(model)).doesNotExist();
    }
}
