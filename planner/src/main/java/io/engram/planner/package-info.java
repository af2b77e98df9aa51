/**
 * The planner room: looks ahead in any {@link io.engram.planner.World} and says what to do and why.
 *
 * <p>
 * <b>Role.</b> A world is something that can be stepped and judged: a learned model, an exact simulator, a language model
 * that proposes and rates steps. {@link io.engram.planner.Planner} searches it within a
 * {@link io.engram.planner.SearchBudget} and returns a {@link io.engram.planner.Plan} with everything a reader or a learner
 * needs: visits, values, the improved policy, the principal variation, why it stopped and what was cut.
 *
 * <p>
 * <b>Inside.</b> One search core, as in mctx: select, expand, evaluate and backup are separate steps over flat primitive
 * arrays ({@code Tree}); a node is a number, a state is a slot in the world's own storage, and a simulation allocates
 * nothing. An algorithm is a {@link io.engram.planner.SelectionRule}. Letters used throughout: N visits of a node, n visits of an edge,
 * q mean return of an edge, p prior, r reward, g discount.
 *
 * <p>
 * <b>Values.</b> A value is always seen from the player who moves at that node. An edge carries a signed discount: minus
 * when the turn passes to an opponent, so that negamax, single-player search and repeated turns are one backup. A discount
 * of zero ends the world; nothing is looked up behind it.
 *
 * <p>
 * <b>Threading.</b> A planner and its world belong to one thread at a time. The same world, budget, options and generator
 * state give the same plan, except where a time budget decides how many simulations are made.
 *
 * <p>
 * <b>Papers.</b> PUCT and value normalisation: MuZero (arXiv 1911.08265). UCT: Kocsis and Szepesvari 2006. Gumbel root,
 * sequential halving and completed Q: arXiv ICLR 2022 "Policy improvement by planning with Gumbel". Chance nodes: Stochastic
 * MuZero, ICLR 2022. Proven values: MCTS-Solver, Winands et al. 2008. Options in the tree: Sutton, Precup and Singh 1999;
 * OptionZero (arXiv 2502.16634). Progressive widening: Couetoux et al. 2011.
 */
@NullMarked
package io.engram.planner;

import org.jspecify.annotations.NullMarked;
