/**
 * Planning by rules that are given instead of learned.
 *
 * <p><b>Role.</b> {@link io.engram.worldmodel.rules.RulesModel} puts an environment's own rules ({@link
 * io.engram.worldmodel.env.KnownRules}) behind {@link io.engram.worldmodel.WorldModel}. It is what puzzles are searched with, where
 * nothing about the world needs to be learned and all skill is looking ahead, and the bound that learned models of the same world
 * are compared with. It sees observations only, never the environment that is lived in, so chance stays chance.
 *
 * <p>Not thread-safe.
 */
@NullMarked
package io.engram.worldmodel.rules;

import org.jspecify.annotations.NullMarked;
