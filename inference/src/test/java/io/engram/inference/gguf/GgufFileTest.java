package io.engram.inference.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.inference.ModelFormatException;
import io.engram.tensor.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GgufFileTest {
    @SuppressWarnings("NullAway.Init") // set by JUnit
    @TempDir
    Path directory;

    private Path written() throws IOException {
        Path path = directory.resolve("small.gguf");
        try (GgufWriter writer = new GgufWriter(path)) {
            writer.putText("text", "h\u00e9llo");
            writer.putInteger("int", 7);
            writer.putNumber("float", 0.5f);
            writer.putBool("yes", true);
            writer.putTexts("texts", List.of("a", "", "ccc"));
            writer.putIntegers("ints", 1, -2, 3);
            writer.putNumbers("floats", 1, 2.5f);
            writer.tensor("one", DType.F32, 3);
            writer.tensor("two", DType.Q8_0, 32, 2);
            writer.begin();
            writer.append(MemorySegment.ofArray(new byte[]{0, 0, -128, 63, 0, 0, 0, 64}));
            writer.append(MemorySegment.ofArray(new byte[]{0, 0, 64, 64}));
            writer.append(MemorySegment.ofArray(new byte[68]));
        }
        return path;
    }

    @Test
    void open_ofAWrittenFile_givesBackEveryValue() throws IOException {
        try (GgufFile file = GgufFile.open(written())) {
            Metadata keys = file.metadata();
            assertThat(keys.keys()).containsExactly("text", "int", "float", "yes", "texts", "ints", "floats");
            assertThat(keys.text("text")).hasValue("h\u00e9llo");
            assertThat(keys.integer("int", 0, 10)).isEqualTo(7);
            assertThat(keys.number("float", 0)).isEqualTo(0.5f);
            assertThat(keys.bool("yes", false)).isTrue();
            assertThat(keys.texts("texts")).containsExactly("a", "", "ccc");
            assertThat(keys.integers("ints", -10, 10)).containsExactly(1, -2, 3);
            assertThat(keys.numbers("floats")).containsExactly(1, 2.5f);
            GgufTensor one = file.tensor("one").orElseThrow();
            assertThat(one.floats()).containsExactly(1, 2, 3);
            assertThat(file.tensor("two").orElseThrow().matrix().rows()).isEqualTo(2);
            assertThat(file.tensor("three")).isEmpty();
        }
    }

    @Test
    void getters_ofAnotherType_nameKeyAndReceivedType() throws IOException {
        try (GgufFile file = GgufFile.open(written())) {
            Metadata keys = file.metadata();
            assertThatThrownBy(() -> keys.text("int")).isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("int: expected a string, received U32");
            assertThatThrownBy(() -> keys.integer("int", 8, 10)).isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("[8, 10], received 7");
            assertThatThrownBy(() -> keys.integer("absent", 8, 10)).isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("absent: required key is missing");
            assertThatThrownBy(() -> keys.numbers("texts")).isInstanceOf(ModelFormatException.class);
        }
    }

    /** What is wrong, the byte where a number is written over, the number, and the message. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"magic | 0 | 0x12345678 | magic", "version | 4 | 9 | version",
            "swapped | 4 | 0x03000000 | big-endian", "tensors | 8 | 0x7fffffff | tensor count",
            "keys | 16 | 0x7fffffff | key count", "key length | 24 | 0x10000000 | length",
            "value type | 36 | 99 | type"})
    void open_withANumberWrittenOver_saysWhere(String what, int at, String number, String message) throws IOException {
        byte[] bytes = Files.readAllBytes(written());
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, Integer.decode(number));
        assertThatThrownBy(() -> GgufFile.of(what, MemorySegment.ofArray(bytes)))
                .isInstanceOf(ModelFormatException.class).hasMessageContaining(message)
                .satisfies(e -> assertThat(((ModelFormatException) e).offset()).isBetween(0L, at + 8L));
    }

    @Test
    void open_withTensorsThatOverlapOrLeaveTheFile_isRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(written());
        int two = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("two");
        int offset = two + 3 + 4 + 16 + 4;
        for (Consumer<ByteBuffer> damage : List.<Consumer<ByteBuffer>>of(b -> b.putLong(offset, 0),
                b -> b.putLong(offset, 33), b -> b.putLong(offset, 1L << 40), b -> b.putLong(offset, -32),
                b -> b.putLong(two + 7, 1L << 62), b -> b.putLong(two + 7, 31), b -> b.putLong(two + 7, 0),
                b -> b.putInt(two + 3, 5), b -> b.putInt(two + 3, 0), b -> b.putInt(offset - 4, 77))) {
            byte[] damaged = bytes.clone();
            damage.accept(ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN));
            assertThatThrownBy(() -> GgufFile.of("damaged", MemorySegment.ofArray(damaged)))
                    .isInstanceOf(ModelFormatException.class).hasMessageContaining("two");
        }
    }

    @Test
    void close_ofAWriterThatLacksBytes_fails() throws IOException {
        GgufWriter writer = new GgufWriter(directory.resolve("short.gguf"));
        writer.tensor("t", DType.F32, 4);
        writer.begin();
        assertThatThrownBy(writer::close).isInstanceOf(IOException.class).hasMessageContaining("t lacks 16 bytes");
    }
}
