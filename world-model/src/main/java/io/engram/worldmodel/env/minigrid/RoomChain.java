package io.engram.worldmodel.env.minigrid;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * MultiRoom's layout: rooms of random size in a chain, each entered by a door from the one before, in a 25x25 field. Walls
 * are numbered 0 east, 1 south, 2 west, 3 north.
 */
final class RoomChain {
    private static final int FIELD = 25;
    private static final int SMALLEST = 4;

    private record Link(int left, int top, int width, int height, int doorX, int doorY) {
        boolean overlaps(int l, int t, int w, int h) {
            return l + w >= left && l < left + width && t + h >= top && t < top + height;
        }
    }

    private final RandomGenerator random;
    private final int largest;
    private final List<Link> links = new ArrayList<>();

    private RoomChain(int largest, RandomGenerator random) {
        this.largest = largest;
        this.random = random;
    }

    static Layout layout(int rooms, int largest) {
        return random -> {
            while (true) {
                RoomChain chain = new RoomChain(largest, random);
                chain.add(rooms, 2, random.nextInt(FIELD - 2), random.nextInt(FIELD - 2));
                if (chain.links.size() == rooms)
                    return chain.build();
            }
        };
    }

    private boolean add(int left, int entryWall, int doorX, int doorY) {
        int width = random.nextInt(SMALLEST, largest + 1);
        int height = random.nextInt(SMALLEST, largest + 1);
        int x = doorX;
        int y = doorY;
        if (!links.isEmpty()) {
            if (entryWall == 0)
                x = doorX - width + 1;
            if (entryWall == 1)
                y = doorY - height + 1;
            if (entryWall % 2 == 0)
                y = random.nextInt(doorY - height + 2, doorY);
            else
                x = random.nextInt(doorX - width + 2, doorX);
        }
        if (x < 0 || y < 0 || x + width > FIELD || y + height >= FIELD)
            return false;
        for (Link link : links.subList(0, Math.max(0, links.size() - 1)))
            if (link.overlaps(x, y, width, height))
                return false;
        links.add(new Link(x, y, width, height, doorX, doorY));
        if (left == 1)
            return true;
        for (int tries = 0; tries < 8; tries++) {
            int exit = (entryWall + 1 + random.nextInt(3)) % 4;
            int exitX = exit == 0 ? x + width - 1 : exit == 2 ? x : x + random.nextInt(1, width - 1);
            int exitY = exit == 1 ? y + height - 1 : exit == 3 ? y : y + random.nextInt(1, height - 1);
            if (add(left - 1, (exit + 2) % 4, exitX, exitY))
                break;
        }
        return true;
    }

    private Layout.Built build() {
        Room room = new Room(FIELD, FIELD);
        for (Link link : links)
            room.wallAround(link.left, link.top, link.width, link.height);
        int colour = -1;
        for (Link link : links.subList(1, links.size())) {
            int next = random.nextInt(Things.COLOURS);
            colour = next == colour ? (next + 1) % Things.COLOURS : next;
            room.put(link.doorX, link.doorY, Things.cell(Things.DOOR, colour, Things.CLOSED));
        }
        Link first = links.getFirst();
        Link last = links.getLast();
        room.placeObserver(first.left, first.top, first.width, first.height, random);
        room.place(Things.GOAL_CELL, last.left, last.top, last.width, last.height, random);
        return new Layout.Built(room, Layout.Aim.GOAL);
    }
}
