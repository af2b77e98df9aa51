package io.engram.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.engram.inference.gguf.GgufFile;
import io.engram.inference.gguf.GgufTensor;
import io.engram.inference.gguf.GgufWriter;
import io.engram.tensor.DType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files of every kind that this room reads: each either loads (the damage hit weights) and computes, or is refused
 * with the exception of its kind that names the file; nothing else, and quickly. Damage is cut short, flipped bytes, numbers
 * written over (lengths, counts, sizes, offsets, hyper-parameters among them) and pieces moved.
 *
 * <p>{@code -Dengram.fuzz.files=N} sets how many files a run damages; the build takes {@value #IN_THE_BUILD}.
 */
class ModelFuzzTest {
    private static final int IN_THE_BUILD = 2000;
    private static final int FILES = Integer.getInteger("engram.fuzz.files", IN_THE_BUILD);
    private static final long SEED = Long.getLong("engram.fuzz.seed", 42);
    private static final double MOST_SECONDS = 20;
    private static final long[] NUMBERS = {0, 1, -1, 2, 3, 5, 31, 33, 255, 65_536, 1 << 20, Integer.MAX_VALUE,
            Integer.MIN_VALUE, 1L << 32, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE, 0x7f800000L, 0x7fc00000L};
    private static final List<String> MODELS = List.of("mixtral-f32", "olmoe-q8_0", "qwen2moe-f32", "qwen3moe-q4_0",
            "granitemoe-f32", "gptoss-mxfp4", "deepseek2lite-f16", "deepseek3-f32", "granitehybrid-f32",
            "qwen3next-f32");

    @SuppressWarnings("NullAway.Init") // set by JUnit
    @TempDir
    Path directory;

    /** What became of a damaged file. */
    @FunctionalInterface
    private interface Use {
        /** Uses the file; whether it was fit for use. */
        boolean of(Path file) throws IOException;
    }

    @Test
    void damagedModels_workOrAreRefused() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String name : MODELS) {
            files.add(Golden.model(name));
        }
        // With a vocabulary in it.
        Path tiny = directory.resolve("made.gguf");
        ModelFactory.write("tiny", DType.Q4_0, tiny, 3, (written, total) -> {
        });
        files.add(tiny);
        files.add(tiny);
        int refused = 0;
        int each = Math.max(1, FILES * 8 / 10 / files.size());
        Random random = new Random(SEED);
        for (Path file : files) {
            refused += damage(file, header(file), each, random, this::model);
        }
        assertThat(refused).as("files that were refused, of %d", each * files.size())
                .isBetween(each * files.size() / 4, each * files.size());
    }

    @Test
    void damagedAdapters_workOrAreRefused() throws IOException {
        Path adapter = directory.resolve("adapter.gguf");
        try (GgufWriter writer = new GgufWriter(adapter); GgufFile base = GgufFile.open(Golden.model("olmoe-f32"))) {
            writer.putText("general.type", "adapter");
            writer.putText("general.architecture", "olmoe");
            writer.putText("adapter.type", "lora");
            writer.putNumber("adapter.lora.alpha", 4);
            List<GgufTensor> changed = List.of(base.tensor("blk.0.attn_q.weight").orElseThrow(),
                    base.tensor("blk.1.ffn_up_exps.weight").orElseThrow());
            for (GgufTensor t : changed) {
                writer.tensor(t.name() + ".lora_a", DType.F32, t.shape().columns(), 2, t.shape().slices());
                writer.tensor(t.name() + ".lora_b", DType.F32, 2, t.shape().rows(), t.shape().slices());
            }
            writer.begin();
            for (GgufTensor t : changed) {
                writer.append(MemorySegment.ofArray(new byte[(int) (8 * t.shape().columns() * t.shape().slices())]));
                writer.append(MemorySegment.ofArray(new byte[(int) (8 * t.shape().rows() * t.shape().slices())]));
            }
        }
        try (LanguageModel model = LanguageModel.load(Golden.model("olmoe-f32"),
                LoadOptions.defaults().withThreads(1))) {
            int refused = damage(adapter, header(adapter), FILES / 10, new Random(SEED + 1), file -> {
                try {
                    return model.loadAdapter(file).tensors() > 0;
                } catch (ModelFormatException e) {
                    assertThat(e).hasMessageContaining("damaged");
                    return false;
                }
            });
            assertThat(refused).isPositive();
        }
    }

    /** With the checksum made right again after the damage: what a forger would write. */
    @Test
    void damagedSessions_workOrAreRefused() throws IOException {
        for (String name : List.of("olmoe-q8_0", "granitehybrid-f32")) {
            try (LanguageModel model = LanguageModel.load(Golden.model(name), LoadOptions.defaults().withThreads(1));
                    Session session = model.newSession(64)) {
                session.prefill(new int[]{5, 6, 7, 8}, null);
                session.prefill(new int[]{9, 10}, null);
                Path saved = directory.resolve("session");
                session.save(saved);
                int refused = damage(saved, 64, FILES / 20, new Random(SEED + 2), file -> {
                    seal(file);
                    try (Session restored = model.restoreSession(file)) {
                        restored.rewind(Math.min(5, restored.position()));
                        if (restored.position() < restored.contextLength()) {
                            restored.accept(1);
                        }
                        return true;
                    } catch (SessionFormatException e) {
                        assertThat(e).hasMessageContaining("damaged");
                        return false;
                    }
                });
                assertThat(refused).isPositive();
            }
        }
    }

    private static void seal(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length >= 8) {
            CRC32C crc = new CRC32C();
            crc.update(bytes, 0, bytes.length - 4);
            ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
            Files.write(file, bytes);
        }
    }

    /** Loads, computes and cuts text. */
    private boolean model(Path file) throws IOException {
        try (LanguageModel model = LanguageModel.load(file, LoadOptions.defaults().withThreads(1));
                Session session = model.newSession(4)) {
            session.prefill(new int[]{0, Math.min(1, model.vocabularySize() - 1)}, null);
            if (model.hasTokenizer()) {
                int[] ids = model.tokenizer().encode("Hello the w\u00f6rld <|endoftext|> \ud83d\ude00 12345", true);
                model.tokenizer().decode(ids);
            }
            return true;
        } catch (ModelFormatException e) {
            assertThat(e).hasMessageContaining("damaged");
            return false;
        }
    }

    /** Where the weights begin: what lies before decides everything. */
    private static int header(Path file) throws IOException {
        try (GgufFile gguf = GgufFile.open(file)) {
            return (int) gguf.tensors().stream().mapToLong(GgufTensor::offset).min().orElseThrow();
        }
    }

    /** Damages a copy again and again; gives how often it was refused. */
    private int damage(Path original, int header, int times, Random random, Use use) throws IOException {
        byte[] whole = Files.readAllBytes(original);
        Path file = directory.resolve("damaged");
        Files.write(file, whole);
        int refused = 0;
        for (int i = 0; i < times; i++) {
            byte[] start = damaged(Arrays.copyOf(whole, header), random);
            boolean cut = random.nextInt(5) == 0;
            try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
                out.write(start);
                if (cut) {
                    out.setLength(random.nextInt(random.nextBoolean() ? header : whole.length));
                }
            }
            long begin = System.nanoTime();
            try {
                refused += use.of(file) ? 0 : 1;
            } catch (IOException | RuntimeException | Error e) {
                fail("seed " + SEED + ", " + original.getFileName() + " #" + i, e);
            }
            assertThat((System.nanoTime() - begin) / 1e9).as("seconds for %s #%d", original.getFileName(), i)
                    .isLessThan(MOST_SECONDS);
            // The other test code may have written the whole file anew.
            if (cut || Files.size(file) != whole.length) {
                Files.write(file, whole);
            }
        }
        return refused;
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int end = bytes.length;
        for (int i = random.nextInt(3); i >= 0; i--) {
            long number = NUMBERS[random.nextInt(NUMBERS.length)];
            int at = random.nextInt(end - 8);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> buffer.putLong(at, number);
                case 2 -> buffer.putInt(at, (int) number);
                case 3 -> buffer.putInt(at & ~3, random.nextInt(300));
                default -> System.arraycopy(bytes, random.nextInt(end - 8), bytes, at, 8);
            }
        }
        return bytes;
    }
}
