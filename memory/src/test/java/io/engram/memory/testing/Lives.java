package io.engram.memory.testing;

import io.engram.memory.EpisodeDraft;
import io.engram.memory.LivedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Made-up lived episodes with a known skill in them. */
public final class Lives {
    private static final List<String> NOISE = List.of("left", "right", "forward");

    private Lives() {
    }

    /**
     * A walk in which a success always ends with {@code pickup, left, toggle} at the door, and the key opens it. Everything else
     * is noise from the seed.
     */
    public static EpisodeDraft keyAndDoor(long seed, boolean success) {
        Random random = new Random(seed);
        List<LivedStep> steps = new ArrayList<>();
        int wander = 3 + random.nextInt(12);
        for (int i = 0; i < wander; i++) {
            steps.add(new LivedStep("carrying nothing; tile " + random.nextInt(9),
                    NOISE.get(random.nextInt(NOISE.size())), "", 0));
        }
        if (success) {
            steps.add(new LivedStep("carrying nothing; key ahead; tile " + random.nextInt(9), "pickup", "has key", 0));
            steps.add(new LivedStep("carrying key; tile " + random.nextInt(9), "left", "", 0));
            steps.add(new LivedStep("carrying key; door ahead; tile " + random.nextInt(9), "toggle", "door open", 1));
        } else {
            steps.add(new LivedStep("carrying nothing; door ahead; tile " + random.nextInt(9), "toggle",
                    "door stays shut", 0));
        }
        return EpisodeDraft.lived("rooms", success ? "opened the door with the key" : "stood before a locked door",
                steps, success, success ? 1 : 0);
    }
}
