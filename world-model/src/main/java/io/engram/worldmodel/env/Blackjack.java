package io.engram.worldmodel.env;

import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Space;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Blackjack after Sutton and Barto (example 5.1), as Gymnasium's Blackjack-v1: an infinite deck, hit or stick, the dealer draws
 * to 17; a natural 21 of the player's beats anything but another. The observation is
 * {@code sum + 32 * (dealer's card + 11 * usable ace)}.
 */
public final class Blackjack extends RuledEnvironment {
    /** Stick. */
    public static final int STICK = 0;
    /** Hit. */
    public static final int HIT = 1;
    private int hard;
    private boolean ace;
    private int cards;
    private int shown;
    private int hidden;

    public Blackjack() {
        super(new EnvSpec("Blackjack-v1", 0, List.of("stick", "hit"), -1, 1));
    }

    @Override
    public Space.Discrete observationSpace() {
        return new Space.Discrete(32 * 11 * 2);
    }

    @Override
    void begin(SplittableRandom source) {
        hard = 0;
        ace = false;
        cards = 0;
        shown = draw(source);
        hidden = draw(source);
        take(draw(source));
        take(draw(source));
    }

    private void take(int card) {
        hard += card;
        ace |= card == 1;
        cards++;
    }

    @Override
    double act(int action, SplittableRandom source) {
        if (action == HIT) {
            take(draw(source));
            if (hard > 21) {
                end();
                return -1;
            }
            return 0;
        }
        end();
        boolean natural = cards == 2 && ace && hard == 11;
        boolean dealerNatural = shown + hidden == 11 && (shown == 1 || hidden == 1);
        if (natural && !dealerNatural) {
            return 1;
        }
        return Integer.compare(best(hard, ace), dealer(source));
    }

    /** The dealer's final score; 0 when bust. */
    private int dealer(SplittableRandom source) {
        int sum = shown + hidden;
        boolean hasAce = shown == 1 || hidden == 1;
        while (best(sum, hasAce) < 17) {
            int card = draw(source);
            sum += card;
            hasAce |= card == 1;
        }
        return sum > 21 ? 0 : best(sum, hasAce);
    }

    private static int best(int hardSum, boolean hasAce) {
        return hasAce && hardSum + 10 <= 21 ? hardSum + 10 : hardSum;
    }

    private static int draw(SplittableRandom source) {
        return Math.min(1 + source.nextInt(13), 10);
    }

    @Override
    Observation observe() {
        boolean usable = ace && hard + 10 <= 21;
        return new Observation.StateObservation(best(hard, ace) + 32 * (shown + 11 * (usable ? 1 : 0)));
    }

    @Override
    public String render() {
        return "player " + best(hard, ace) + (ace && hard + 10 <= 21 ? " with a usable ace" : "") + ", dealer shows "
                + shown + "\n";
    }
}
