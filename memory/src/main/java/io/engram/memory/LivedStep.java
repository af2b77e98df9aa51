package io.engram.memory;

/**
 * One step of a lived environment episode, in words that repeat when the situation repeats.
 *
 * <p>A situation is a set of features separated by semicolons, such as {@code carrying key; door ahead, locked}: order
 * and surrounding blanks do not matter. Consolidation looks for what situations have in common feature by feature, so a
 * text without semicolons is one feature that only ever matches itself.
 *
 * @param situation what held before the action; features separated by semicolons
 * @param action the name of the action taken
 * @param outcome what the action brought about; empty if nothing worth a name
 * @param reward the reward of this step
 */
public record LivedStep(String situation, String action, String outcome, double reward) {
    public LivedStep {
        situation = Checks.wellFormed(situation);
        action = Checks.wellFormed(action);
        outcome = Checks.wellFormed(outcome);
        Checks.notTooLong("situation", situation);
        Checks.notBlank("action", action);
        Checks.notTooLong("outcome", outcome);
        Checks.finite("reward", reward);
    }
}
