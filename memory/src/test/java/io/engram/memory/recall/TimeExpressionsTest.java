package io.engram.memory.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeExpressionsTest {
    /** A Thursday. */
    private static final ZonedDateTime NOW = ZonedDateTime.of(2024, 3, 14, 15, 9, 26, 0, ZoneOffset.UTC);

    private static String ranges(String text) {
        List<TimeRange> found = TimeExpressions.in(text, NOW);
        return found.stream().map(r -> day(r.fromMillis()) + "/" + day(r.untilMillis()))
                .collect(Collectors.joining(" "));
    }

    private static String day(long millis) {
        String instant = Instant.ofEpochMilli(millis).toString();
        assertThat(instant).endsWith("T00:00:00Z");
        return instant.substring(0, 10);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "What did Ada do on 5 July 2023?                | 2023-07-05/2023-07-06",
            "on July 5th, 2023                              | 2023-07-05/2023-07-06",
            "the report of 2023-07-05                       | 2023-07-05/2023-07-06",
            "on 20 December                                 | 2023-12-20/2023-12-21",
            "on 2nd of March                                | 2024-03-02/2024-03-03",
            "in June 2023                                   | 2023-06-01/2023-07-01",
            "Where were we in April?                        | 2023-04-01/2023-05-01",
            "since 2021                                     | 2021-01-01/2022-01-01",
            "What did I say yesterday?                      | 2024-03-13/2024-03-14",
            "the day before yesterday                       | 2024-03-12/2024-03-13",
            "today                                          | 2024-03-14/2024-03-15",
            "three days ago                                 | 2024-03-11/2024-03-12",
            "a week ago                                     | 2024-03-04/2024-03-11",
            "2 months ago                                   | 2024-01-01/2024-02-01",
            "last week                                      | 2024-03-04/2024-03-11",
            "this month                                     | 2024-03-01/2024-04-01",
            "last year                                      | 2023-01-01/2024-01-01",
            "in the past two weeks                          | 2024-02-29/2024-03-15",
            "last Monday                                    | 2024-03-11/2024-03-12",
            "on Thursday                                    | 2024-03-07/2024-03-08",
            "yesterday or on 1 May 2022                     | 2024-03-13/2024-03-14 2022-05-01/2022-05-02",
            "阿达2023年7月5日做了什么                          | 2023-07-05/2023-07-06",
            "二月十四号                                       | 2024-02-14/2024-02-15",
            "去年十二月                                       | 2023-12-01/2024-01-01",
            "2022年的事                                      | 2022-01-01/2023-01-01",
            "昨天说了什么                                      | 2024-03-13/2024-03-14",
            "大前天                                          | 2024-03-11/2024-03-12",
            "上周                                            | 2024-03-04/2024-03-11",
            "上个星期三                                       | 2024-03-06/2024-03-07",
            "上上周                                          | 2024-02-26/2024-03-04",
            "上个月                                          | 2024-02-01/2024-03-01",
            "三天前                                          | 2024-03-11/2024-03-12",
            "两个月前                                        | 2024-01-01/2024-02-01",
            "最近十天                                        | 2024-03-04/2024-03-15",
            "前年                                            | 2022-01-01/2023-01-01"})
    void finds(String text, String expected) {
        assertThat(ranges(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"You may march on", "31 February 2023", "I have 3 cats and may get more", "the second day",
            "她喜欢星期天", "三心二意"})
    void finds_nothing_that_is_not_there(String text) {
        assertThat(ranges(text)).isEmpty();
    }

    @Test
    void any_text_is_understood_or_left_alone() {
        Random random = new Random(4);
        String alphabet = "0123456789 年月日号上个周前最近去一二十天 last week ago may in the past";
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(24); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(TimeExpressions.in(text, NOW)).allMatch(r -> r.fromMillis() < r.untilMillis());
        }
    }
}
