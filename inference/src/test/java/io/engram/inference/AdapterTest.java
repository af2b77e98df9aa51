package io.engram.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.inference.gguf.GgufFile;
import io.engram.inference.gguf.GgufTensor;
import io.engram.inference.gguf.GgufWriter;
import io.engram.inference.transformer.Adapter;
import io.engram.inference.transformer.AdapterSet;
import io.engram.tensor.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LoRA adapters at run time against the same matrices merged into the weights by hand. */
class AdapterTest {
    private static final int[] PROMPT = {7, 3, 9, 1, 300, 4};
    private static final int RANK = 3;
    private static final float ALPHA = 6;

    @SuppressWarnings("NullAway.Init") // set by JUnit
    @TempDir
    Path directory;

    /** The factors of one tensor's change, {@code a [slices][rank][in]} and {@code b [slices][out][rank]}. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Factors(GgufTensor base, float[] a, float[] b) {
    }

    /** Every matrix of attention, experts, shared experts, recurrent layers and output that takes an adapter. */
    @ParameterizedTest
    @ValueSource(strings = {"olmoe-f32", "qwen2moe-f32", "gptoss-f32", "deepseek3-f32", "granitehybrid-f32",
            "qwen3next-f32"})
    void adaptedModel_isTheMergedModel(String name) throws IOException {
        try (GgufFile base = GgufFile.open(Golden.model(name))) {
            List<String> targets;
            try (LanguageModel model = load(Golden.model(name), List.of())) {
                targets = model.transformer().adaptable().stream().sorted().filter(t -> !t.equals("token_embd"))
                        .toList();
            }
            assertThat(targets).hasSizeGreaterThan(10);
            List<Factors> factors = factors(base, targets, 5);
            Path adapter = write(base, factors, "adapter.gguf");
            Path merged = merge(name, factors, 0.5f);
            try (LanguageModel adapted = load(Golden.model(name),
                    List.of(new SessionSettings.AdapterFile(adapter, 0.5f)));
                    LanguageModel oracle = load(merged, List.of())) {
                assertThat(adapted.adapters().adapters().getFirst().adapter().tensors()).isEqualTo(targets.size());
                List<float[]> expected = run(oracle, SessionOptions.of(16));
                List<float[]> received = run(adapted, SessionOptions.of(16));
                float moved = 0;
                List<float[]> plain = run(adapted, SessionOptions.of(16).withAdapters(AdapterSet.NONE));
                for (int i = 0; i < expected.size(); i++) {
                    for (int id = 0; id < expected.get(i).length; id++) {
                        assertThat(received.get(i)[id]).isCloseTo(expected.get(i)[id], Offset.offset(2e-3f));
                        moved = Math.max(moved, Math.abs(expected.get(i)[id] - plain.get(i)[id]));
                    }
                }
                assertThat(moved).as("what the adapter changes").isGreaterThan(0.1f);
            }
        }
    }

    /** Sessions with different adapters in one pass, and two adapters on one session. */
    @Test
    void adapters_arePerSession_andAddUp() throws IOException {
        String name = "olmoe-f32";
        try (GgufFile base = GgufFile.open(Golden.model(name));
                LanguageModel model = load(Golden.model(name), List.of())) {
            List<Factors> first = factors(base, List.of("blk.0.attn_q", "blk.1.ffn_down_exps"), 1);
            List<Factors> second = factors(base, List.of("blk.0.attn_q", "output"), 2);
            Adapter one = model.loadAdapter(write(base, first, "one.gguf"));
            Adapter two = model.loadAdapter(write(base, second, "two.gguf"));
            AdapterSet both = AdapterSet
                    .of(List.of(new AdapterSet.Scaled(one, 1), new AdapterSet.Scaled(two, -0.5f)));
            List<AdapterSet> sets = List.of(AdapterSet.NONE, AdapterSet.of(List.of(new AdapterSet.Scaled(one, 1))),
                    both, AdapterSet.of(List.of(new AdapterSet.Scaled(one, 0))));
            List<Session> sessions = new ArrayList<>();
            List<int[]> tokens = new ArrayList<>();
            List<List<float[]>> together = new ArrayList<>();
            List<LogitsSink> sinks = new ArrayList<>();
            for (AdapterSet set : sets) {
                sessions.add(model.newSession(SessionOptions.of(16).withAdapters(set)));
                tokens.add(PROMPT);
                List<float[]> rows = new ArrayList<>();
                together.add(rows);
                sinks.add((position, logits) -> rows.add(logits.clone()));
            }
            Session.prefillTogether(sessions, tokens, sinks);
            for (int i = 0; i < sets.size(); i++) {
                try (Session alone = model.newSession(SessionOptions.of(16).withAdapters(sets.get(i)))) {
                    List<float[]> rows = together.get(i);
                    alone.prefill(PROMPT, (position, logits) -> {
                        for (int id = 0; id < logits.length; id++) {
                            assertThat(rows.get(position)[id]).isCloseTo(logits[id], Offset.offset(1e-4f));
                        }
                    });
                }
            }
            assertThat(together.get(1).getLast()).isNotEqualTo(together.get(0).getLast());
            List<Factors> sum = new ArrayList<>(first);
            second.forEach(f -> sum.add(new Factors(f.base, f.a, scaled(f.b, -0.5f))));
            try (LanguageModel oracle = load(merge(name, sum, 1), List.of())) {
                List<float[]> expected = run(oracle, SessionOptions.of(16));
                for (int id = 0; id < 320; id++) {
                    assertThat(together.get(2).getLast()[id]).isCloseTo(expected.getFirst()[id], Offset.offset(2e-3f));
                }
            }
        }
    }

    @Test
    void adapters_thatDoNotFit_areRefused() throws IOException {
        try (GgufFile base = GgufFile.open(Golden.model("olmoe-f32"));
                LanguageModel model = load(Golden.model("olmoe-f32"), List.of());
                LanguageModel other = load(Golden.model("qwen3moe-f32"), List.of())) {
            Path good = write(base, factors(base, List.of("blk.0.attn_q"), 1), "good.gguf");
            assertThat(model.loadAdapter(good).parameters()).isPositive();
            assertThatThrownBy(() -> other.loadAdapter(good)).isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("general.architecture");
            assertThatThrownBy(() -> model.loadAdapter(Golden.model("olmoe-f32")))
                    .isInstanceOf(ModelFormatException.class).hasMessageContaining("general.type");
            Path norm = write(base, factors(base, List.of("blk.0.attn_norm"), 1), "norm.gguf");
            assertThatThrownBy(() -> model.loadAdapter(norm)).isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("blk.0.attn_norm");
            byte[] bytes = Files.readAllBytes(good);
            Random random = new Random(6);
            for (int i = 0; i < 300; i++) {
                byte[] damaged = random.nextInt(4) == 0
                        ? Arrays.copyOf(bytes, random.nextInt(bytes.length))
                        : bytes.clone();
                for (int j = 0; j < 2 && damaged.length > 0; j++) {
                    damaged[random.nextInt(Math.min(400, damaged.length))] ^= (byte) (1 << random.nextInt(8));
                }
                Path file = directory.resolve("damaged.gguf");
                Files.write(file, damaged);
                try {
                    assertThat(model.loadAdapter(file).tensors()).isBetween(0, 1);
                } catch (ModelFormatException e) {
                    assertThat(e).hasMessageContaining("damaged.gguf");
                }
            }
        }
    }

    private static List<float[]> run(LanguageModel model, SessionOptions options) {
        List<float[]> logits = new ArrayList<>();
        try (Session session = model.newSession(options)) {
            session.prefill(PROMPT, null);
            logits.add(session.logits());
            for (int token : new int[]{8, 2, 100}) {
                session.accept(token);
                logits.add(session.logits());
            }
        }
        return logits;
    }

    private static List<Factors> factors(GgufFile base, List<String> targets, int seed) throws IOException {
        Random random = new Random(seed);
        List<Factors> factors = new ArrayList<>();
        for (String target : targets) {
            GgufTensor tensor = base.tensor(target + ".weight").orElseThrow();
            GgufTensor.Shape s = tensor.shape();
            factors.add(new Factors(tensor, gaussian(random, s.slices() * RANK * s.columns(), 0.2 / s.columns()),
                    gaussian(random, s.slices() * s.rows() * RANK, 0.2)));
        }
        return factors;
    }

    private static float[] gaussian(Random random, long n, double variance) {
        float[] values = new float[(int) n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (random.nextGaussian() * Math.sqrt(variance));
        }
        return values;
    }

    private static float[] scaled(float[] values, float factor) {
        float[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return scaled;
    }

    private Path write(GgufFile base, List<Factors> factors, String name) throws IOException {
        Path path = directory.resolve(name);
        try (GgufWriter writer = new GgufWriter(path)) {
            writer.putText("general.type", "adapter");
            writer.putText("general.architecture", base.metadata().text("general.architecture").orElseThrow());
            writer.putText("adapter.type", "lora");
            writer.putNumber("adapter.lora.alpha", ALPHA);
            for (Factors f : factors) {
                GgufTensor.Shape s = f.base.shape();
                writer.tensor(f.base.name() + ".lora_a", DType.F32, s.columns(), RANK, s.slices());
                writer.tensor(f.base.name() + ".lora_b", DType.F32, RANK, s.rows(), s.slices());
            }
            writer.begin();
            for (Factors f : factors) {
                writer.append(bytes(f.a));
                writer.append(bytes(f.b));
            }
        }
        return path;
    }

    private static MemorySegment bytes(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return MemorySegment.ofArray(buffer.array());
    }

    /** The base file with {@code W + scale alpha / rank B A} in place of W. */
    private Path merge(String name, List<Factors> factors, float scale) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(Golden.model(name))).order(ByteOrder.LITTLE_ENDIAN);
        for (Factors f : factors) {
            assertThat(f.base.type()).isEqualTo(DType.F32);
            int in = (int) f.base.shape().columns();
            int out = (int) f.base.shape().rows();
            for (int row = 0; row < out * f.base.shape().slices(); row++) {
                for (int column = 0; column < in; column++) {
                    double sum = 0;
                    for (int r = 0; r < RANK; r++) {
                        sum += (double) f.b[row * RANK + r] * f.a[(row / out * RANK + r) * in + column];
                    }
                    int at = (int) f.base.offset() + 4 * (row * in + column);
                    file.putFloat(at, (float) (file.getFloat(at) + scale * ALPHA / RANK * sum));
                }
            }
        }
        Path merged = directory.resolve("merged.gguf");
        Files.write(merged, file.array());
        return merged;
    }

    private static LanguageModel load(Path file, List<SessionSettings.AdapterFile> adapters) throws IOException {
        return LanguageModel.load(file, LoadOptions.defaults().withThreads(1)
                .withSessions(SessionSettings.defaults().withAdapters(adapters)));
    }
}
