package io.engram.planner;

/** How a simulation chooses its way down, and how the plan chooses in the end. */
public enum SelectionRule {
    /** Prior-guided upper confidence bound of MuZero; the most visited action wins. The usual choice with a prior. */
    PUCT,
    /** UCB1 on trees; the prior is ignored and every action is tried once first. The usual choice with rollouts. */
    UCT,
    /**
     * Gumbel-sampled root actions with sequential halving, and a deterministic rule below; improves the policy even with fewer
     * simulations than actions. Needs a budget that limits simulations, since halving has to know its end.
     */
    GUMBEL
}
