package io.engram.agent.talk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalculatorTest {
    @ParameterizedTest
    @CsvSource({"17 * 23,391", "1+2*3,7", "(1+2)*3,9", "-4 - -6,2", "0.1+0.2,0.3", "10/4,2.5", "100*100,10000",
            "5-5,0"})
    void values(String expression, String value) {
        assertThat(Calculator.value(expression)).isEqualTo(value);
    }

    @Test
    void whatIsNoExpression_isRefused() {
        for (String bad : new String[]{"", "1+", "(1", "1 2", "x", "1/0", "1..2", "-".repeat(500) + "1",
                "1".repeat(2000)})
            assertThatThrownBy(() -> Calculator.value(bad)).as(bad).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expression: expected");
    }
}
