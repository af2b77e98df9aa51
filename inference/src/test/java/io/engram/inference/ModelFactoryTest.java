package io.engram.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelFactoryTest {
    @SuppressWarnings("NullAway.Init") // set by JUnit
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"F32", "F16", "Q8_0", "Q4_0"})
    void tiny_ofEveryType_loadsAndGenerates(DType type) throws IOException {
        Path file = directory.resolve("tiny.gguf");
        ModelFactory.write("tiny", type, file, 7, (written, total) -> assertThat(written).isLessThanOrEqualTo(total));
        try (LanguageModel model = LanguageModel.load(file)) {
            assertThat(model.info().experts()).isEqualTo(8);
            StringBuilder streamed = new StringBuilder();
            GenerationResult result = new Generator(model).generate("Hello the world",
                    new GenerationOptions(20, SamplingOptions.balanced(3), List.of(), true), streamed::append);
            assertThat(result.tokens()).hasSize(20);
            assertThat(result.reason()).isEqualTo(GenerationResult.StopReason.MAX_TOKENS);
            assertThat(streamed).hasToString(result.text());
            assertThat(model.tokenizer().decode(model.tokenizer().encode("Hello the w\u00f6rld \ud83d\ude00", false)))
                    .isEqualTo("Hello the w\u00f6rld \ud83d\ude00");
        }
    }

    @Test
    void warmUp_computesAndEndsInTime() throws IOException {
        Path file = directory.resolve("tiny.gguf");
        ModelFactory.write("tiny", DType.Q4_0, file, 7, (written, total) -> {
        });
        try (LanguageModel model = LanguageModel.load(file)) {
            assertThat(model.warmUp(Duration.ofMillis(50))).isLessThan(Duration.ofSeconds(20));
            assertThat(model.batchStatistics().tokens()).isGreaterThan(16);
            assertThat(model.warmUp(Duration.ZERO)).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void write_sameSeed_sameBytes() throws IOException {
        Path first = directory.resolve("a.gguf");
        Path second = directory.resolve("b.gguf");
        Path other = directory.resolve("c.gguf");
        ModelFactory.write("tiny", DType.Q4_0, first, 1, (written, total) -> {
        });
        ModelFactory.write("tiny", DType.Q4_0, second, 1, (written, total) -> {
        });
        ModelFactory.write("tiny", DType.Q4_0, other, 2, (written, total) -> {
        });
        assertThat(Files.mismatch(first, second)).isEqualTo(-1);
        assertThat(Files.mismatch(first, other)).isNotEqualTo(-1);
    }

    @Test
    void write_unknownShape_namesTheKnownOnes() {
        assertThatThrownBy(() -> ModelFactory.write("huge", DType.F32, directory.resolve("x"), 1, (written, total) -> {
        })).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("granitemoe-1b-a400m")
                .hasMessageContaining("huge");
    }

    @Test
    void bench_ofTiny_givesOrderedSpeeds() throws IOException {
        Path file = directory.resolve("tiny.gguf");
        ModelFactory.write("tiny", DType.Q8_0, file, 7, (written, total) -> {
        });
        try (LanguageModel model = LanguageModel.load(file)) {
            BenchResult result = new ModelBench(model).run(16, 4, 3, 5);
            for (BenchResult.Spread spread : List.of(result.prefillTps(), result.decodeTps())) {
                assertThat(spread.min()).isPositive().isLessThanOrEqualTo(spread.median());
                assertThat(spread.median()).isLessThanOrEqualTo(spread.max());
            }
        }
    }
}
