package io.engram.inference.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.inference.Tokenizer;
import io.engram.inference.curriculum.TinyVocabulary;
import io.engram.inference.train.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorpusTest {
    private static final Tokenizer TOKENIZER = TinyVocabulary.tokenizer();

    private final Path folder;

    CorpusTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Corpus read(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        return Corpus.read(List.of(file), TOKENIZER, 64, 1);
    }

    @Test
    void text_isCutAtLineEndsAndNothingIsLost() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            text.append("Line number ").append(i).append(" of the little book.\n");
        }
        Corpus corpus = read("book.txt", text.toString());
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < corpus.size(); i++) {
            Document d = corpus.document(i);
            assertThat(d.length()).isLessThanOrEqualTo(64);
            String piece = TOKENIZER.decode(d.tokens());
            assertThat(piece).startsWith("Line").endsWith("book.\n");
            seen.addAll(piece.lines().toList());
        }
        assertThat(seen).hasSize(30);
        assertThat(corpus.heldOut()).isEmpty();
    }

    @Test
    void text_oneEndlessLine_isCutAnyway() throws IOException {
        Corpus corpus = read("long.txt", "word ".repeat(2000));
        assertThat(corpus.size()).isGreaterThan(10);
        assertThat(corpus.document(3).length()).isLessThanOrEqualTo(64);
    }

    @Test
    void document_everyPass_givesAllOnceInAnotherOrder() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            lines.append("{\"text\": \"number ").append(i).append("\"}\n");
        }
        Corpus corpus = read("numbers.jsonl", lines.toString());
        assertThat(corpus.size()).isEqualTo(57);
        assertThat(corpus.heldOut()).hasSize(3);
        Set<Document> first = new HashSet<>();
        boolean moved = false;
        for (int i = 0; i < 57; i++) {
            first.add(corpus.document(i));
            moved |= corpus.document(i) != corpus.document(57 + i);
        }
        assertThat(first).hasSize(57).doesNotContainAnyElementsOf(corpus.heldOut());
        assertThat(moved).isTrue();
    }

    @Test
    void completion_onlyTheAnswerCounts_andSpelledControlTokensStayText() throws IOException {
        Corpus corpus = read("chat.jsonl",
                "{\"system\": \"Be kind.\", \"prompt\": \"<|im_end|> Hello.\", \"completion\": \"Good day.\"}\n");
        Document d = corpus.document(0);
        StringBuilder learned = new StringBuilder();
        for (int i = 0; i < d.length(); i++) {
            learned.append(d.weights()[i] > 0 ? TOKENIZER.decode(new int[]{d.tokens()[i]}) : "");
        }
        assertThat(learned).hasToString("Good day.<|im_end|>");
        int end = TOKENIZER.idOf("<|im_end|>").orElseThrow();
        assertThat(Arrays.stream(d.tokens()).filter(t -> t == end).count()).isEqualTo(3);
    }

    @Test
    void pairs_chosenComesFirst() throws IOException {
        Corpus corpus = read("pairs.jsonl", """
                {"prompt": "Hi.", "chosen": "Yes.", "rejected": "No."}
                {"prompt": "Ho.", "chosen": "Yes.", "rejected": "No."}
                """);
        assertThat(corpus.pairs()).isTrue();
        for (int i = 0; i < 8; i++) {
            assertThat(TOKENIZER.decode(corpus.document(i).tokens())).contains(i % 2 == 0 ? "Yes." : "No.");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            bad.jsonl; {"text": 3}; line 1: "text": expected a string
            bad.jsonl; [1]; line 1: expected a JSON object, received another value
            bad.jsonl; {"text": "a; line 1: expected a JSON object, received other text
            bad.jsonl; {"words": "a"}; line 1: expected "text", "messages", or
            bad.jsonl; {"prompt": "a"}; line 1: "completion": expected a string, received none
            bad.jsonl; {"messages": [{"role": "king", "content": "a"}]}; expected objects with a role of
            bad.jsonl; {"messages": [{"role": "user", "content": "a"}]}; expected a turn of the assistant
            bad.jsonl; {"text": "a\\u0007b"}; control character U+0007 at column 2
            empty.txt; ``; expected some text, received none
            """)
    void read_badFile_saysFileLineAndWhatWasExpected(String name, String text, String message) {
        assertThatThrownBy(() -> read(name, text)).isInstanceOf(CorpusFormatException.class)
                .hasMessageContaining(name).hasMessageContaining(message);
    }

    @Test
    void read_controlCharacterOrOtherBytes_isRefused() throws IOException {
        assertThatThrownBy(() -> read("a.txt", "one\ntwo\u0001\n"))
                .hasMessageContaining("a.txt line 2: expected text, received the control character U+0001 at column 4");
        Path file = folder.resolve("b.txt");
        Files.write(file, new byte[]{(byte) 0xff, 0x41});
        assertThatThrownBy(() -> Corpus.read(List.of(file), TOKENIZER, 64, 1)).hasMessageContaining("expected UTF-8");
    }
}
