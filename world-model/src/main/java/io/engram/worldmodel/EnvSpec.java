package io.engram.worldmodel;

import java.util.List;

/**
 * What is known about an environment before living in it.
 *
 * @param id versioned name, for example {@code DoorKey-5x5-v0}; the version grows whenever scores can change
 * @param maxSteps steps after which an episode is truncated; 0 = no limit
 * @param actionNames one name per action, in the order of their numbers; names are for people, never for models
 * @param minReward lower bound of the reward of one step
 * @param maxReward upper bound of the reward of one step
 */
public record EnvSpec(String id, int maxSteps, List<String> actionNames, double minReward, double maxReward) {
    public EnvSpec {
        if (id.isBlank())
            throw new IllegalArgumentException("id: expected a name, received a blank one");
        if (maxSteps < 0)
            throw new IllegalArgumentException("maxSteps: expected >= 0, received " + maxSteps);
        if (!(minReward <= maxReward))
            throw new IllegalArgumentException(
                    "reward range: expected minReward <= maxReward, received " + minReward + " and " + maxReward);
        actionNames = List.copyOf(actionNames);
    }
}
