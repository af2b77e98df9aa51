package io.engram.worldmodel;

import java.util.BitSet;
import java.util.Map;
import java.util.Optional;

/**
 * What one action led to.
 *
 * @param observation what is perceived afterwards
 * @param reward finite reward of this step
 * @param terminated the world's own rules ended the episode: nothing of value follows
 * @param truncated a limit from outside ended the episode: what follows has value but will not be seen
 * @param info diagnostic extras; the key {@link #ACTION_MASK}, when present, holds a {@link BitSet} of legal next actions
 */
public record Step(Observation observation, double reward, boolean terminated, boolean truncated,
        Map<String, Object> info) {
    /** Key of {@link #info()} (and of {@link Reset#info()}) under which an environment states its legal next actions. */
    public static final String ACTION_MASK = "action_mask";

    public Step {
        if (!Double.isFinite(reward))
            throw new IllegalArgumentException("reward: expected a finite number, received " + reward);
        info = Map.copyOf(info);
    }

    /** A step without extras. */
    public static Step of(Observation observation, double reward, boolean terminated, boolean truncated) {
        return new Step(observation, reward, terminated, truncated, Map.of());
    }

    /** True when the episode is over, for either reason. */
    public boolean done() {
        return terminated || truncated;
    }

    /** The legal next actions when the environment states them; empty when all are legal. */
    public Optional<BitSet> actionMask() {
        return Optional.ofNullable((BitSet) info.get(ACTION_MASK));
    }
}
