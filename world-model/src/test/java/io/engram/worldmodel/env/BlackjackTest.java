package io.engram.worldmodel.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.engram.worldmodel.Observation.StateObservation;
import io.engram.worldmodel.Step;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Held to dynamic programming over the rules, written here from scratch. */
class BlackjackTest {
    private static final int BUST = 22;
    /** [dealer's card][final score; 0 when bust] */
    private final double[][] dealer = new double[11][22];
    /** [dealer's card][ace held][hard sum] Value of the best play with a hand that is no natural; NaN until known. */
    private final double[][][] best = new double[11][2][BUST];

    BlackjackTest() {
        for (int shown = 1; shown <= 10; shown++) {
            for (int hidden = 1; hidden <= 10; hidden++) {
                draw(shown, shown + hidden, shown == 1 || hidden == 1, chance(hidden));
            }
            for (int ace = 1; ace >= 0; ace--) {
                for (int hard = 21; hard > ace; hard--) {
                    best[shown][ace][hard] = Math.max(stick(shown, ace, hard), hit(shown, ace, hard));
                }
            }
        }
    }

    private static double chance(int card) {
        return card == 10 ? 4 / 13.0 : 1 / 13.0;
    }

    private static int score(int ace, int hard) {
        return ace == 1 && hard <= 11 ? hard + 10 : hard;
    }

    private void draw(int shown, int hard, boolean ace, double probability) {
        int score = score(ace ? 1 : 0, hard);
        if (score >= 17) {
            dealer[shown][score > 21 ? 0 : score] += probability;
            return;
        }
        for (int card = 1; card <= 10; card++) {
            draw(shown, hard + card, ace || card == 1, probability * chance(card));
        }
    }

    private double stick(int shown, int ace, int hard) {
        double value = 0;
        for (int score = 0; score <= 21; score++) {
            value += dealer[shown][score] * Integer.compare(score(ace, hard), score);
        }
        return value;
    }

    private double hit(int shown, int ace, int hard) {
        double value = 0;
        for (int card = 1; card <= 10; card++) {
            int next = hard + card;
            value += chance(card) * (next > 21 ? -1 : best[shown][ace == 1 || card == 1 ? 1 : 0][next]);
        }
        return value;
    }

    /** Best expected payment of a game. */
    private double atStart() {
        double value = 0;
        for (int shown = 1; shown <= 10; shown++) {
            for (int first = 1; first <= 10; first++) {
                for (int second = 1; second <= 10; second++) {
                    boolean natural = first + second == 11 && (first == 1 || second == 1);
                    double dealerNatural = shown == 1 ? chance(10) : shown == 10 ? chance(1) : 0;
                    value += chance(shown) * chance(first) * chance(second) * (natural
                            ? 1 - dealerNatural
                            : best[shown][first == 1 || second == 1 ? 1 : 0][first + second]);
                }
            }
        }
        return value;
    }

    /** Sutton and Barto's figure 5.2, with its notch: a soft 18 draws against an ace. */
    private static boolean figureSticks(int score, boolean usable, int shown) {
        if (usable) {
            return score >= 19 || (score == 18 && shown >= 2 && shown <= 8);
        }
        return score >= 17 || (score >= 13 && shown >= 2 && shown <= 6) || (score == 12 && shown >= 4 && shown <= 6);
    }

    @Test
    void dealer_endsAsKnownOddsSay() {
        for (int shown = 1; shown <= 10; shown++) {
            double sum = 0;
            for (double p : dealer[shown]) {
                sum += p;
            }
            assertThat(sum).isCloseTo(1, within(1e-12));
        }
        assertThat(dealer[6][0]).as("a dealer who shows a 6 goes bust").isCloseTo(0.4232, within(1e-4));
        assertThat(dealer[10][20]).as("a dealer who shows a ten ends with 20").isCloseTo(0.3424, within(1e-3));
    }

    @Test
    void bestPlay_isThatOfTheBook() {
        for (int shown = 1; shown <= 10; shown++) {
            for (int hard = 4; hard <= 21; hard++) {
                assertThat(stick(shown, 0, hard) >= hit(shown, 0, hard)).as("%d without an ace against %d", hard, shown)
                        .isEqualTo(figureSticks(hard, false, shown));
            }
            for (int hard = 2; hard <= 11; hard++) {
                assertThat(stick(shown, 1, hard) >= hit(shown, 1, hard)).as("soft %d against %d", hard + 10, shown)
                        .isEqualTo(figureSticks(hard + 10, true, shown));
            }
        }
    }

    /** The environment deals what the rules say: games played best pay their exact value. */
    @Test
    void bestPlay_paysItsExactValue() {
        double exact = atStart();
        assertThat(exact).isCloseTo(-0.0431, within(5e-4));

        Blackjack table = new Blackjack();
        int games = 300_000;
        double sum = 0;
        StateObservation seen = (StateObservation) table.reset(OptionalLong.of(5)).observation();
        for (int game = 0; game < games; game++) {
            Step step;
            do {
                int state = seen.state();
                boolean sticks = figureSticks(state % 32, state / 32 / 11 == 1, state / 32 % 11);
                step = table.step(sticks ? Blackjack.STICK : Blackjack.HIT);
                seen = (StateObservation) step.observation();
                sum += step.reward();
            } while (!step.done());
            seen = (StateObservation) table.reset(OptionalLong.empty()).observation();
        }
        assertThat(sum / games).as("three standard errors").isCloseTo(exact, within(3 * 0.95 / Math.sqrt(games)));
    }
}
