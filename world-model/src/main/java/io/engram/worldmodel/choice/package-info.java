/**
 * Which model learns a world: candidates by the kind of observation, all living beside each other, and the one whose
 * predictions come true is used.
 *
 * <p><b>Rule.</b> {@link io.engram.worldmodel.choice.ModelChoice} names the candidates, simplest first. {@link
 * io.engram.worldmodel.choice.AutoModel} lets all of them see every step; at the start of an episode it goes over to the
 * candidate with the smallest mean open-loop error one to five steps ahead, if that is clearly smaller than that of the
 * one in use, or if the one in use is wrong much more often than it says ({@link io.engram.worldmodel.Accuracy}). All
 * errors are measured on predictions made before their outcomes were known. The choice can be overridden by name.
 */
@NullMarked
package io.engram.worldmodel.choice;

import org.jspecify.annotations.NullMarked;
