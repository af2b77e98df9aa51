package io.engram.worldmodel.env;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes levels by playing backwards: boxes start on their targets and are pulled off, so that the way back solves the level.
 *
 * @param size rows and columns, walls included
 * @param boxes to place
 * @param pillars walls inside
 * @param pulls steps backwards that move a box
 * @param moves most moves, walking included, of the whole way back
 */
record SokobanMaker(int size, int boxes, int pillars, int pulls, int moves) {
    private static final int UNREACHED = -1;

    /** A level in which no box is on a target; solvable in at most {@link #moves} moves. */
    SokobanLevel make(RandomGenerator random) {
        while (true) {
            long walls = border();
            for (int i = 0; i < pillars; i++) {
                walls |= 1L << free(walls, random);
            }
            long targets = 0;
            for (int i = 0; i < boxes; i++) {
                targets |= 1L << free(walls | targets, random);
            }
            int player = free(walls | targets, random);
            SokobanLevel solved = new SokobanLevel(size, size, walls, targets, targets, player);
            SokobanLevel mixed = pulledApart(solved, random);
            if ((mixed.boxes() & targets) == 0) {
                return mixed;
            }
        }
    }

    private long border() {
        long walls = 0;
        for (int i = 0; i < size; i++) {
            walls |= 1L << i | 1L << (size * (size - 1) + i) | 1L << (i * size) | 1L << (i * size + size - 1);
        }
        return walls;
    }

    private int free(long taken, RandomGenerator random) {
        int cell;
        do {
            cell = random.nextInt(size * size);
        } while ((taken >>> cell & 1) != 0);
        return cell;
    }

    /** A step backwards: the player walks next to a box and draws it along. */
    private record Pull(int from, int direction, int moves) {
    }

    private SokobanLevel pulledApart(SokobanLevel level, RandomGenerator random) {
        long now = level.boxes();
        int player = level.player();
        int used = 0;
        for (int done = 0; done < pulls; done++) {
            List<Pull> ways = ways(level, now, player, moves - used);
            if (ways.isEmpty()) {
                break;
            }
            Pull pull = ways.get(random.nextInt(ways.size()));
            used += pull.moves;
            now ^= 1L << level.ahead(pull.from, pull.direction + 2 & 3) ^ 1L << pull.from;
            player = level.ahead(pull.from, pull.direction);
        }
        return new SokobanLevel(size, size, level.walls(), level.targets(), now, player);
    }

    /** All pulls that can be made, each with the walk to it. */
    private static List<Pull> ways(SokobanLevel level, long boxes, int player, int most) {
        int[] distance = distances(level, boxes, player);
        List<Pull> ways = new ArrayList<>();
        for (int cell = 0; cell < distance.length; cell++) {
            for (int direction = 0; direction < 4 && distance[cell] != UNREACHED
                    && distance[cell] < most; direction++) {
                boolean box = (boxes >>> level.ahead(cell, direction + 2 & 3) & 1) != 0;
                boolean room = ((level.walls() | boxes) >>> level.ahead(cell, direction) & 1) == 0;
                if (box && room) {
                    ways.add(new Pull(cell, direction, distance[cell] + 1));
                }
            }
        }
        return ways;
    }

    /** [cells] Steps of a walk that moves no box, or {@link #UNREACHED}. */
    private static int[] distances(SokobanLevel level, long boxes, int player) {
        int[] distance = new int[level.width() * level.height()];
        Arrays.fill(distance, UNREACHED);
        int[] queue = new int[distance.length];
        int end = 1;
        queue[0] = player;
        distance[player] = 0;
        for (int i = 0; i < end; i++) {
            for (int direction = 0; direction < 4; direction++) {
                int next = level.ahead(queue[i], direction);
                if (distance[next] == UNREACHED && ((level.walls() | boxes) >>> next & 1) == 0) {
                    distance[next] = distance[queue[i]] + 1;
                    queue[end++] = next;
                }
            }
        }
        return distance;
    }
}
