package io.engram.agent.talk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntentTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"I live in Bern. | STATEMENT", "by the way, my sister is Lin | STATEMENT",
            "Where do I live? | QUESTION", "where does lin live | QUESTION", "Tell me about Lin. | QUESTION",
            "What do you know about Lin? | QUESTION", "Do you know where I live? | QUESTION",
            "Hey, who is my sister? | QUESTION",
            "Hello. | SMALL_TALK", "How are you? | SMALL_TALK", "What can you do? | SMALL_TALK",
            "Thanks a lot! | SMALL_TALK",
            "What time is it? | TOOL", "What is 17 times 23? | TOOL", "Calculate 4 + 5. | TOOL",
            "Make a note: buy cheese. | TOOL", "Remind me to call Lin at 5:00. | TOOL",
            "Search your memory for key. | TOOL",
            "Please break the door for Lin. | TOOL", "What date is it in 12 days? | CALENDAR",
            "How long is it from 9:15 to 13:40? | PUZZLE",
            "Ann is older than Bo. Bo is older than Cy. Who is the oldest? | PUZZLE"})
    void isReadFromTheWords(String message, Intent intent) {
        assertThat(Intent.of(message, List.of("door_break"))).isEqualTo(intent);
    }
}
