package io.engram.memory.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A segment written by the first version of the format must stay readable. */
class JournalFormatTest {

    private static void install(Path directory) throws IOException {
        String name = "00000000000000000001.journal";
        try (InputStream in = Objects.requireNonNull(JournalFormatTest.class.getResourceAsStream(name + ".v1"))) {
            Files.copy(in, directory.resolve(name));
        }
    }

    @Test
    void segment_of_version_1_is_read_and_continued(@TempDir Path directory) throws IOException {
        install(directory);
        try (Journal journal = Journal.open(directory, JournalOptions.of("ada"))) {
            assertThat(text(journal)).containsExactly("1/3 first", "2/0 ", "4/5 fourth: äöü");
            assertThat(journal.append(7, "fifth".getBytes(StandardCharsets.UTF_8)).join()).isEqualTo(5);
            assertThat(journal.verify().undamaged()).isTrue();
        }
    }

    @Test
    void version_1_layout_is_as_documented(@TempDir Path directory) throws IOException {
        install(directory);
        byte[] bytes = Files.readAllBytes(directory.resolve("00000000000000000001.journal"));
        var in = java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        assertThat(new String(bytes, 0, 8, StandardCharsets.US_ASCII)).isEqualTo("ENGJRNL\n");
        assertThat(in.getInt(8)).isEqualTo(1);
        assertThat(in.getInt(12)).isEqualTo(512);
        assertThat(in.getLong(16)).isEqualTo(1);
        assertThat(new String(bytes, 52, in.getInt(48), StandardCharsets.UTF_8)).isEqualTo("ada");
        assertThat(in.getInt(512)).as("payload bytes of the first record").isEqualTo(5);
        assertThat(in.getInt(516)).as("its type").isEqualTo(3);
        assertThat(in.getLong(520)).as("its sequence").isEqualTo(1);
        assertThat(new String(bytes, 536, 5, StandardCharsets.UTF_8)).isEqualTo("first");
    }

    private static List<String> text(Journal journal) {
        List<String> records = new ArrayList<>();
        journal.replay(1, (sequence, type, payload) -> records
                .add(sequence + "/" + type + " " + TestFiles.text(payload)));
        return records;
    }
}
