package io.engram.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README promises of a fresh machine: a conversation with the model that ships, over several sittings. */
class ShippedModelTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    @TempDir
    private Path folder = Path.of("");

    private List<String> replies(String input) throws Exception {
        CommandLineRunner.Outcome outcome = CommandLineRunner.runWith(input, "chat", "--data",
                folder.resolve("d").toString(), "--json");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        List<String> replies = new ArrayList<>();
        for (String line : outcome.out().lines().filter(l -> l.startsWith("{")).toList()) {
            JsonNode turn = JSON.readTree(line);
            replies.add(turn.path("reply").asText());
        }
        return replies;
    }

    @Test
    void file_isSmallEnoughToShip() throws Exception {
        assertThat(Files.size(ModelFinder.shipped())).isLessThan(30_000_000);
    }

    @Test
    void toldClosedAskedCorrectedForgotten() throws Exception {
        assertThat(replies("My sister is called Emma.\nEmma lives in Lisbon.\nMy favourite food is pancakes.\n"))
                .containsExactly("Noted. Your sister is Emma.", "Noted. Emma lives in Lisbon.",
                        "Noted. Your favourite food is pancakes.");
        assertThat(replies("Where does my sister live?\nWhat is my favourite food?\nWhat is my favourite colour?\n"))
                .containsExactly("Your sister Emma lives in Lisbon.", "Your favourite food is pancakes.",
                        "I don't know. My notes don't say.");
        assertThat(replies("My favourite food is now noodles.\nWhat is my favourite food?\nWhat is 123 plus 456?\n"))
                .last().isEqualTo("The result is 579.");
        assertThat(replies("What is my favourite food?\n")).containsExactly("Your favourite food is noodles.");
        CommandLineRunner.runWith("/forget favourite food\n/yes\n", "chat", "--data", folder.resolve("d").toString());
        assertThat(replies("What is my favourite food?\n")).containsExactly("I don't know. My notes don't say.");
    }
}
