package io.engram.memory.procedural;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What the agent can do: skills, proven by outcome. Thread-safe. */
public interface ProceduralMemory {
    /**
     * The skills in use whose initiation condition holds, most useful first. Made to be called at every decision: no lock,
     * no disk, microseconds.
     *
     * @param situation features separated by semicolons, as in {@link io.engram.memory.LivedStep#situation()}
     */
    List<Skill> applicable(String situation);

    /** The skill with this id, retired ones included. */
    Optional<Skill> skill(long id);

    /** Skills in use, most useful first. */
    List<Skill> skills();

    /** All skills ever learned, retired ones included, by id. */
    List<Skill> all();

    /**
     * Takes in a skill from a {@link SkillFile}. It has to prove itself by its uses like any other, and is trusted at most as
     * far as a person.
     *
     * @param source names the text in errors
     * @return completes with the skill when durable; exceptionally with {@link IllegalArgumentException} if the text is none
     */
    CompletableFuture<Skill> adopt(String source, String text);

    /**
     * Reports how the use of a skill went. A skill that fails more often than it helps is demoted and no longer offered.
     *
     * @param id the skill
     * @param succeeded whether the use did what the skill promises
     * @param cost what it cost, in actions taken
     * @return completes with the skill as it is now, when durable; empty if there is no such skill
     */
    CompletableFuture<Optional<Skill>> reportUse(long id, boolean succeeded, double cost);
}
