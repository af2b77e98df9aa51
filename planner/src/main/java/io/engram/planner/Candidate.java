package io.engram.planner;

import java.util.Optional;

/**
 * What the search found out about one way to go on from the root.
 *
 * @param action the primitive action it starts with
 * @param name what a person calls it
 * @param macro the skill, when it is one
 * @param prior how promising it looked before searching, normalised over the candidates
 * @param visits simulations that went this way
 * @param q mean discounted return of going this way; the root's value where it was never tried
 * @param uncertainty standard deviation of {@code q} as far as the model knows it; 0 where it is exact or unknown
 * @param failure estimated probability of breaking a hard constraint on this way
 * @param proven whether {@code q} is exact: everything behind it was searched to the end
 * @param cut whether it is out of the question because {@code failure} is above the bound
 * @param weight share in the improved policy: what a policy should learn from this search
 */
public record Candidate(int action, String name, Optional<MacroAction> macro, double prior, int visits, double q,
        double uncertainty, double failure,
        boolean proven, boolean cut, double weight) {
}
