package io.engram.memory.recall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Of numbered names those that somebody still has, numbered anew in their old order: a name that nobody has is not kept. */
final class KeptNames {
    private final List<String> names = new ArrayList<>();
    private final int[] numbers;

    /**
     * @param all names by number
     * @param users a name's number for each user, {@link Directory#NONE} for none
     */
    KeptNames(List<String> all, int[] users) {
        BitSet used = new BitSet();
        for (int user : users) {
            if (user != Directory.NONE) {
                used.set(user);
            }
        }
        numbers = new int[all.size()];
        Arrays.fill(numbers, Directory.NONE);
        for (int old = used.nextSetBit(0); old >= 0; old = used.nextSetBit(old + 1)) {
            numbers[old] = names.size();
            names.add(all.get(old));
        }
    }

    /** The names that are kept, by new number. */
    List<String> names() {
        return names;
    }

    /** The users' new numbers. */
    int[] renumbered(int[] users) {
        int[] renumbered = new int[users.length];
        for (int i = 0; i < users.length; i++) {
            renumbered[i] = users[i] == Directory.NONE ? Directory.NONE : numbers[users[i]];
        }
        return renumbered;
    }

    /** What belongs to each kept name, by new number. */
    int[] ofKept(int[] byOldNumber) {
        int[] kept = new int[names.size()];
        for (int old = 0; old < numbers.length; old++) {
            if (numbers[old] != Directory.NONE) {
                kept[numbers[old]] = byOldNumber[old];
            }
        }
        return kept;
    }
}
