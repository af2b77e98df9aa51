package io.engram.worldmodel.env;

import io.engram.planner.Leaf;
import io.engram.planner.Transition;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.env.GameOf24.Fraction;
import java.util.ArrayList;
import java.util.List;

/** The game of 24 as an exact world to search; leaves are worth 0. */
public final class GameOf24World implements KnownWorld {
    private final float discount;
    private final List<List<Fraction>> slots = new ArrayList<>(List.of(List.of()));

    /** @param discount per step, above 0 and at most 1 */
    public GameOf24World(double discount) {
        if (!(discount > 0 && discount <= 1)) {
            throw new IllegalArgumentException("discount: expected above 0 and at most 1, received " + discount);
        }
        this.discount = (float) discount;
    }

    @Override
    public void see(Observation seen) {
        slots.set(0, GameOf24.numbers(seen));
    }

    @Override
    public int actionCount() {
        return GameOf24.ACTIONS.size();
    }

    @Override
    public void reserve(int count) {
        while (slots.size() < count) {
            slots.add(List.of());
        }
    }

    @Override
    public void evaluate(int slot, Leaf out) {
        for (int a = 0; a < out.legal.length; a++) {
            out.legal[a] = GameOf24.isLegal(slots.get(slot), a);
        }
    }

    @Override
    public void step(int from, int action, int to, Transition out) {
        List<Fraction> left = GameOf24.apply(slots.get(from), action);
        slots.set(to, left);
        out.reward = GameOf24.is24(left) ? 1f : 0f;
        out.discount = left.size() == 1 ? 0f : discount;
    }

    @Override
    public boolean isLegal(int slot, int action) {
        return GameOf24.isLegal(slots.get(slot), action);
    }

    @Override
    public boolean exact() {
        return true;
    }

    @Override
    public long key(int slot) {
        long key = 1;
        for (Fraction number : slots.get(slot)) {
            key = (key * 0x9E3779B97F4A7C15L + number.over()) * 0xBF58476D1CE4E5B9L + number.under();
            key ^= key >>> 29;
        }
        return key == 0 ? 1 : key;
    }

    @Override
    public String actionName(int action) {
        return GameOf24.ACTIONS.get(action);
    }
}
