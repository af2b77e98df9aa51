package io.engram.planner;

/** What a world hands over is looked at before it enters the tree, so that one bad number cannot spoil a search quietly. */
final class Checks {
    private Checks() {
    }

    static void transition(Transition t, int action) {
        if (!(Math.abs(t.reward) <= Float.MAX_VALUE)) {
            throw new PlannerException(
                    "World.step of action " + action + " must give a finite reward but gave " + t.reward);
        }
        if (!(t.discount >= 0f && t.discount <= 1f)) {
            throw new PlannerException(
                    "World.step of action " + action + " must give a discount from 0 to 1 but gave " + t.discount);
        }
        if (!(t.trust >= 0f && t.trust <= 1f)) {
            throw new PlannerException(
                    "World.step of action " + action + " must give a trust from 0 to 1 but gave " + t.trust);
        }
        if (!(t.failure >= 0f && t.failure <= 1f)) {
            throw new PlannerException("World.step of action " + action
                    + " must give a failure probability from 0 to 1 but gave " + t.failure);
        }
    }

    /** Returns the sum of the prior over legal actions. */
    static float leaf(Leaf leaf, int actions) {
        if (!(Math.abs(leaf.value) <= Float.MAX_VALUE)) {
            throw new PlannerException("World.evaluate must give a finite value but gave " + leaf.value);
        }
        if (!(leaf.uncertainty >= 0f && leaf.uncertainty <= Float.MAX_VALUE)) {
            throw new PlannerException(
                    "World.evaluate must give a finite uncertainty of at least 0 but gave " + leaf.uncertainty);
        }
        float sum = 0f;
        boolean any = false;
        for (int a = 0; a < actions; a++) {
            if (leaf.legal[a]) {
                any = true;
                float p = leaf.prior[a];
                if (!(p >= 0f && p <= Float.MAX_VALUE)) {
                    throw new PlannerException(
                            "World.evaluate must give a finite prior of at least 0 but gave " + p + " for action " + a);
                }
                sum += p;
            }
        }
        if (!any) {
            throw new PlannerException("no legal action: the world went on (discount above 0) into a state where all "
                    + actions + " actions are masked");
        }
        if (sum > Float.MAX_VALUE) {
            throw new PlannerException("World.evaluate gave priors whose sum overflows");
        }
        if (leaf.chance && sum == 0f) {
            throw new PlannerException("World.evaluate gave a chance node whose outcomes all have probability 0");
        }
        return sum;
    }
}
