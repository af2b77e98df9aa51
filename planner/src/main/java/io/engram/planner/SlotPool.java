package io.engram.planner;

import java.util.Arrays;

/** Hands out the world's slots to nodes and takes back those that no node needs any more. */
final class SlotPool {
    private int reserved;
    private int next = Search.FIRST_NODE_SLOT;
    private int[] free = new int[64];
    private int freeCount;

    /** Starts over with a world; nothing is handed out. */
    void clear(World world, int expectedNodes) {
        next = Search.FIRST_NODE_SLOT;
        freeCount = 0;
        reserved = Math.max(1, expectedNodes) + Search.FIRST_NODE_SLOT + 1;
        world.reserve(reserved);
    }

    int take(World world) {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        if (next >= reserved) {
            reserved *= 2;
            world.reserve(reserved);
        }
        return next++;
    }

    void giveBack(int slot) {
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = slot;
    }

    /** Keeps exactly the slots that a tree's nodes hold. */
    void keepOnly(Tree tree) {
        boolean[] used = new boolean[next];
        for (int node = 1; node < tree.nodes; node++) {
            used[tree.slot[node]] = true;
        }
        freeCount = 0;
        for (int slot = next - 1; slot >= Search.FIRST_NODE_SLOT; slot--) {
            if (!used[slot]) {
                giveBack(slot);
            }
        }
    }
}
